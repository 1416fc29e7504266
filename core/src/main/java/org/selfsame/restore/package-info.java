/** Restoring whole images with a model, and how it is carried out: tiles, memory, cores, views. */
package org.selfsame.restore;
