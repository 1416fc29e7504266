package org.selfsame.nonlocal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.selfsame.nonlocal.WindowPlan.Run;
import org.selfsame.nonlocal.WindowPlan.Span;
import org.selfsame.nonlocal.WindowPlan.Visibility;
import org.selfsame.tensor.Cores;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * The arithmetic of a window, tile by tile: the queries of a tile are multiplied with all keys that
 * any of them sees, and the pairs that do not see each other are masked.
 *
 * <p>Products of one tile are so short that calling them takes as long as they do. So the tiles of
 * a run, which are alike, are one batch, as long as their correlations stay in a core's cache; each
 * core works on runs of its own. Features are {@code [n, h, w, c]} here, keys and values continued
 * beyond the border as the plan says.
 */
final class WindowKernel implements AutoCloseable {
  /**
   * Correlations of a run, in bytes. In longer runs they leave the caches, in shorter ones calls
   * take longer than what they do.
   */
  private static final long RUN_BYTES = 1 << 21;

  private static final double LOG2_E = 1 / Math.log(2);

  /** Sums of a row's exponentials that are far from what a float can hold. */
  private static final double LARGEST_SUM = 1e30;

  private static final double SMALLEST_SUM = 1e-30;

  private final Affinity affinity;
  private final WindowPlan plan;
  private final int images;
  private final List<Run> runs;

  /** For each run {@code [tiles, queries, keys]}; masked where a softmax follows. */
  private final Tensor[] states;

  private final RunMemory[] memories;

  /**
   * How many runs of the last call had to subtract each row's largest. If many had to, no run of a
   * later call tries without: correlations add up from call to call.
   */
  private int large;

  private final Map<Visibility, Tensor> masks = new ConcurrentHashMap<>();

  WindowKernel(Affinity affinity, WindowPlan plan, int images, Precision precision) {
    this.affinity = affinity;
    this.plan = plan;
    this.images = images;
    runs = plan.runs(images, RUN_BYTES / precision.bytes());
    states = new Tensor[runs.size()];
    memories = Stream.generate(RunMemory::new).limit(Cores.workers()).toArray(RunMemory[]::new);
  }

