package org.selfsame.task;

import java.util.List;
import org.selfsame.degradation.Degradation;

/**
 * What all tasks of one name have in common.
 *
 * @param name the name, such as {@code denoise}
 * @param does what a model for it does, such as {@code denoises}
 * @param undone the kind of degradation that it undoes, at any level
 * @param channels the channels that it restores
 * @param levelName what a level is: {@code sigma}, {@code scale}, {@code quality} or {@code
 *     pattern}
 * @param usualLevels the levels at which the field usually measures, as text
 */
public record Kind(
    String name,
    String does,
    Class<? extends Degradation> undone,
    Channels channels,
    String levelName,
    List<String> usualLevels) {}
