/** Restoring whole images with a model: tiles, self-ensemble, color, mosaics; and baselines. */
package org.selfsame.restore;
