/** The front door: pictures are restored with the models in the box, in one class. */
@NullMarked
package org.selfsame;

import org.jspecify.annotations.NullMarked;
