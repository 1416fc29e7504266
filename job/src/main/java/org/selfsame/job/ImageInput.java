package org.selfsame.job;

import java.nio.file.Path;

/**
 * An image that was found.
 *
 * @param file where it lies
 * @param place its place among the results when these go to a folder of their own: its path from
 *     the folder in which it was found, or its name
 */
public record ImageInput(Path file, Path place) {}
