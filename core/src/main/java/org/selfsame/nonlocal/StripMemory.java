package org.selfsame.nonlocal;

import java.util.ArrayList;
import java.util.List;
import org.selfsame.nonlocal.WindowPlan.Span;
import org.selfsame.nonlocal.WindowPlan.Strip;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * The memory in which one core works through strips of one shape. Features are stored column by
 * column, {@code [columns, rows, features]}: what a tile needs of them lies in one piece.
 */
final class StripMemory implements AutoCloseable {
  /**
   * The strips that fit.
   *
   * @param features of queries and keys
   * @param channels of values
   */
  private record Shape(List<Span> columns, int rows, int keyRows, long features, long channels) {}

  /**
   * What is computed with for one tile.
   *
   * @param queries {@code [1, queries, features]}
   * @param keys {@code [1, features, keys]}
   * @param values {@code [1, keys, channels]}
   * @param correlations {@code [1, queries, keys]}, which all tiles share
   * @param weights likewise
   * @param averages {@code [1, queries, channels]}
   */
  record Tile(
      Tensor queries,
      Tensor keys,
      Tensor values,
      Tensor correlations,
      Tensor weights,
      Tensor averages) {}

  private final List<Tensor> owned = new ArrayList<>();
  private final List<Tile> tiles = new ArrayList<>();
  private Shape shape;
  private Tensor queries;
  private Tensor keys;
  private Tensor values;
  private Tensor averages;

  /**
   * Makes place for a strip; what the memory held is lost.
   *
   * @param like a tensor of the precision, and where it is
   */
  void fit(Strip strip, long features, long channels, Tensor like) {
    Shape wanted =
        new Shape(strip.columns(), strip.rows().queries(), strip.rows().keys(), features, channels);
    if (wanted.equals(shape)) {
      return;
    }
    close();
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Span width = strip.width();
      queries = space(like, width.queries(), wanted.rows, features);
      keys = space(like, width.keys(), wanted.keyRows, features);
      values = space(like, width.keys(), wanted.keyRows, channels);
      averages = space(like, width.queries(), wanted.rows, channels);
      long widest =
          wanted.columns.stream().mapToLong(s -> (long) s.queries() * s.keys()).max().orElse(0);
      long most = widest * wanted.rows * wanted.keyRows;
      Tensor correlations = space(like, most);
      Tensor weights = space(like, most);
      for (Span span : wanted.columns) {
        long ofQueries = (long) span.queries() * wanted.rows;
        long ofKeys = (long) span.keys() * wanted.keyRows;
        long pairs = ofQueries * ofKeys;
        int from = span.from() - width.from();
        int keysFrom = span.keysFrom() - width.keysFrom();
        tiles.add(
            new Tile(
                own(pixels(queries, from, span.queries())),
                own(pixels(keys, keysFrom, span.keys()).transpose(1, 2)),
                own(pixels(values, keysFrom, span.keys())),
                own(correlations.narrow(0, 0, pairs).view(1, ofQueries, ofKeys)),
                own(weights.narrow(0, 0, pairs).view(1, ofQueries, ofKeys)),
                own(pixels(averages, from, span.queries()))));
      }
    }
    shape = wanted;
  }

  /** Some columns of {@code [columns, rows, c]} as {@code [1, pixels, c]}. */
  static Tensor pixels(Tensor strip, int from, int columns) {
    return strip.narrow(0, from, columns).view(1, columns * strip.size(1), strip.size(2));
  }

  private Tensor space(Tensor like, long... size) {
    return own(Tensor.zeros(like.precision(), like.device(), size));
  }

  private Tensor own(Tensor tensor) {
    owned.add(tensor.retain());
    return tensor;
  }

  Tensor queries() {
    return queries;
  }

  Tensor keys() {
    return keys;
  }

  Tensor values() {
    return values;
  }

  Tensor averages() {
    return averages;
  }

  Tile tile(int index) {
    return tiles.get(index);
  }

  /** Frees all; there is no memory until the next {@link #fit}. */
  @Override
  public void close() {
    owned.forEach(Tensor::close);
    owned.clear();
    tiles.clear();
    shape = null;
  }
}
