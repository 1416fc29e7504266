/** What makes images worse, repeatably: the known damage that training and evaluation undo. */
package org.selfsame.degradation;
