package org.selfsame.task;

import java.util.List;
import org.selfsame.degradation.Degradation;

/**
 * What all tasks of a name have in common.
 *
 * @param name such as {@code denoise}
 * @param does what a model for it does, in a word, such as {@code denoises}
 * @param undone the degradations that it undoes, at any level
 * @param channels that are restored
 * @param levelName what a level is: {@code sigma}, {@code scale}, {@code quality} or {@code
 *     pattern}
 * @param usualLevels at which is usually measured, as they are written
 */
public record Kind(
    String name,
    String does,
    Class<? extends Degradation> undone,
    Channels channels,
    String levelName,
    List<String> usualLevels) {}
