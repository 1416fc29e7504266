/** Restoring whole images with a model, and how it is carried out: tiles, memory, cores, views. */
@NullMarked
package org.selfsame.restore;

import org.jspecify.annotations.NullMarked;
