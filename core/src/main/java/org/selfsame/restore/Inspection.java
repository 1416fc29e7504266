package org.selfsame.restore;

import org.selfsame.image.Image;
import org.selfsame.network.PixelMaps;

/**
 * How a network sees one pixel of an image.
 *
 * @param given the piece of the image that the network was given, in its channels
 * @param kind what of the image that is, such as {@code gray image} or {@code luma}
 * @param told the noise level that a denoising network was told, of the samples given, times 255; 0
 *     for other tasks
 * @param left column of the image at which the piece begins
 * @param top row of the image at which the piece begins
 * @param x column of the pixel in the piece
 * @param y row of the pixel in the piece
 * @param maps its neighborhoods are rectangles of the piece
 */
public record Inspection(
    Image given, String kind, double told, int left, int top, int x, int y, PixelMaps maps) {}
