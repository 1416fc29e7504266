/** Restoration networks: their configurations, weights and forward passes. */
package org.selfsame.network;
