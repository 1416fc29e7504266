package org.selfsame.job;

import java.nio.file.Path;

/**
 * An image that was found.
 *
 * @param file its path
 * @param place its relative path in a folder of results: the path from the folder it was found in,
 *     or just its name
 */
public record ImageInput(Path file, Path place) {}
