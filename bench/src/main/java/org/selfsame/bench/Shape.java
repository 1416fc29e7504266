package org.selfsame.bench;

import java.util.SplittableRandom;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;

/** The network whose features are used. */
public enum Shape {
  /** The paper's NLRN. */
  FULL(64, 128),
  /** The shipped NLRNs for gray images. */
  LIGHT(32, 64),
  /** The fast NLRNs, whose images are folded. */
  FAST(16, 96);

  /** Features of queries and keys. */
  final int embedding;

  /** Features of values. */
  final int channels;

  Shape(int embedding, int channels) {
    this.embedding = embedding;
    this.channels = channels;
  }

  /** Returns random features in [-1, 1] in the processor's memory; the caller closes them. */
  static Tensor random(Precision precision, long... shape) {
    int elements = 1;
    for (long size : shape) {
      elements = Math.multiplyExact(elements, Math.toIntExact(size));
    }
    float[] values = new float[elements];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < elements; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    try (Tensor full = Tensor.of(values, Device.CPU, shape)) {
      return Tensor.zeros(precision, Device.CPU, shape).copyInPlace(full);
    }
  }
}
