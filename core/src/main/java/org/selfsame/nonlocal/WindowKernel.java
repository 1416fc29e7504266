package org.selfsame.nonlocal;

import java.util.ArrayList;
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
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * The arithmetic of a sliding window, tile by tile: the queries of a tile are multiplied with all
 * keys that any of them sees, and the pairs that do not see each other are masked.
 *
 * <p>Small tiles have few such pairs, but share little. What they share is copied together once for
 * a strip of them, and each core works through strips of its own. Features are {@code [n, w, h, c]}
 * here, keys and values continued beyond the border as the plan says.
 */
final class WindowKernel implements AutoCloseable {
  private final Affinity affinity;
  private final WindowPlan plan;
  private final List<Strip> strips;
  private final int images;

  /** For each tile of each strip {@code [1, queries, keys]}; masked where a softmax follows. */
  private final Tensor[][] states;

  private final StripMemory[] memories;
  private final Map<Visibility, Tensor> masks = new ConcurrentHashMap<>();

  WindowKernel(Affinity affinity, WindowPlan plan, int images) {
    this.affinity = affinity;
    this.plan = plan;
    this.images = images;
    strips = plan.strips(images);
    states = strips.stream().map(s -> new Tensor[s.columns().size()]).toArray(Tensor[][]::new);
    memories = Stream.generate(StripMemory::new).limit(Cores.workers()).toArray(StripMemory[]::new);
  }

