/** How good an image is: against its original, or by the noise that it seems to have. */
package org.selfsame.quality;
