/** Measuring restorations on sets of images, as published figures are measured. */
package org.selfsame.lab.evaluation;
