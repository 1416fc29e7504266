package org.selfsame.restore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;
import org.selfsame.image.Image;
import org.selfsame.network.TileShape;

/**
 * An image in overlapping pieces, and the weighted sum of the restored pieces. Only the sum takes
 * memory of the image's size.
 */
final class Mosaic {
  /**
   * The part of an axis that a piece covers.
   *
   * @param start the first pixel
   * @param weights the weights of its pixels; at every pixel of the axis, those of all spans sum to
   *     1
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Span(int start, float[] weights) {
    int length() {
      return weights.length;
    }
  }

  /** The weights of a span's pixels, before they are divided by the sum over all spans. */
  @FunctionalInterface
  private interface Profile {
    /**
     * Returns a weight.
     *
     * @param pixel the pixel, counted from the span's first
     * @param before how many pixels are shared with the span before
     * @param after how many pixels are shared with the span after
     */
    double weight(int pixel, int before, int after);
  }

  private final Image image;
  private final int scale;
  private final Image sum;
  private final List<Span> columns;
  private final List<Span> rows;

  private Mosaic(Image image, int scale, List<Span> columns, List<Span> rows) {
    this.image = image;
    this.scale = scale;
    this.columns = columns;
    this.rows = rows;
    sum = Image.black(scale * image.width(), scale * image.height(), image.channels());
  }

  /**
   * Spreads pieces evenly so that neighbors share at least the overlap. Over its middle half, the
   * weight of one falls while that of the next rises.
   *
   * @param largest the largest side of a piece, longer than the overlap; a shorter axis is one
   *     piece
   * @param smallest the smallest side of a piece on a longer axis, at most the largest; within
   *     these bounds, pieces are as short as their number allows
   * @param shape how pieces overlap
   * @param scale how many times wider and higher the restored pieces are
   */
  static Mosaic blended(Image image, int largest, int smallest, TileShape shape, int scale) {
    return new Mosaic(
        image,
        scale,
        blendedSpans(image.width(), largest, smallest, shape),
        blendedSpans(image.height(), largest, smallest, shape));
  }

  /**
   * Puts a piece every few pixels, the last at the border; all weigh the same.
   *
   * @param side the side of a piece; a shorter axis is one piece
   * @param stride pixels from one piece to the next, at most the side
   */
  static Mosaic averaged(Image image, int side, int stride) {
    return new Mosaic(
        image,
        1,
        averagedSpans(image.width(), side, stride),
        averagedSpans(image.height(), side, stride));
  }

  /** Returns how many pieces there are. */
  int count() {
    return Math.multiplyExact(columns.size(), rows.size());
  }

  /** Returns a piece of the image, counted row by row. */
  Image piece(int index) {
    Span row = rows.get(index / columns.size());
    Span column = columns.get(index % columns.size());
    return image.crop(column.start, row.start, column.length(), row.length());
  }

  /** Adds a restored piece. */
  void add(int index, Image restored) {
    Span row = rows.get(index / columns.size());
    Span column = columns.get(index % columns.size());
    int width = scale * column.length();
    for (int c = 0; c < restored.channels(); c++) {
      float[] from = restored.plane(c);
      float[] to = sum.plane(c);
      for (int y = 0; y < scale * row.length(); y++) {
        int source = y * width;
        int target = (scale * row.start + y) * sum.width() + scale * column.start;
        for (int x = 0; x < width; x++) {
          to[target + x] += row.weights[y / scale] * column.weights[x / scale] * from[source + x];
        }
      }
    }
  }

  /** Returns the sum of the pieces: the restored image, once all are added. */
  Image sum() {
    return sum;
  }

  private static List<Span> averagedSpans(int length, int side, int stride) {
    int room = Math.max(0, length - side);
    int[] starts = new int[1 + (int) (((long) room + stride - 1) / stride)];
    Arrays.setAll(starts, i -> (int) Math.min(room, (long) i * stride));
    return spans(starts, length, side, (pixel, before, after) -> 1);
  }

  private static List<Span> blendedSpans(int length, int largest, int smallest, TileShape shape) {
    if (length <= largest) {
      return blendedSpans(new int[1], length, length);
    }
    int alignment = shape.alignment();
    // If the rest is a multiple of the alignment, the last piece is aligned, too.
    int fitting = largest - (alignment - 1);
    int stride = fitting - shape.overlap() - (alignment - 1);
    int gaps = (length - fitting - 1) / stride + 1;
    int needed = (int) ((length + (long) gaps * (shape.overlap() + alignment)) / (gaps + 1));
    int side = Math.max(needed, Math.min(smallest, fitting));
    side += (length - side) % alignment;
    int room = length - side;
    int[] starts = new int[gaps + 1];
    Arrays.setAll(starts, i -> (int) ((long) room * i / gaps) / alignment * alignment);
    return blendedSpans(starts, length, side);
  }

  private static List<Span> blendedSpans(int[] starts, int length, int side) {
    int last = side - 1;
    return spans(
        starts,
        length,
        side,
        (pixel, before, after) -> Math.min(ramp(pixel, before), ramp(last - pixel, after)));
  }

  /**
   * The weight of a pixel at a distance from the edge of its piece, where {@code shared} pixels are
   * shared: 0 in the quarter at the edge, where the piece sees least around it, rising to 1 in the
   * innermost quarter.
   */
  private static double ramp(int distance, int shared) {
    int unused = shared / 4;
    double weight = (distance + 0.5 - unused) / (shared - 2 * unused);
    return distance < shared ? Math.max(0, Math.min(1, weight)) : 1;
  }

  private static List<Span> spans(int[] starts, int length, int side, Profile profile) {
    int covered = Math.min(side, length);
    IntBinaryOperator shared = (first, second) -> starts[first] + covered - starts[second];
    List<Span> spans = new ArrayList<>();
    double[] sums = new double[length];
    for (int s = 0; s < starts.length; s++) {
      int before = s == 0 ? 0 : shared.applyAsInt(s - 1, s);
      int after = s == starts.length - 1 ? 0 : shared.applyAsInt(s, s + 1);
      float[] weights = new float[covered];
      for (int i = 0; i < covered; i++) {
        double weight = profile.weight(i, before, after);
        weights[i] = (float) weight;
        sums[starts[s] + i] += weight;
      }
      spans.add(new Span(starts[s], weights));
    }
    for (Span span : spans) {
      for (int i = 0; i < covered; i++) {
        // Two ramps sum to 1, but evenly spread pieces may overlap in threes.
        span.weights[i] = (float) (span.weights[i] / sums[span.start + i]);
      }
    }
    return spans;
  }
}
