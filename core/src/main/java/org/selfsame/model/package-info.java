/** Trained networks with their task and card, and the catalog of shipped models. */
@NullMarked
package org.selfsame.model;

import org.jspecify.annotations.NullMarked;
