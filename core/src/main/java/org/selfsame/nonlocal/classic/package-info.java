/**
 * The classic non-local methods: instances of equation (1) in NLRN's framework that need no
 * weights. Non-local means is its equation (3); BM3D and WNNM, which restore the most similar
 * patches together, are equation (2).
 */
@NullMarked
package org.selfsame.nonlocal.classic;

import org.jspecify.annotations.NullMarked;
