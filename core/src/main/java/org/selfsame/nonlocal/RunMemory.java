package org.selfsame.nonlocal;

import java.util.HashMap;
import java.util.Map;
import org.selfsame.nonlocal.WindowPlan.Run;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * The memory in which one core works through runs of tiles. Each tile has its own keys and values
 * here, although neighbors share most of them: multiplying matrices that overlap in memory is
 * slower than copying them apart.
 */
final class RunMemory implements AutoCloseable {
  /** What decides how much space a run takes. */
  private record Shape(
      int tiles, long queries, long keys, long features, long channels, Precision precision) {}

  /**
   * Where a run is computed.
   *
   * @param queries {@code [tiles, queries, features]}
   * @param keys {@code [tiles, keys, features]}
   * @param values {@code [tiles, keys, channels]}
   * @param correlations {@code [tiles, queries, keys]}
   * @param weights {@code [tiles, queries, keys]}
   * @param averages {@code [tiles, queries, channels]}
   */
  record Place(
      Tensor queries,
      Tensor keys,
      Tensor values,
      Tensor correlations,
      Tensor weights,
      Tensor averages) {
    private void close() {
      queries.close();
      keys.close();
      values.close();
      correlations.close();
      weights.close();
      averages.close();
    }
  }

  private final Map<Shape, Place> places = new HashMap<>();
  private Tensor memory;

  /**
   * Returns a place for a run; what the memory held is lost.
   *
   * @param features of queries and keys
   * @param channels of values
   * @param like a tensor of the precision, and where it is
   */
  Place place(Run run, long features, long channels, Tensor like) {
    Shape shape =
        new Shape(run.tiles(), run.queries(), run.keys(), features, channels, like.precision());
    Place known = places.get(shape);
    return known != null ? known : newPlace(shape, like);
  }

  private Place newPlace(Shape shape, Tensor like) {
    long[][] sizes = {
      {shape.tiles, shape.queries, shape.features},
      {shape.tiles, shape.keys, shape.features},
      {shape.tiles, shape.keys, shape.channels},
      {shape.tiles, shape.queries, shape.keys},
      {shape.tiles, shape.queries, shape.keys},
      {shape.tiles, shape.queries, shape.channels}
    };
    long needed = 0;
    for (long[] size : sizes) {
      needed += elements(size);
    }
    if (memory == null || memory.elements() < needed || memory.precision() != like.precision()) {
      close();
      memory = Tensor.unset(like.precision(), like.device(), needed).retain();
    }
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor[] parts = new Tensor[sizes.length];
      long from = 0;
      for (int i = 0; i < sizes.length; i++) {
        long length = elements(sizes[i]);
        parts[i] = memory.narrow(0, from, length).view(sizes[i]).retain();
        from += length;
      }
      Place place = new Place(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
      places.put(shape, place);
      return place;
    }
  }

  private static long elements(long[] size) {
    return size[0] * size[1] * size[2];
  }

  /** Frees all; the next place takes new memory. */
  @Override
  public void close() {
    places.values().forEach(Place::close);
    places.clear();
    if (memory != null) {
      memory.close();
      memory = null;
    }
  }
}
