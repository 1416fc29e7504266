/** The front door: pictures are restored with the models in the box, in one class. */
package org.selfsame;
