package org.selfsame.image;

/** How a file stores one sample. */
public enum SampleFormat {
  /** Whole numbers 0 to 255. */
  UINT8(8),
  /** Whole numbers 0 to 65535. */
  UINT16(16),
  /** IEEE single precision, which also holds values outside [0, 1]. */
  FLOAT32(32);

  private final int bits;

  SampleFormat(int bits) {
    this.bits = bits;
  }

  /** Returns the bits of a sample: 8, 16 or 32. */
  public int bits() {
    return bits;
  }

  /** Returns whether samples are whole numbers, which are clipped and rounded. */
  public boolean isInteger() {
    return this != FLOAT32;
  }

  /**
   * Returns the whole number that stores a value: clipped to [0, 1], scaled, rounded half to even.
   * NaN becomes 0.
   *
   * @throws IllegalStateException for {@link #FLOAT32}
   */
  public int quantize(float value) {
    return (int) Math.rint(Math.min(Math.max(value, 0f), 1f) * (double) maximum());
  }

  /**
   * Returns the image as it is read again after being stored in this format: clipped and rounded to
   * multiples of 1/255 or 1/65535; a copy for {@link #FLOAT32}.
   */
  public Image round(Image image) {
    Image result = image.copy();
    if (isInteger()) {
      for (int c = 0; c < result.channels(); c++) {
        float[] plane = result.plane(c);
        for (int i = 0; i < plane.length; i++) {
          plane[i] = quantize(plane[i]) / (float) maximum();
        }
      }
    }
    return result;
  }

  private int maximum() {
    if (!isInteger()) {
      throw new IllegalStateException("FLOAT32 samples are stored as they are, not quantized");
    }
    return (1 << bits) - 1;
  }
}
