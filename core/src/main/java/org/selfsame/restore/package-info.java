/** Restoring whole images with a model: tiles, self-ensemble, colour, mosaics; and baselines. */
package org.selfsame.restore;
