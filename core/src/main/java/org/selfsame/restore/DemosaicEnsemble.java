package org.selfsame.restore;

import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.image.Dihedral;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;

/**
 * The {@link SelfEnsemble} of demosaicking: a turned mosaic is one of another pattern.
 *
 * @param pattern of the mosaic
 * @param known the pattern that the restorations know
 * @param restorations of mosaics of the known pattern, for each view, counted from 0
 */
record DemosaicEnsemble(
    BayerMosaic.Pattern pattern, BayerMosaic.Pattern known, IntFunction<Restoration> restorations)
    implements Restoration {
  @Override
  public Image restore(Image degraded) {
    Image mean = Image.black(degraded.width(), degraded.height(), 3);
    Dihedral[] views = Dihedral.values();
    for (int i = 0; i < views.length; i++) {
      Dihedral view = views[i];
      BayerMosaic.Pattern turned = turned(view, degraded);
      Image restored =
          new BayerDemosaic(turned, known, restorations.apply(i)).restore(view.apply(degraded));
      SelfEnsemble.addPart(view.inverse().apply(restored), mean);
    }
    return mean;
  }

  /** Finds the pattern in a turned mosaic that is as small as it can be to have it. */
  private BayerMosaic.Pattern turned(Dihedral view, Image mosaic) {
    int width = 2 + mosaic.width() % 2;
    int height = 2 + mosaic.height() % 2;
    float[] channels = new float[width * height];
    for (int i = 0; i < channels.length; i++) {
      channels[i] = pattern.channel(i / width, i % width);
    }
    Image turned = view.apply(new Image(width, height, channels));
    return Stream.of(BayerMosaic.Pattern.values())
        .filter(
            candidate ->
                candidate.channel(0, 0) == turned.get(0, 0, 0)
                    && candidate.channel(0, 1) == turned.get(0, 0, 1)
                    && candidate.channel(1, 0) == turned.get(0, 1, 0))
        .findFirst()
        .orElseThrow();
  }
}
