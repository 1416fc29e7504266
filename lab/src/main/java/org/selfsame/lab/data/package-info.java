/** The images for training networks, and for measuring them during training. */
package org.selfsame.lab.data;
