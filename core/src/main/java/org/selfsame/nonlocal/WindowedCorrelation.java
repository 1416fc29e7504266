package org.selfsame.nonlocal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.selfsame.nonlocal.WindowPlan.Span;
import org.selfsame.nonlocal.WindowPlan.Strip;
import org.selfsame.nonlocal.WindowPlan.Visibility;
import org.selfsame.tensor.Cores;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * Attention over a window that slides with the pixel, tile by tile: the queries of a tile are
 * multiplied with all keys that any of them sees, and the pairs that do not see each other are
 * masked.
 *
 * <p>Small tiles have few such pairs, but share little. What they share is copied together once for
 * a strip of them, and each core works through strips of its own.
 */
final class WindowedCorrelation implements Correlation {
  private final Affinity affinity;
  private final boolean propagate;
  private final int size;
  private final Border border;
  private WindowPlan plan;
  private List<Strip> strips;

  /** For each tile of each strip {@code [1, queries, keys]}; masked where a softmax follows. */
  private Tensor[][] states;

  private StripMemory[] memories;
  private final Embeddings embeddings = new Embeddings(3);
  private final Map<Visibility, Tensor> masks = new ConcurrentHashMap<>();

  WindowedCorrelation(Affinity affinity, boolean propagate, int size, Border border) {
    if (size < 1 || size % 2 == 0) {
      throw new IllegalArgumentException(
          "neighborhood of %d pixels: expected an odd number, such as %d"
              .formatted(size, Math.max(1, size + 1)));
    }
    this.affinity = affinity;
    this.propagate = propagate;
    this.size = size;
    this.border = border;
  }

  /** How many numbers are kept for each pixel of a large image. */
  static long elementsPerPixel(int size, int embedding, int steps) {
    long all = (long) embedding * steps;
    long side = (long) WindowPlan.TILE + size - 1;
    return 2 * Math.min(all, Embeddings.LARGEST) + (all > Embeddings.LARGEST ? side * side : 0);
  }

  @Override
  public Tensor attend(Tensor queries, Tensor keys, Tensor values) {
    int n = (int) values.size(0);
    int height = (int) values.size(2);
    int width = (int) values.size(3);
    if (plan == null) {
      plan = new WindowPlan(height, width, size, border);
      strips = plan.strips(n);
      states = strips.stream().map(s -> new Tensor[s.columns().size()]).toArray(Tensor[][]::new);
      memories =
          Stream.generate(StripMemory::new).limit(Cores.workers()).toArray(StripMemory[]::new);
    }
    try (TensorScope scope = TensorScope.withoutGradients()) {
      embeddings.add(pixels(queries), pixels(continued(keys)));
      Tensor v = pixels(continued(values));
      boolean store = propagate && embeddings.isFull();
      Tensor z = Tensor.zeros(v.precision(), v.device(), n, height, width, v.size(3));
      Cores.run(strips.size(), (i, worker) -> attend(i, v, z, store, memories[worker]));
      if (store || !propagate) {
        embeddings.close();
      }
      return scope.keep(z.permute(0, 3, 1, 2));
    }
  }

  private void attend(int index, Tensor v, Tensor z, boolean store, StripMemory memory) {
    Strip strip = strips.get(index);
    try (TensorScope scope = TensorScope.withoutGradients()) {
      memory.fit(strip, embeddings.features(), v.size(3), v);
      long feature = 0;
      for (int step = 0; step < embeddings.steps(); step++) {
        Tensor queries = embeddings.queries(step);
        long length = queries.size(3);
        memory.queries().narrow(2, feature, length).copyInPlace(ofQueries(queries, strip));
        memory.keys().narrow(2, feature, length).copyInPlace(ofKeys(embeddings.keys(step), strip));
        feature += length;
      }
      memory.values().copyInPlace(ofKeys(v, strip));
      for (int t = 0; t < strip.columns().size(); t++) {
        attend(memory.tile(t), strip.visibility(t), states[index], t, store);
      }
      if (!affinity.isExponential()) {
        memory.averages().mulInPlace(1.0 / plan.neighbors());
      }
      ofQueries(z, strip).copyInPlace(memory.averages());
    }
  }

  private void attend(
      StripMemory.Tile tile, Visibility visibility, Tensor[] ofStrip, int index, boolean store) {
    Tensor state = ofStrip[index];
    Tensor correlations = tile.correlations();
    if (store) {
      correlations = state == null ? newState(correlations) : state;
      ofStrip[index] = correlations;
    }
    if (state != null && store) {
      state.addMatmulInPlace(tile.queries(), tile.keys());
    } else if (state != null) {
      correlations.addMatmulInto(state, tile.queries(), tile.keys());
    } else if (affinity.isExponential()) {
      Tensor mask = mask(visibility, tile.queries(), 0, Float.NEGATIVE_INFINITY);
      correlations.addMatmulInto(mask, tile.queries(), tile.keys());
    } else {
      correlations.matmulInto(tile.queries(), tile.keys());
    }
    if (affinity.isExponential()) {
      tile.weights().softmaxInto(correlations, 2);
    } else {
      tile.weights().mulInto(correlations, mask(visibility, tile.queries(), 1, 0));
    }
    tile.averages().matmulInto(tile.weights(), tile.values());
  }

  private static Tensor newState(Tensor like) {
    return Tensor.zeros(like.precision(), like.device(), like.shape()).retain();
  }

  /** {@code [n, h, w, c]} where a strip's queries are: {@code [columns, rows, c]}. */
  private static Tensor ofQueries(Tensor pixels, Strip strip) {
    Span rows = strip.rows();
    Span width = strip.width();
    return part(pixels, strip.image(), rows.from(), rows.queries(), width.from(), width.queries());
  }

  /** {@code [n, h, w, c]} where a strip's keys are: {@code [columns, rows, c]}. */
  private static Tensor ofKeys(Tensor pixels, Strip strip) {
    Span rows = strip.rows();
    Span width = strip.width();
    return part(
        pixels, strip.image(), rows.keysFrom(), rows.keys(), width.keysFrom(), width.keys());
  }

  private static Tensor part(Tensor pixels, int image, int top, int height, int left, int width) {
    return pixels
        .narrow(0, image, 1)
        .narrow(1, top, height)
        .narrow(2, left, width)
        .view(height, width, pixels.size(3))
        .transpose(0, 1);
  }

  /** {@code [1, queries, keys]}: one number where a query sees a key, another elsewhere. */
  private Tensor mask(Visibility visibility, Tensor like, float seen, float unseen) {
    return masks.computeIfAbsent(
        visibility,
        v ->
            Tensor.of(
                    plan.mask(v, seen, unseen),
                    like.device(),
                    1,
                    (long) v.rows().size() * v.columns().size(),
                    (long) v.rowKeys() * v.columnKeys())
                .to(like.precision())
                .retain());
  }

  private Tensor continued(Tensor feature) {
    int y = plan.verticalPad();
    int x = plan.horizontalPad();
    return y == 0 && x == 0 ? feature : feature.padCircular(x, x, y, y);
  }

  /** {@code [n, c, h, w]} to {@code [n, h, w, c]}. */
  private static Tensor pixels(Tensor feature) {
    return feature.permute(0, 2, 3, 1).contiguous();
  }

  @Override
  public void close() {
    embeddings.close();
    masks.values().forEach(Tensor::close);
    masks.clear();
    if (plan != null) {
      for (Tensor[] ofStrip : states) {
        Arrays.stream(ofStrip).filter(Objects::nonNull).forEach(Tensor::close);
      }
      for (StripMemory memory : memories) {
        memory.close();
      }
      plan = null;
    }
  }
}
