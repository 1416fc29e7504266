package org.selfsame.restore;

import org.selfsame.image.Image;
import org.selfsame.network.PixelMaps;

/**
 * How a network sees one pixel of an image.
 *
 * @param given the piece of the image that the network saw, in the network's channels
 * @param kind what the piece shows of the image, such as {@code gray image} or {@code luma}
 * @param told the noise level of the given samples, times 255, that a denoising network was told; 0
 *     for other tasks
 * @param left column of the image where the piece begins
 * @param top row of the image where the piece begins
 * @param x column of the pixel in the piece
 * @param y row of the pixel in the piece
 * @param maps the maps; their neighborhoods are rectangles within the piece
 */
public record Inspection(
    Image given, String kind, double told, int left, int top, int x, int y, PixelMaps maps) {}
