/** Plots of measured figures. */
package org.selfsame.lab.plot;
