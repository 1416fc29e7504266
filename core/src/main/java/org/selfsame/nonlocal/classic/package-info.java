/**
 * The classic non-local methods: instances of equation (1) in NLRN's framework that need no
 * weights.
 */
package org.selfsame.nonlocal.classic;
