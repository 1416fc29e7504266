package org.selfsame.lab.data;

import java.util.List;

/**
 * Which images a network is trained on.
 *
 * @param folders searched for images, subfolders included
 * @param holdOut how many images are kept apart for validation, spread evenly over all
 * @param scales factors at which each image is offered, such as 1, 0.8 (Section 5, "flipping,
 *     rotation and scaling")
 */
public record DataConfig(List<String> folders, int holdOut, List<Double> scales) {
  public DataConfig {
    folders = folders == null ? List.of() : List.copyOf(folders);
    scales = scales == null || scales.isEmpty() ? List.of(1.0) : List.copyOf(scales);
    if (folders.isEmpty()) {
      throw new IllegalArgumentException(
          "data.folders is empty: expected at least one folder of images to train on");
    }
    if (holdOut < 1) {
      throw new IllegalArgumentException("data.holdOut " + holdOut + ": expected at least 1");
    }
    for (double scale : scales) {
      if (!(scale > 0 && scale <= 1)) {
        throw new IllegalArgumentException(
            "data.scales " + scale + ": expected factors above 0 and at most 1");
      }
    }
  }
}
