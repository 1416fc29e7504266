package org.selfsame.network;

import org.selfsame.nonlocal.Correlation;
import org.selfsame.tensor.Precision;

/** The cost of restoring with an {@link Nlrn}. */
record NlrnCost(NlrnConfig config, NlrnLayers layers) implements Cost {
  /**
   * With more squares along a side, a large image took longer: see docs/performance.md. The overlap
   * is at least 16 squares.
   */
  @Override
  public TileShape tiles() {
    int fold = config.fold();
    return new TileShape(512 * fold, Math.max(48, 16 * fold), fold * config.block())
        .atLeast(fold * config.neighborhood());
  }

  @Override
  public long workingBytesPerPixel(Precision precision) {
    long images = 4L * config.foldedInputChannels();
    long features = 10L * config.channels(); // of a step, at once
    int embedding = config.affinity().usesTheta() ? config.embedding() : config.channels() + 1;
    long correlations =
        Correlation.elementsPerPixel(config.window(), embedding, config.nonlocalSteps());
    return squares(images + features + correlations) * precision.bytes();
  }

  @Override
  public long workingBytesOfPatch(long pixels, Precision precision) {
    long positions = squares(pixels);
    long features = 10L * config.channels() + 2L * config.embedding() * config.steps();
    long correlations = 3 * positions; // the state, its successor, and the softmax
    return positions * (features + correlations) * precision.bytes();
  }

  /**
   * Divides by the pixels of a square, rounding up: pixels become squares, and bytes per square
   * become bytes per pixel.
   */
  private long squares(long pixels) {
    long square = (long) config.fold() * config.fold();
    return (pixels + square - 1) / square;
  }

  /**
   * {@inheritDoc}
   *
   * <p>For an image no smaller than the neighborhood, this is per position (a pixel, or a folded
   * square of pixels)
   *
   * <pre>
   * 2 (9 C (input + output channels) + T 18 C^2 + T_n (2 C l + C^2 + q^2 (l + C)))
   * </pre>
   *
   * <p>where T_n steps have a non-local module: 17.2 million for {@link NlrnConfig#PAPER}. An
   * affinity without theta or psi drops its {@code C l}; without theta, products run over C
   * features. With folding, input and output channels are {@code fold^2} times those of the image,
   * and the noise level adds one to the input.
   */
  @Override
  public long necessaryFlop(int pixelRows, int pixelColumns) {
    Fold fold = new Fold(config.fold());
    long height = fold.squares(pixelRows);
    long width = fold.squares(pixelColumns);
    long keys = Math.min(config.neighborhood(), height) * Math.min(config.neighborhood(), width);
    return 2 * layers.products(keys) * height * width;
  }
}
