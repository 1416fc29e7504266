/** Restores whole images with a model: tiles, memory, cores and views. */
@NullMarked
package org.selfsame.restore;

import org.jspecify.annotations.NullMarked;
