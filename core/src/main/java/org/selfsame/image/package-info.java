/**
 * Images in memory and in files, and the operations on them that need no model: reading and
 * writing, color, flips and turns, resizing.
 */
@NullMarked
package org.selfsame.image;

import org.jspecify.annotations.NullMarked;
