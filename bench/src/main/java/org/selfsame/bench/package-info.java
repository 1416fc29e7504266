/**
 * Measures the speed of single operations with JMH. {@code selfsame benchmark} measures that of
 * whole restorations.
 */
package org.selfsame.bench;
