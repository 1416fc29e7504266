package org.selfsame.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.tensor.DeviceMemoryException;

class OverlappedTest {
  private static final int SIDE = 15;

  @ParameterizedTest
  @CsvSource({
    "15, 15, 1",
    "16, 15, 1",
    "22, 29, 3",
    "23, 30, 1",
    "40, 37, 3",
    "9, 40, 1",
    "40, 9, 1",
    "8, 3, 1",
    "1, 1, 3"
  })
  void patchesAreAveragedAsByTheAuthors(int width, int height, int channels) {
    Image image = random(width, height, channels);
    Image restored =
        new Overlapped(OverlappedTest::shaded, SIDE, 4, ProgressListener.NONE).restore(image);
    for (int c = 0; c < channels; c++) {
      assertThat(restored.plane(c)).containsExactly(glued(image, c), within(1e-5f));
    }
  }

  /** The mean over all patches that hold a pixel, patch by patch and pixel by pixel. */
  private static float[] glued(Image image, int channel) {
    int patchWidth = Math.min(SIDE, image.width());
    int patchHeight = Math.min(SIDE, image.height());
    double[] sums = new double[image.width() * image.height()];
    int[] counts = new int[sums.length];
    for (int top : starts(image.height(), patchHeight)) {
      for (int left : starts(image.width(), patchWidth)) {
        Image patch = shaded(image.crop(left, top, patchWidth, patchHeight));
        for (int y = 0; y < patchHeight; y++) {
          for (int x = 0; x < patchWidth; x++) {
            int pixel = (top + y) * image.width() + left + x;
            sums[pixel] += patch.get(channel, y, x);
            counts[pixel]++;
          }
        }
      }
    }
    float[] means = new float[sums.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) (sums[i] / counts[i]);
    }
    return means;
  }

  private static List<Integer> starts(int length, int patch) {
    List<Integer> starts = new ArrayList<>();
    int start = 0;
    while (start + patch < length) {
      starts.add(start);
      start += 7;
    }
    starts.add(length - patch);
    return starts;
  }

  /** What a pixel becomes depends on where in the patch it is, and on the patch. */
  private static Image shaded(Image patch) {
    Image result = patch.copy();
    for (int c = 0; c < patch.channels(); c++) {
      float corner = patch.get(c, 0, 0);
      for (int i = 0; i < result.plane(c).length; i++) {
        result.plane(c)[i] += corner * i * i / 50_000f;
      }
    }
    return result;
  }

  @Test
  void anImageOfThePatchesSizeIsOnePatch() {
    assertThat(patchesOf(SIDE, SIDE)).containsExactly("15x15");
    assertThat(patchesOf(SIDE + 1, SIDE)).containsExactly("15x15", "15x15");
    assertThat(patchesOf(SIDE + 7, SIDE)).containsExactly("15x15", "15x15");
    assertThat(patchesOf(SIDE + 8, SIDE)).hasSize(3);
    assertThat(patchesOf(4, 3)).containsExactly("4x3");
    assertThat(patchesOf(20, 3)).containsExactly("15x3", "15x3");
  }

  private static List<String> patchesOf(int width, int height) {
    List<String> sizes = new ArrayList<>();
    Restoration noting =
        patch -> {
          sizes.add(patch.width() + "x" + patch.height());
          return patch;
        };
    new Overlapped(noting, SIDE, 1, ProgressListener.NONE).restore(random(width, height, 1));
    return sizes;
  }

  @Test
  void patchesSmallerThanTheStrideLeaveNoGap() {
    Image image = random(20, 11, 1);
    Image restored = new Overlapped(patch -> patch, 3, 5, ProgressListener.NONE).restore(image);
    assertThat(restored.plane(0)).containsExactly(image.plane(0), within(1e-6f));
  }

  @Test
  void patchesSideBySideAreThoseOneAfterTheOther() {
    Image image = random(60, 50, 1);
    Image expected =
        new Overlapped(OverlappedTest::shaded, SIDE, 1, ProgressListener.NONE).restore(image);
    Image restored =
        new Overlapped(new SideBySide(OverlappedTest::shaded, 3), SIDE, 10, ProgressListener.NONE)
            .restore(image);
    assertThat(restored.plane(0)).containsExactly(expected.plane(0));
  }

  @Test
  void progressCountsPatchesAndIsToldAfterEachBatch() {
    List<String> told = new ArrayList<>();
    new Overlapped(patch -> patch, SIDE, 4, (done, total) -> told.add(done + "/" + total))
        .restore(random(29, 29, 1));
    assertThat(told).containsExactly("4/9", "8/9", "9/9");
  }

  @Test
  void anInterruptEndsItBeforeTheNextBatch() {
    List<Long> told = new ArrayList<>();
    ProgressListener interrupting =
        (done, total) -> {
          told.add(done);
          Thread.currentThread().interrupt();
        };
    Overlapped overlapped = new Overlapped(patch -> patch, SIDE, 4, interrupting);
    try {
      assertThatThrownBy(() -> overlapped.restore(random(29, 29, 1)))
          .isInstanceOf(CancellationException.class);
      assertThat(told).containsExactly(4L);
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void batchesThatThereIsNoMemoryForAreHalved() {
    Image image = random(40, 40, 1);
    List<Integer> asked = new ArrayList<>();
    Image restored = new Overlapped(upTo(3, asked), SIDE, 16, ProgressListener.NONE).restore(image);
    assertThat(asked).startsWith(16, 8, 4, 2, 2);
    assertThat(restored.plane(0)).containsExactly(image.plane(0), within(1e-6f));
    Overlapped never = new Overlapped(upTo(0, asked), SIDE, 16, ProgressListener.NONE);
    assertThatThrownBy(() -> never.restore(image)).isInstanceOf(DeviceMemoryException.class);
  }

  /** Gives patches back, if they are no more than so many. */
  private static Restoration upTo(int most, List<Integer> asked) {
    return new Restoration() {
      @Override
      public Image restore(Image degraded) {
        return degraded;
      }

      @Override
      public List<Image> restoreAll(List<Image> degraded) {
        asked.add(degraded.size());
        if (degraded.size() > most) {
          throw new DeviceMemoryException("full", null);
        }
        return degraded;
      }
    };
  }

  private static Image random(int width, int height, int channels) {
    Random random = new Random(31L * width + height);
    Image image = Image.black(width, height, channels);
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < width * height; i++) {
        image.plane(c)[i] = random.nextFloat();
      }
    }
    return image;
  }
}
