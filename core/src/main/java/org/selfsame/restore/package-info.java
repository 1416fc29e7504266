/** Restoring whole images with a model: tiles, self-ensemble, colour. */
package org.selfsame.restore;
