/** The front door: one class that restores pictures with the shipped models. */
@NullMarked
package org.selfsame;

import org.jspecify.annotations.NullMarked;