  /**
   * Averages values by the state's correlations and the products of queries and keys.
   *
   * @param store whether to add the products to the state
   */
  Tensor attend(Tensor queries, Tensor keys, Tensor values, boolean store) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      long channels = values.size(3);
      Tensor z =
          Tensor.unset(
              values.precision(),
              values.device(),
              images,
              queries.size(1),
              queries.size(2),
              channels);
      boolean trySmall =
          affinity.isExponential()
              && values.precision() == Precision.BF16
              && large <= runs.size() / 8;
      AtomicInteger failed = new AtomicInteger();
      Cores.run(
          runs.size(),
          (i, worker) -> {
            try (TensorScope ofRun = TensorScope.withoutGradients()) {
              Run run = runs.get(i);
              RunMemory.Place place = gather(run, queries, keys, memories[worker], values);
              // Of products alone, powers of 2 can be asked for: they are faster than those of e.
              boolean binary = trySmall && !store && states[i] == null;
              Tensor correlations = correlate(run, place, i, store, binary ? LOG2_E : 1);
              Tensor target = ofQueries(z, run);
              if (!trySmall || !averageOfSmall(run, place, correlations, binary, values, target)) {
                failed.incrementAndGet();
                boolean lost = trySmall && correlations == place.correlations();
                Tensor again = lost ? correlate(run, place, i, false, 1) : correlations;
                Tensor weights = weigh(run, place, again);
                copyKeys(values, run, place.values());
                place.averages().matmulInto(weights, place.values());
                target.copyInPlace(asTiles(place.averages(), run));
              }
            }
          });
      large = failed.get(); // read only once all are done: runs may end in any order
      return scope.keep(z);
    }
  }

  /**
   * Averages values by the softmax of correlations without subtracting each row's largest, and
   * divides the averages, which are fewer: enough where correlations are not very large.
   * Correlations that are not a state are overwritten: sharing the memory keeps it in the cache.
   *
   * @param binary whether the exponentials are powers of 2, not of e
   * @param target a {@link #grid} where the averages go
   * @return whether the exponentials fit a float
   */
  private static boolean averageOfSmall(
      Run run,
      RunMemory.Place place,
      Tensor correlations,
      boolean binary,
      Tensor values,
      Tensor target) {
    boolean isState = correlations != place.correlations();
    Tensor weights = isState ? place.weights() : correlations;
    weights = binary ? weights.exp2Into(correlations) : weights.expInto(correlations);
    Tensor sums = weights.sum(2);
    if (sums.max() < LARGEST_SUM && sums.min() > SMALLEST_SUM) {
      copyKeys(values, run, place.values()); // not before: so they are still in the cache
      Tensor averages = place.averages().matmulInto(weights, place.values());
      target.divInto(asTiles(averages, run), asTiles(sums, run));
      return true;
    }
    return false;
  }

  /**
   * Computes the gradients of {@link #attend} without a state, from recomputed weights.
   *
   * @param gradient of a number with respect to the averages
   * @return the gradients with respect to the queries, the keys and the values; those of bf16 in
   *     fp32
   */
  List<Tensor> gradients(Tensor queries, Tensor keys, Tensor values, Tensor gradient) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor ofQueries = sum(queries);
      Tensor ofKeys = sum(keys);
      Tensor ofValues = sum(values);
      Tensor ofAverages = gradient.contiguous();
      int perImage = runs.size() / images;
      // The keys of tiles overlap: sums are made in one order, on one core, for each image.
      Cores.run(
          images,
          (image, worker) -> {
            for (Run run : runs.subList(image * perImage, (image + 1) * perImage)) {
              try (TensorScope ofRun = TensorScope.withoutGradients()) {
                RunMemory.Place place = gather(run, queries, keys, memories[worker], values);
                copyKeys(values, run, place.values());
                addGradients(run, place, ofAverages, ofQueries, ofKeys, ofValues);
              }
            }
          });
      return List.of(scope.keep(ofQueries), scope.keep(ofKeys), scope.keep(ofValues));
    }
  }

  private void addGradients(
      Run run,
      RunMemory.Place place,
      Tensor gradient,
      Tensor ofQueries,
      Tensor ofKeys,
      Tensor ofValues) {
    Tensor d = asRows(ofQueries(gradient, run));
    Tensor weights = weigh(run, place, correlate(run, place, -1, false, 1));
    Tensor ofWeights = d.matmul(place.values().transpose(1, 2));
    Tensor ofCorrelations;
    if (affinity.isExponential()) {
      place.averages().matmulInto(weights, place.values());
      ofCorrelations = ofWeights.sub(d.mul(place.averages()).sum(2)).mul(weights);
    } else {
      ofCorrelations = ofWeights.mul(1.0 / plan.neighbors());
      if (!plan.isAll(run.visibility())) {
        ofCorrelations = ofCorrelations.mul(mask(run.visibility(), d, 1, 0));
      }
    }
    Tensor queries = ofCorrelations.matmul(place.keys());
    Tensor keys = ofCorrelations.transpose(1, 2).matmul(place.queries());
    ofQueries(ofQueries, run).copyInPlace(asTiles(queries, run));
    addToKeys(ofKeys, run, keys);
    addToKeys(ofValues, run, weights.transpose(1, 2).matmul(d));
  }

  /** Adds {@code [tiles, keys, c]} where the keys are, tile by tile, as tiles share keys. */
  private static void addToKeys(Tensor sum, Run run, Tensor ofTiles) {
    int tile = 0;
    for (Span rows : run.rows()) {
      for (Span columns : run.columns()) {
        sum.narrow(0, run.image(), 1)
            .narrow(1, rows.keysFrom(), rows.keys())
            .narrow(2, columns.keysFrom(), columns.keys())
            .addInPlace(
                ofTiles
                    .narrow(0, tile++, 1)
                    .reshape(1, rows.keys(), columns.keys(), ofTiles.size(2)));
      }
    }
  }

  /** Copies a run's queries and keys together, and makes place for the values. */
  private static RunMemory.Place gather(
      Run run, Tensor queries, Tensor keys, RunMemory memory, Tensor values) {
    RunMemory.Place place = memory.place(run, queries.size(3), values.size(3), values);
    asTiles(place.queries(), run).copyInPlace(ofQueries(queries, run));
    copyKeys(keys, run, place.keys());
    return place;
  }

  /**
   * Computes the correlations of a run.
   *
   * @param index of the run's state
   * @param scale of the correlations; other than 1 where no state takes part
   */
  private Tensor correlate(Run run, RunMemory.Place place, int index, boolean store, double scale) {
    Tensor state = index < 0 ? null : states[index];
    Tensor queries = place.queries();
    Tensor keys = place.keys().transpose(1, 2);
    Tensor correlations = place.correlations();
    if (store) {
      correlations = state == null ? zerosLike(correlations).retain() : state;
      states[index] = correlations;
    }
    if (state != null) {
      return store
          ? state.addMatmulInPlace(queries, keys)
          : correlations.addMatmulInto(state, queries, keys);
    }
    if (affinity.isExponential() && !plan.isAll(run.visibility())) {
      Tensor mask = mask(run.visibility(), queries, 0, Float.NEGATIVE_INFINITY);
      return correlations.addMatmulInto(mask, queries, keys, scale);
    }
    return correlations.matmulInto(queries, keys, scale);
  }

  private Tensor weigh(Run run, RunMemory.Place place, Tensor correlations) {
    if (affinity.isExponential()) {
      return place.weights().softmaxInto(correlations, 2);
    }
    Tensor weights = place.weights().copyInPlace(correlations).mulInPlace(1.0 / plan.neighbors());
    return plan.isAll(run.visibility())
        ? weights
        : weights.mulInto(weights, mask(run.visibility(), weights, 1, 0));
  }

  private static void copyKeys(Tensor pixels, Run run, Tensor target) {
    Tensor ofKeys = grid(pixels, run, Span::keysFrom, Span::keys);
    target.view(ofKeys.shape()).copyInPlace(ofKeys);
  }

  /** {@code [n, h, w, c]} where a run's queries are, as a {@link #grid}. */
  private static Tensor ofQueries(Tensor pixels, Run run) {
    return grid(pixels, run, Span::from, Span::queries);
  }

  /**
   * The pixels of a run's tiles in {@code [n, h, w, c]}: {@code [rows of tiles, columns of tiles,
   * rows, columns, c]}.
   *
   * @param from first of a tile along an axis
   * @param length of a tile along an axis
   */
  private static Tensor grid(
      Tensor pixels, Run run, ToIntFunction<Span> from, ToIntFunction<Span> length) {
    long c = pixels.size(3);
    long row = pixels.size(2) * c;
    int top = from.applyAsInt(run.rows().get(0));
    int left = from.applyAsInt(run.columns().get(0));
    long[] size = {
      run.rows().size(),
      run.columns().size(),
      length.applyAsInt(run.rows().get(0)),
      length.applyAsInt(run.columns().get(0)),
      c
    };
    long[] strides = {
      distance(run.rows(), from) * row, distance(run.columns(), from) * c, row, c, 1
    };
    return pixels.strided(size, strides, (run.image() * pixels.size(1) + top) * row + left * c);
  }

  private static long distance(List<Span> spans, ToIntFunction<Span> from) {
    return spans.size() == 1 ? 0 : from.applyAsInt(spans.get(1)) - from.applyAsInt(spans.get(0));
  }

  /** {@code [tiles, queries, c]} as a {@link #grid}. */
  private static Tensor asTiles(Tensor rows, Run run) {
    return rows.view(
        run.rows().size(),
        run.columns().size(),
        run.rows().get(0).queries(),
        run.columns().get(0).queries(),
        rows.size(2));
  }

  /** A {@link #grid} as {@code [tiles, pixels, c]}, copied together. */
  private static Tensor asRows(Tensor grid) {
    return grid.reshape(grid.size(0) * grid.size(1), grid.size(2) * grid.size(3), grid.size(4));
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
    Arrays.stream(states).filter(Objects::nonNull).forEach(Tensor::close);
    for (RunMemory memory : memories) {
      memory.close();
    }
  }
}
