/** What makes images worse, repeatably: the known damage that training and evaluation undo. */
@NullMarked
package org.selfsame.degradation;

import org.jspecify.annotations.NullMarked;
