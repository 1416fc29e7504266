package org.selfsame.nonlocal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.selfsame.nonlocal.WindowPlan.Part;
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
  /** Correlations of a run, in bytes: with their keys and values, they fit a second-level cache. */
  private static final long RUN_BYTES = 1 << 20;

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
              RunMemory.Place place = gather(run, queries, keys, values, memories[worker]);
              Tensor correlations = correlate(run, place, i, store);
              Tensor target = ofQueries(z, run);
              if (!trySmall || !averageOfSmall(run, place, correlations, target)) {
                failed.incrementAndGet();
                boolean lost = trySmall && correlations == place.correlations();
                Tensor again = lost ? correlate(run, place, i, false) : correlations;
                Tensor weights = weigh(run, place, again);
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
   * @param target {@code [tiles, rows, columns, c]} where the averages go
   * @return whether the exponentials fit a float
   */
  private static boolean averageOfSmall(
      Run run, RunMemory.Place place, Tensor correlations, Tensor target) {
    boolean isState = correlations != place.correlations();
    Tensor weights = (isState ? place.weights() : correlations).expInto(correlations);
    Tensor sums = weights.sum(2);
    if (sums.max() < LARGEST_SUM && sums.min() > SMALLEST_SUM) {
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
                RunMemory.Place place = gather(run, queries, keys, values, memories[worker]);
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
    Tensor weights = weigh(run, place, correlate(run, place, -1, false));
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
    Span rows = run.rows();
    for (int tile = 0; tile < run.tiles(); tile++) {
      Span columns = run.columns().get(tile);
      sum.narrow(0, run.image(), 1)
          .narrow(1, rows.keysFrom(), rows.keys())
          .narrow(2, columns.keysFrom(), columns.keys())
          .addInPlace(
              ofTiles.narrow(0, tile, 1).reshape(1, rows.keys(), columns.keys(), ofTiles.size(2)),
              1);
    }
  }

  /** Copies together what a run needs. */
  private static RunMemory.Place gather(
      Run run, Tensor queries, Tensor keys, Tensor values, RunMemory memory) {
    RunMemory.Place place = memory.place(run, queries.size(3), values.size(3), values);
    asTiles(place.queries(), run).copyInPlace(ofQueries(queries, run));
    for (Part part : run.parts()) {
      ofTileKeys(place.keys(), run, part).copyInPlace(ofKeys(keys, run, part));
      ofTileKeys(place.values(), run, part).copyInPlace(ofKeys(values, run, part));
    }
    return place;
  }

  /**
   * Computes the correlations of a run.
   *
   * @param index of the run's state
   */
  private Tensor correlate(Run run, RunMemory.Place place, int index, boolean store) {
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
      return correlations.addMatmulInto(mask, queries, keys);
    }
    return correlations.matmulInto(queries, keys);
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

  /** {@code [n, h, w, c]} where a run's queries are: {@code [tiles, rows, columns, c]}. */
  private static Tensor ofQueries(Tensor pixels, Run run) {
    Span first = run.columns().get(0);
    int width = first.queries();
    long[] size = {run.tiles(), run.rows().queries(), width, pixels.size(3)};
    return tiles(pixels, run.image(), size, run.rows().from(), first.from(), width);
  }

  /** {@code [n, h, w, c]} where a part's keys are: {@code [tiles, rows, columns, c]}. */
  private static Tensor ofKeys(Tensor pixels, Run run, Part part) {
    int width = run.columns().get(0).keys();
    long[] size = {part.tiles(), run.rows().keys(), width, pixels.size(3)};
    return tiles(pixels, run.image(), size, run.rows().keysFrom(), part.keysFrom(), part.stride());
  }

  private static Tensor tiles(
      Tensor pixels, int image, long[] size, long top, long left, long stride) {
    long c = pixels.size(3);
    long row = pixels.size(2) * c;
    long first = image * pixels.size(1) * row + top * row + left * c;
    return pixels.strided(size, new long[] {stride * c, row, c, 1}, first);
  }

  /** {@code [tiles, queries, c]} as {@code [tiles, rows, columns, c]}. */
  private static Tensor asTiles(Tensor rows, Run run) {
    int width = run.columns().get(0).queries();
    return rows.view(run.tiles(), run.rows().queries(), width, rows.size(2));
  }

  /** A part of {@code [tiles, keys, c]} as {@code [tiles, rows, columns, c]}. */
  private static Tensor ofTileKeys(Tensor rows, Run run, Part part) {
    int width = run.columns().get(0).keys();
    return rows.narrow(0, part.first(), part.tiles())
        .view(part.tiles(), run.rows().keys(), width, rows.size(2));
  }

  /** {@code [tiles, rows, columns, c]} as {@code [tiles, pixels, c]}, copied together. */
  private static Tensor asRows(Tensor tiles) {
    return tiles.reshape(tiles.size(0), tiles.size(1) * tiles.size(2), tiles.size(3));
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
