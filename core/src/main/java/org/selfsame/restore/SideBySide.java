package org.selfsame.restore;

import java.util.Arrays;
import java.util.List;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.tensor.Cores;

/**
 * Restores several images at once, each on a core of its own: where images are small, that is
 * faster than to share the work on each.
 *
 * @param restoration that several threads may use
 */
record SideBySide(Restoration restoration) implements Restoration {
  @Override
  public Image restore(Image degraded) {
    return restoration.restore(degraded);
  }

  @Override
  public List<Image> restoreAll(List<Image> degraded) {
    Image[] restored = new Image[degraded.size()];
    Cores.run(restored.length, (i, worker) -> restored[i] = restoration.restore(degraded.get(i)));
    return Arrays.asList(restored);
  }
}
