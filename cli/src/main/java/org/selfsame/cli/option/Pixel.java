package org.selfsame.cli.option;

/**
 * A pixel of an image.
 *
 * @param x its column, from 0
 * @param y its row, from 0
 */
public record Pixel(int x, int y) {}
