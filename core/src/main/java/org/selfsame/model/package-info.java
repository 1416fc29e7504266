/** Trained networks: weights, task and card, and the catalog of those that are shipped. */
package org.selfsame.model;
