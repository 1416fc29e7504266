package org.selfsame.network;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.selfsame.tensor.Cores;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * Runs 3x3 convolutions with ReLU between them, over a whole image or strip by strip.
 *
 * <p>A strip's features stay in the processor's cache; those of a whole image would wait for
 * memory. No row is computed twice: layer l passes the last {@code 2 dilation_l} rows that it read
 * on to the next strip, and so runs {@code dilation_0 + .. + dilation_l} rows behind the image.
 *
 * @param layers the layers, from first to last
 * @param precision the precision of the features between layers
 */
record PlainChain(List<Layer> layers, Precision precision) {

  /**
   * A convolution that keeps the size.
   *
   * @param weight {@code [out, in, 3, 3]}, channels fastest
   * @param bias {@code [out]}, in the precision of the weight, in which the layer convolves
   * @param dilation how far apart the weights are, in pixels
   */
  record Layer(Tensor weight, Tensor bias, int dilation) {
    Tensor apply(Tensor x, int rowPadding, boolean relu) {
      Tensor input = x.to(weight.precision());
      return relu
          ? input.dilatedConv2dRelu(weight, bias, rowPadding, dilation, dilation)
          : input.dilatedConv2d(weight, bias, rowPadding, dilation, dilation);
    }
  }

  /** The source of the chain's input. */
  @FunctionalInterface
  interface Source {
    /** Returns rows {@code from} to {@code to - 1} of {@code [n, channels, height, width]}. */
    Tensor rows(int from, int to);
  }

  /** The destination of the chain's result. */
  @FunctionalInterface
  interface Sink {
    /** Takes the rows from {@code from} on. Several threads may call it at once. */
    void put(int from, Tensor rows);
  }

  /** Returns the precision of images. */
  Precision full() {
    return layers.get(0).weight().precision();
  }

  /** Returns the result {@code [n, channels, height, width]} of a whole image. */
  Tensor whole(Tensor image) {
    Tensor x = image.channelsLast();
    for (int i = 0; i < layers.size(); i++) {
      Tensor next;
      try (TensorScope scope = TensorScope.open()) {
        next = scope.keep(made(x, i, layers.get(i).dilation()));
      }
      if (i > 0) {
        x.close(); // for a large image, all layers together would fill the memory
      }
      x = next;
    }
    return x;
  }

  /** Applies a layer to rows, and returns the input of the next one. */
  private Tensor made(Tensor rows, int layer, int rowPadding) {
    boolean last = layer == layers.size() - 1;
    Tensor made = layers.get(layer).apply(rows, rowPadding, !last);
    return last ? made : made.to(precision).channelsLast();
  }

  /**
   * Runs over an image strip by strip on the processor, one strip per core, without gradients.
   *
   * @param count the number of images
   * @param strips 1 to {@code height}
   */
  void stream(int count, int height, int width, int strips, Source source, Sink sink) {
    try (Run run = new Run(count, height, width, strips, source, sink)) {
      Cores.run(strips, (strip, worker) -> run.strip(strip));
    }
  }

  /** Returns how many rows above a pixel of the result still affect it. */
  int reach() {
    return layers.stream().mapToInt(Layer::dilation).sum();
  }

  /** One run: strips follow each other from layer to layer, each one layer ahead of the next. */
  private final class Run implements AutoCloseable {
    private final int count;
    private final int height;
    private final int width;
    private final int strips;
    private final Source source;
    private final Sink sink;

    /**
     * For each layer, the rows {@code [n, rows, width, channels]} with which the next strip begins.
     */
    private final Tensor[] left = new Tensor[layers.size()];

    /** How many layers each strip has begun; these have passed on their rows to the next strip. */
    private final int[] begun;

    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean failed;

    Run(int count, int height, int width, int strips, Source source, Sink sink) {
      this.count = count;
      this.height = height;
      this.width = width;
      this.strips = strips;
      this.source = source;
      this.sink = sink;
      begun = new int[strips];
    }

    /**
     * Divides the rows into strips. Layers lag behind, so with equal heights the first strip would
     * be less work than the last.
     */
    private int firstRow(int strip) {
      if (strip == 0 || strip == strips) {
        return strip == 0 ? 0 : height;
      }
      int lag = Math.min(reach() / 2, height / strips - 1);
      return (int) ((long) height * strip / strips) + lag;
    }

    void strip(int strip) {
      boolean done = false;
      try (TensorScope scope = TensorScope.withoutGradients()) {
        Tensor rows = source.rows(firstRow(strip), firstRow(strip + 1)).channelsLast();
        for (int layer = 0; layer < layers.size(); layer++) {
          if (strip > 0 && !awaitBegun(strip - 1, layer)) {
            return; // the failure of the other strip is reported
          }
          try (TensorScope step = TensorScope.open()) {
            Tensor read = read(rows, strip, layer);
            begin(strip, layer);
            rows = read == null ? null : step.keep(made(read, layer, 0));
          }
        }
        if (rows != null) {
          sink.put(Math.max(0, firstRow(strip) - reach()), rows);
        }
        done = true;
      } finally {
        if (!done) {
          fail();
        }
      }
    }

    /**
     * Returns the rows that a layer reads, and passes the last of them on to the next strip.
     *
     * @param rows the new rows, or null if there are none
     * @return the rows, or null if they are too few for a row of the result
     */
    private Tensor read(Tensor rows, int strip, int layer) {
      int dilation = layers.get(layer).dilation();
      Tensor read;
      try (TensorScope scope = TensorScope.open()) {
        List<Tensor> parts = new ArrayList<>();
        parts.add(strip == 0 ? zeros(layer) : left[layer]);
        if (rows != null) {
          parts.add(rows.permute(0, 2, 3, 1));
        }
        if (strip == strips - 1) {
          parts.add(zeros(layer));
        }
        read = scope.keep(Tensor.concatenate(1, parts));
        if (strip > 0) {
          left[layer].close();
          left[layer] = null;
        }
        if (strip < strips - 1) {
          long last = Math.min(2L * dilation, read.size(1));
          Tensor tail = read.narrow(1, read.size(1) - last, last);
          left[layer] = Tensor.concatenate(1, List.of(tail)).retain(); // a copy, not a view
        }
      }
      if (rows != null) {
        rows.close(); // makes room in the cache for the layer's result
      }
      return read.size(1) > 2L * dilation ? read.permute(0, 3, 1, 2) : null;
    }

    /** The zeros above and below the image that a layer reads. */
    private Tensor zeros(int layer) {
      Tensor weight = layers.get(layer).weight();
      return Tensor.zeros(
          layer == 0 ? full() : precision,
          weight.device(),
          count,
          layers.get(layer).dilation(),
          width,
          weight.size(1));
    }

    private void begin(int strip, int layer) {
      lock.lock();
      try {
        begun[strip] = layer + 1;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /** Waits until a strip has begun a layer; false if one has failed. */
    private boolean awaitBegun(int strip, int layer) {
      lock.lock();
      try {
        while (begun[strip] <= layer && !failed) {
          changed.awaitUninterruptibly();
        }
        return !failed;
      } finally {
        lock.unlock();
      }
    }

    private void fail() {
      lock.lock();
      try {
        failed = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      for (Tensor rows : left) {
        if (rows != null) {
          rows.close();
        }
      }
    }
  }
}
