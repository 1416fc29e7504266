package org.selfsame.restore;

import java.util.Arrays;
import java.util.List;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.tensor.Cores;

/**
 * Restores several images at once, each core its own. For small images this is faster than sharing
 * the work on each.
 *
 * @param restoration may be used by several threads
 * @param together how many images one core restores together
 */
record SideBySide(Restoration restoration, int together) implements Restoration {
  @Override
  public Image restore(Image degraded) {
    return restoration.restore(degraded);
  }

  @Override
  public List<Image> restoreAll(List<Image> degraded) {
    Image[] restored = new Image[degraded.size()];
    Cores.run(
        (restored.length + together - 1) / together,
        (group, worker) -> {
          int from = group * together;
          int to = Math.min(from + together, restored.length);
          List<Image> results = restoration.restoreAll(degraded.subList(from, to));
          for (int i = from; i < to; i++) {
            restored[i] = results.get(i - from);
          }
        });
    return Arrays.asList(restored);
  }
}
