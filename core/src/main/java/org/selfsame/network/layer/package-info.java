/**
 * Layers of networks. Each declares its weights, applies itself to features, and counts its
 * arithmetic.
 */
package org.selfsame.network.layer;
