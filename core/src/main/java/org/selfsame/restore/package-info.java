/** Restores whole images with a model: tiles, memory, cores and views. */
package org.selfsame.restore;
