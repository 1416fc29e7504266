package org.selfsame.degradation;

import java.nio.charset.StandardCharsets;

/**
 * Standard normal numbers that depend on a seed and a name alone: not on the Java version, whose
 * {@code nextGaussian} and {@code Math.log} may change, nor on the machine.
 *
 * <p>SplitMix64 (Steele, Lea and Flood, 2014) gives the bits and Marsaglia's polar method the
 * normal distribution. The name enters by its 64-bit FNV-1a hash.
 */
final class GaussianSequence {
  private static final long GOLDEN_GAMMA = 0x9e37_79b9_7f4a_7c15L;

  private long state;
  private double spare;
  private boolean hasSpare;

  GaussianSequence(long seed, String name) {
    // Mixed before and after: close seeds and names start far from each other.
    state = mix(mix(seed + GOLDEN_GAMMA) + hash(name));
  }

  double next() {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    double x;
    double y;
    double square;
    do {
      x = nextSigned();
      y = nextSigned();
      square = x * x + y * y;
    } while (square >= 1 || square == 0);
    double factor = Math.sqrt(-2 * StrictMath.log(square) / square);
    spare = y * factor;
    hasSpare = true;
    return x * factor;
  }

  /** Adds numbers of a standard deviation to samples. */
  void addTo(float[] samples, double sigma) {
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (samples[i] + sigma * next());
    }
  }

  /** Returns a uniform number, from {@code low} up to but not {@code high}. */
  double uniform(double low, double high) {
    return low + (high - low) * (nextSigned() + 1) / 2;
  }

  /** Returns a number from [-1, 1). */
  private double nextSigned() {
    state += GOLDEN_GAMMA;
    return (mix(state) >> 11) * 0x1p-52;
  }

  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return mixed ^ (mixed >>> 31);
  }

  private static long hash(String name) {
    long hash = 0xcbf2_9ce4_8422_2325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100_0000_01b3L;
    }
    return hash;
  }
}
