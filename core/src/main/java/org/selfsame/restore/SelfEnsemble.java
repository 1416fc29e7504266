package org.selfsame.restore;

import org.selfsame.image.Dihedral;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;

/** The mean of what a restoration makes of an image's 8 flips and rotations. */
record SelfEnsemble(Restoration restoration) implements Restoration {
  @Override
  public Image restore(Image degraded) {
    Dihedral[] views = Dihedral.values();
    Image mean = Image.black(degraded.width(), degraded.height(), degraded.channels());
    for (Dihedral view : views) {
      Image restored = view.inverse().apply(restoration.restore(view.apply(degraded)));
      for (int c = 0; c < mean.channels(); c++) {
        float[] sum = mean.plane(c);
        float[] plane = restored.plane(c);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += plane[i] / views.length;
        }
      }
    }
    return mean;
  }
}
