/** Measuring how fast restoring is, against what the machine can do, and what memory it takes. */
package org.selfsame.lab.benchmark;
