package org.selfsame.nonlocal.classic;

import java.util.stream.IntStream;

/**
 * Which patches are put together.
 *
 * @param patch pixels of a side of a patch
 * @param step pixels from one reference patch to the next
 * @param most patches of a group at most, a power of 2
 * @param threshold how unlike a patch may be to the reference: the mean of the squared differences,
 *     of samples 0 to 1
 */
record Grouping(int patch, int step, int most, double threshold) {
  /** Returns where the reference patches of an axis begin: at each step, and at its end. */
  int[] references(int length) {
    int last = length - patch;
    int count = (last + step - 1) / step + 1;
    return IntStream.range(0, count).map(i -> Math.min(i * step, last)).toArray();
  }
}
