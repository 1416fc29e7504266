/**
 * The classic non-local methods, which NLRN's framework has as instances of its equation (1) and
 * which need no weights.
 */
package org.selfsame.nonlocal.classic;