  /**
   * Averages values by the state's correlations and the products of the steps' queries and keys.
   *
   * @param store whether to add the products to the state
   */
  Tensor attend(List<Tensor> queries, List<Tensor> keys, Tensor values, boolean store) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor first = queries.get(0);
      // In memory row by row, as the layers after it have their features.
      Tensor z =
          zeros(values, values.precision(), images, first.size(2), first.size(1), values.size(3))
              .permute(0, 2, 1, 3);
      Cores.run(
          strips.size(),
          (i, worker) -> {
            try (TensorScope ofStrip = TensorScope.withoutGradients()) {
              Strip strip = strips.get(i);
              StripMemory memory = memories[worker];
              gather(strip, queries, keys, values, memory);
              for (int t = 0; t < strip.columns().size(); t++) {
                StripMemory.Tile tile = memory.tile(t);
                weigh(tile, strip.visibility(t), states[i], t, store);
                tile.averages().matmulInto(tile.weights(), tile.values());
              }
              if (!affinity.isExponential()) {
                memory.averages().mulInPlace(1.0 / plan.neighbors());
              }
              ofQueries(z, strip).copyInPlace(memory.averages());
            }
          });
      return scope.keep(z);
    }
  }

  /**
   * Computes the gradients of {@link #attend} without a state, from recomputed weights.
   *
   * @param gradient of a number with respect to the averages
   * @return the gradients with respect to each step's queries, to each step's keys, and to the
   *     values; those of bf16 in fp32
   */
  List<Tensor> gradients(List<Tensor> queries, List<Tensor> keys, Tensor values, Tensor gradient) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      List<Tensor> ofQueries = queries.stream().map(WindowKernel::sum).toList();
      List<Tensor> ofKeys = keys.stream().map(WindowKernel::sum).toList();
      Tensor ofValues = sum(values);
      int perImage = strips.size() / images;
      // The keys of strips overlap: sums are made in one order, on one core, for each image.
      Cores.run(
          images,
          (image, worker) -> {
            for (Strip strip : strips.subList(image * perImage, (image + 1) * perImage)) {
              try (TensorScope ofStrip = TensorScope.withoutGradients()) {
                StripMemory memory = memories[worker];
                gather(strip, queries, keys, values, memory);
                addGradients(strip, memory, gradient, ofQueries, ofKeys, ofValues);
              }
            }
          });
      List<Tensor> all = new ArrayList<>(ofQueries);
      all.addAll(ofKeys);
      all.add(ofValues);
      all.forEach(scope::keep);
      return all;
    }
  }

  private void addGradients(
      Strip strip,
      StripMemory memory,
      Tensor gradient,
      List<Tensor> ofQueries,
      List<Tensor> ofKeys,
      Tensor ofValues) {
    Tensor ofAverages = ofQueries(gradient, strip).contiguous();
    if (!affinity.isExponential()) {
      ofAverages = ofAverages.mul(1.0 / plan.neighbors());
    }
    Tensor stripQueries = zerosLike(memory.queries());
    Tensor stripKeys = zerosLike(memory.keys());
    Tensor stripValues = zerosLike(memory.values());
    Span width = strip.width();
    for (int t = 0; t < strip.columns().size(); t++) {
      try (TensorScope ofTile = TensorScope.withoutGradients()) {
        StripMemory.Tile tile = memory.tile(t);
        Span span = strip.columns().get(t);
        int from = span.from() - width.from();
        int keysFrom = span.keysFrom() - width.keysFrom();
        weigh(tile, strip.visibility(t), new Tensor[1], 0, false);
        Tensor d = StripMemory.pixels(ofAverages, from, span.queries());
        StripMemory.pixels(stripValues, keysFrom, span.keys())
            .addMatmulInPlace(tile.weights().transpose(1, 2), d);
        Tensor ofWeights = d.matmul(tile.values().transpose(1, 2));
        Tensor ofCorrelations;
        if (affinity.isExponential()) {
          tile.averages().matmulInto(tile.weights(), tile.values());
          Tensor mean = d.mul(tile.averages()).sum(2).view(1, d.size(1), 1);
          ofCorrelations = ofWeights.sub(mean).mul(tile.weights());
        } else {
          ofCorrelations = ofWeights.mul(mask(strip.visibility(t), d, 1, 0));
        }
        StripMemory.pixels(stripQueries, from, span.queries())
            .matmulInto(ofCorrelations, tile.keys().transpose(1, 2));
        StripMemory.pixels(stripKeys, keysFrom, span.keys())
            .addMatmulInPlace(ofCorrelations.transpose(1, 2), tile.queries());
      }
    }
    long feature = 0;
    for (int step = 0; step < ofQueries.size(); step++) {
      long length = ofQueries.get(step).size(3);
      ofQueries(ofQueries.get(step), strip).copyInPlace(stripQueries.narrow(2, feature, length));
      ofKeys(ofKeys.get(step), strip).addInPlace(stripKeys.narrow(2, feature, length), 1);
      feature += length;
    }
    ofKeys(ofValues, strip).addInPlace(stripValues, 1);
  }

  /** Copies together what a strip needs: the features of all steps side by side. */
  private static void gather(
      Strip strip, List<Tensor> queries, List<Tensor> keys, Tensor values, StripMemory memory) {
    long features = queries.stream().mapToLong(q -> q.size(3)).sum();
    memory.fit(strip, features, values.size(3), values);
    long feature = 0;
    for (int step = 0; step < queries.size(); step++) {
      long length = queries.get(step).size(3);
      memory.queries().narrow(2, feature, length).copyInPlace(ofQueries(queries.get(step), strip));
      memory.keys().narrow(2, feature, length).copyInPlace(ofKeys(keys.get(step), strip));
      feature += length;
    }
    memory.values().copyInPlace(ofKeys(values, strip));
  }

  /** Computes the weights of a tile, but for the number of neighbours where it divides them. */
  private void weigh(
      StripMemory.Tile tile, Visibility visibility, Tensor[] ofStrip, int index, boolean store) {
    Tensor state = ofStrip[index];
    Tensor correlations = tile.correlations();
    if (store) {
      correlations = state == null ? zerosLike(correlations).retain() : state;
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
  }

  /** {@code [n, w, h, c]} where a strip's queries are: {@code [columns, rows, c]}. */
  private static Tensor ofQueries(Tensor pixels, Strip strip) {
    Span rows = strip.rows();
    Span width = strip.width();
    return part(pixels, strip.image(), width.from(), width.queries(), rows.from(), rows.queries());
  }

  /** {@code [n, w, h, c]} where a strip's keys are: {@code [columns, rows, c]}. */
  private static Tensor ofKeys(Tensor pixels, Strip strip) {
    Span rows = strip.rows();
    Span width = strip.width();
    return part(
        pixels, strip.image(), width.keysFrom(), width.keys(), rows.keysFrom(), rows.keys());
  }

  private static Tensor part(Tensor pixels, int image, int left, int width, int top, int height) {
    return pixels
        .narrow(0, image, 1)
        .narrow(1, left, width)
        .narrow(2, top, height)
        .view(width, height, pixels.size(3));
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

  private static Tensor zerosLike(Tensor like) {
    return zeros(like, like.precision(), like.shape());
  }

  /** Zeros in which gradients of a tensor are summed. */
  private static Tensor sum(Tensor like) {
    return zeros(
        like, like.precision() == Precision.BF16 ? Precision.FP32 : like.precision(), like.shape());
  }

  private static Tensor zeros(Tensor like, Precision precision, long... shape) {
    return Tensor.zeros(precision, like.device(), shape);
  }

  @Override
  public void close() {
    masks.values().forEach(Tensor::close);
    for (Tensor[] ofStrip : states) {
      Arrays.stream(ofStrip).filter(Objects::nonNull).forEach(Tensor::close);
    }
    for (StripMemory memory : memories) {
      memory.close();
    }
  }
}
