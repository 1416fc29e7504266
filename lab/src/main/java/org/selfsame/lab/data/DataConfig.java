package org.selfsame.lab.data;

import java.util.List;

/**
 * The images to train a network on.
 *
 * @param folders the folders to search for images, subfolders included
 * @param holdOut how many images to hold out for validation, spread evenly over all
 * @param scales the factors at which to offer each image, such as 1, 0.9 (NLRN, Section 5,
 *     "flipping, rotation and scaling"); none means 1. Above 1, images are as soft as photographs
 *     at full size
 */
public record DataConfig(List<String> folders, int holdOut, List<Double> scales) {
  private static final double LARGEST_SCALE = 2;

  /**
   * @throws IllegalArgumentException if there is no folder, if nothing is held out, or if a scale
   *     is not above 0 and at most 2
   */
  public DataConfig {
    folders = List.copyOf(folders);
    scales = scales.isEmpty() ? List.of(1.0) : List.copyOf(scales);
    if (folders.isEmpty()) {
      throw new IllegalArgumentException(
          "data.folders is empty: expected at least one folder of images to train on");
    }
    if (holdOut < 1) {
      throw new IllegalArgumentException("data.holdOut %d: expected at least 1".formatted(holdOut));
    }
    for (double scale : scales) {
      if (!(scale > 0 && scale <= LARGEST_SCALE)) {
        throw new IllegalArgumentException(
            "data.scales %s: expected factors above 0 and at most 2".formatted(scale));
      }
    }
  }
}
