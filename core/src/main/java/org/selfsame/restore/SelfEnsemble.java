package org.selfsame.restore;

import java.util.List;
import org.selfsame.image.Dihedral;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;

/** The mean of what a restoration makes of an image's 8 flips and rotations. */
record SelfEnsemble(Restoration restoration) implements Restoration {
  @Override
  public Image restore(Image degraded) {
    return restoreAll(List.of(degraded)).get(0);
  }

  @Override
  public List<Image> restoreAll(List<Image> degraded) {
    List<Image> means =
        degraded.stream()
            .map(image -> Image.black(image.width(), image.height(), image.channels()))
            .toList();
    for (Dihedral view : Dihedral.values()) {
      List<Image> restored = restoration.restoreAll(degraded.stream().map(view::apply).toList());
      for (int i = 0; i < restored.size(); i++) {
        addPart(view.inverse().apply(restored.get(i)), means.get(i));
      }
    }
    return means;
  }

  private static void addPart(Image restored, Image mean) {
    for (int c = 0; c < mean.channels(); c++) {
      float[] sum = mean.plane(c);
      float[] plane = restored.plane(c);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += plane[i] / Dihedral.values().length;
      }
    }
  }
}
