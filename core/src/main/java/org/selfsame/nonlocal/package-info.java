/**
 * The non-local operation: each pixel becomes an average over the pixels of its neighborhood,
 * weighed by how alike they are (NLRN, equation (1)).
 */
package org.selfsame.nonlocal;
