/** Trained networks with their task and card, and the catalog of shipped models. */
package org.selfsame.model;
