/**
 * How fast single operations are, measured with JMH. The speed of whole restorations is measured by
 * {@code selfsame benchmark}.
 */
package org.selfsame.bench;
