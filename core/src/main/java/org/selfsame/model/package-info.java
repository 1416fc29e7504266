/** Trained networks: weights, task and card, and the catalog of those that are shipped. */
@NullMarked
package org.selfsame.model;

import org.jspecify.annotations.NullMarked;
