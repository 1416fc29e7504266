package org.selfsame.nonlocal.classic;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A stage of BM3D: groups of like patches are shrunk in the domain of a transform, and put back.
 *
 * @param grouping which patches are put together
 * @param basis the transform of patches along an axis
 * @param shrinkage what is done to the coefficients
 */
record CollaborativeFilter(Grouping grouping, Basis basis, Shrinkage shrinkage) {
  /**
   * Rows of reference patches that are worked on together. A strip adds to pixels up to 19 rows and
   * a patch beyond it, which the one after the next never touches.
   */
  private static final int STRIP = 48;

  /** The parameter of Kaiser's window. */
  private static final double BETA = 2;

  /**
   * Filters planes, which share the groups that the first one of the pilot makes.
   *
   * @param pilot an estimate of the same planes that is as good or better
   * @param sigmas standard deviation of the noise of each plane
   */
  float[][] filter(float[][] noisy, float[][] pilot, int width, int height, float[] sigmas) {
    double[] window = kaiser(grouping.patch());
    Aggregate[] aggregates =
        Stream.generate(() -> new Aggregate(width, height, window))
            .limit(noisy.length)
            .toArray(Aggregate[]::new);
    int[] rows = grouping.references(height);
    int rowsOfStrip = STRIP / grouping.step();
    int strips = (rows.length + rowsOfStrip - 1) / rowsOfStrip;
    // Every second strip at once: they add to different pixels, so sums always have one order.
    for (int first = 0; first < 2; first++) {
      int parity = first;
      IntStream.range(0, (strips + 1 - parity) / 2)
          .parallel()
          .map(i -> 2 * i + parity)
          .forEach(
              strip -> {
                int from = strip * rowsOfStrip;
                int to = Math.min(rows.length, from + rowsOfStrip);
                Strip work = new Strip(noisy, pilot, width, height, sigmas, aggregates, window);
                Arrays.stream(rows, from, to).forEach(work::filterRow);
              });
    }
    return Arrays.stream(aggregates).map(Aggregate::mean).toArray(float[][]::new);
  }

  /** Kaiser's window along an axis. */
  private static double[] kaiser(int size) {
    return IntStream.range(0, size)
        .mapToDouble(i -> 2.0 * i / (size - 1) - 1)
        .map(t -> bessel(BETA * Math.sqrt(1 - t * t)) / bessel(BETA))
        .toArray();
  }

  /** The modified Bessel function of the first kind and order 0, by its series. */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; k < 20; k++) {
      term *= x * x / (4.0 * k * k);
      sum += term;
    }
    return sum;
  }

  /** The work on some rows of reference patches, by one thread. */
  private final class Strip {
    private final float[][] noisy;
    private final float[][] pilot;
    private final int width;
    private final float[] sigmas;
    private final Aggregate[] aggregates;
    private final BlockMatching matching;
    private final GroupTransform transform;
    private final int[] positions = new int[grouping.most()];
    private final float[][] group;
    private final float[][] pilotGroup;

    Strip(
        float[][] noisy,
        float[][] pilot,
        int width,
        int height,
        float[] sigmas,
        Aggregate[] aggregates,
        double[] window) {
      this.noisy = noisy;
      this.pilot = pilot;
      this.width = width;
      this.sigmas = sigmas;
      this.aggregates = aggregates;
      matching = new BlockMatching(pilot[0], width, height, grouping);
      transform = new GroupTransform(basis.matrix(grouping.patch()), window, grouping.most());
      group = GroupTransform.group(grouping.patch(), grouping.most());
      pilotGroup = GroupTransform.group(grouping.patch(), grouping.most());
    }

    void filterRow(int y) {
      int references = matching.search(y);
      for (int reference = 0; reference < references; reference++) {
        int patches = matching.size(reference);
        for (int i = 0; i < patches; i++) {
          positions[GroupTransform.slot(i, patches)] = matching.position(reference, i);
        }
        for (int c = 0; c < noisy.length; c++) {
          filterGroup(c, patches);
        }
      }
    }

    private void filterGroup(int channel, int patches) {
      gather(noisy[channel], patches, group);
      transform.forward(group, patches);
      if (shrinkage.needsPilot()) {
        gather(pilot[channel], patches, pilotGroup);
        transform.forward(pilotGroup, patches);
      }
      int size = grouping.patch();
      float weight = shrinkage.shrink(group, pilotGroup, size, patches * size, sigmas[channel]);
      transform.inverse(group, patches);
      aggregates[channel].add(group, patches, positions, weight);
    }

    private void gather(float[] plane, int patches, float[][] to) {
      int size = grouping.patch();
      for (int p = 0; p < patches; p++) {
        for (int i = 0; i < size; i++) {
          System.arraycopy(plane, positions[p] + i * width, to[i], p * size, size);
        }
      }
    }
  }
}
