/** How good an image is: against its original, or by the noise that it seems to have. */
@NullMarked
package org.selfsame.quality;

import org.jspecify.annotations.NullMarked;
