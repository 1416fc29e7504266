/**
 * Measures how fast restoring is, compared with what the machine can do, and how much memory it
 * takes.
 */
package org.selfsame.lab.benchmark;
