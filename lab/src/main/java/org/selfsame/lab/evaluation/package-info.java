/** Measures restorations on sets of images, the way published figures are measured. */
package org.selfsame.lab.evaluation;
