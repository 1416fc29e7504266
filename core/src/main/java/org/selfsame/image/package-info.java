/**
 * Images in memory and in files, and what is done to them without a model: reading and writing,
 * color, flips and turns, resizing.
 */
@NullMarked
package org.selfsame.image;

import org.jspecify.annotations.NullMarked;
