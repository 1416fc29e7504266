package org.selfsame.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.network.TileShape;
import org.selfsame.tensor.DeviceMemoryException;

class TiledTest {
  private static final TileShape SHAPE = new TileShape(512, 48, 1);
  private static final int SIDE = SHAPE.smallest();

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "1, 1, 3",
    "20000, 1, 1",
    "1, 20000, 1",
    "128, 128, 1",
    "129, 128, 1",
    "128, 129, 3",
    "129, 129, 1",
    "176, 177, 1",
    "208, 209, 1",
    "209, 210, 1",
    "255, 256, 1",
    "257, 300, 3",
    "500, 131, 1",
    "321, 481, 1"
  })
  void tilesThatAreGivenBackAsTheyAreMakeTheImage(int width, int height, int channels) {
    Image image = random(width, height, channels);
    Image restored =
        new Tiled(tile -> tile, SIDE, SIDE, SHAPE, 1, 1, ProgressListener.NONE).restore(image);
    assertThat(restored.width()).isEqualTo(width);
    assertThat(restored.height()).isEqualTo(height);
    assertThat(greatestDifference(restored, image)).isLessThan(1e-6);
  }

  @Test
  void anImageOfAnySizeBelowThreeTilesIsMadeOfItsTiles() {
    for (int length = 1; length <= 3 * SIDE; length++) {
      Image image = random(length, 1, 1);
      Image restored =
          new Tiled(tile -> tile, SIDE, SIDE, SHAPE, 1, 1, ProgressListener.NONE).restore(image);
      assertThat(greatestDifference(restored, image)).as("length %d", length).isLessThan(1e-6);
    }
  }

  @Test
  void tilesHaveTheSideOrThatOfASmallerImage() {
    List<String> sizes = new ArrayList<>();
    Restoration noting =
        tile -> {
          sizes.add(tile.width() + "x" + tile.height());
          return tile;
        };
    new Tiled(noting, SIDE, SIDE, SHAPE, 1, 1, ProgressListener.NONE).restore(random(300, 20, 1));
    assertThat(sizes).isNotEmpty().allMatch("128x20"::equals);
  }

  @ParameterizedTest
  @CsvSource({"513, 281, 2", "976, 512, 2", "977, 358, 3", "1024, 374, 3", "4000, 488, 9"})
  void tilesAreAsSmallAsSoManyCanBe(int length, int side, int count) {
    List<Integer> sides = new ArrayList<>();
    Restoration noting =
        tile -> {
          sides.add(tile.width());
          return tile;
        };
    new Tiled(noting, 512, SIDE, SHAPE, 1, 1, ProgressListener.NONE).restore(random(length, 1, 1));
    assertThat(sides).hasSize(count).allMatch(s -> s == side);
  }

  /** Each tile is restored to a number of its own: only a blend without a seam changes slowly. */
  @ParameterizedTest
  @CsvSource({"129", "176", "209", "256", "400", "1000"})
  void oneTileIsBlendedIntoTheNextWithoutASeam(int length) {
    int[] count = {0};
    Restoration numbering =
        tile -> {
          float[] plane = new float[tile.width()];
          Arrays.fill(plane, count[0]++ % 2);
          return new Image(tile.width(), 1, plane);
        };
    float[] row =
        new Tiled(numbering, SIDE, SIDE, SHAPE, 1, 1, ProgressListener.NONE)
            .restore(random(length, 1, 1))
            .plane(0);
    for (int x = 1; x < length; x++) {
      assertThat(Math.abs(row[x] - row[x - 1]))
          .as("between pixels %d and %d", x - 1, x)
          .isLessThan(3f / SHAPE.overlap());
    }
  }

  @Test
  void anImageOfOneTileIsNotCopied() {
    Image image = random(SIDE, SIDE, 1);
    new Tiled(
            tile -> {
              assertThat(tile).isSameAs(image);
              return tile;
            },
            SIDE,
            SIDE,
            SHAPE,
            1,
            1,
            ProgressListener.NONE)
        .restore(image);
  }

  @Test
  void aTileThatThereIsNoMemoryForIsHalvedUntilItFits() {
    Image image = random(1000, 300, 3);
    List<Integer> asked = new ArrayList<>();
    Restoration small =
        tile -> {
          asked.add(Math.max(tile.width(), tile.height()));
          if (tile.width() * tile.height() > 200 * 200) {
            throw new DeviceMemoryException("full", null);
          }
          return tile;
        };
    List<String> told = new ArrayList<>();
    Image restored =
        new Tiled(small, 600, SIDE, SHAPE, 1, 1, (done, total) -> told.add(done + "/" + total))
            .restore(image);
    assertThat(greatestDifference(restored, image)).isLessThan(1e-6);
    assertThat(told).containsExactly("1/2", "2/2");
    assertThat(asked).startsWith(524, 207, 207).filteredOn(side -> side > 207).hasSize(1);
  }

  @Test
  void tilesThatAreDoneAreKeptWhenALaterOneIsHalved() {
    Image image = random(1000, 300, 1);
    List<Integer> done = new ArrayList<>();
    Restoration fullLater =
        tile -> {
          if (tile.width() > 150 && done.size() == 2) {
            throw new DeviceMemoryException("full", null);
          }
          done.add(tile.width());
          return tile;
        };
    Image restored =
        new Tiled(fullLater, 300, SIDE, SHAPE, 1, 1, ProgressListener.NONE).restore(image);
    assertThat(greatestDifference(restored, image)).isLessThan(1e-6);
    assertThat(done).startsWith(286, 286, 128).filteredOn(side -> side == 286).hasSize(2);
  }

  @Test
  void tilesAreRestoredTogether() {
    Image image = random(700, 20, 1);
    Together together = new Together(Integer.MAX_VALUE);
    List<String> told = new ArrayList<>();
    Image restored =
        new Tiled(together, SIDE, SIDE, SHAPE, 3, 1, (done, total) -> told.add(done + "/" + total))
            .restore(image);
    assertThat(greatestDifference(restored, image)).isLessThan(1e-6);
    assertThat(together.asked).containsExactly(3, 3, 3);
    assertThat(told).containsExactly("3/9", "6/9", "9/9");
  }

  @Test
  void tilesThatDoNotFitTogetherAreRestoredOneByOne() {
    Image image = random(700, 20, 1);
    Together together = new Together(1);
    Image restored =
        new Tiled(together, SIDE, SIDE, SHAPE, 4, 1, ProgressListener.NONE).restore(image);
    assertThat(greatestDifference(restored, image)).isLessThan(1e-6);
    assertThat(together.asked).startsWith(4, 1, 1).hasSize(10);
  }

  /** Gives tiles back, and fails where there are too many of them. */
  private static final class Together implements Restoration {
    private final List<Integer> asked = new ArrayList<>();
    private final int most;

    Together(int most) {
      this.most = most;
    }

    @Override
    public Image restore(Image tile) {
      return restoreAll(List.of(tile)).get(0);
    }

    @Override
    public List<Image> restoreAll(List<Image> tiles) {
      asked.add(tiles.size());
      if (tiles.size() > most) {
        throw new DeviceMemoryException("full", null);
      }
      return tiles;
    }
  }

  @Test
  void theSmallestTileIsNotHalved() {
    List<Integer> asked = new ArrayList<>();
    Restoration full =
        tile -> {
          asked.add(tile.width());
          throw new DeviceMemoryException("full", null);
        };
    assertThatThrownBy(
            () ->
                new Tiled(full, 600, SIDE, SHAPE, 1, 1, ProgressListener.NONE)
                    .restore(random(1000, 1, 1)))
        .isInstanceOf(DeviceMemoryException.class)
        .hasMessage("full");
    assertThat(asked).containsExactly(524, 207, SIDE);
  }

  @Test
  void otherFailuresAreNotTriedAgain() {
    List<Integer> asked = new ArrayList<>();
    Restoration broken =
        tile -> {
          asked.add(tile.width());
          throw new IllegalStateException("broken");
        };
    assertThatThrownBy(
            () ->
                new Tiled(broken, 600, SIDE, SHAPE, 1, 1, ProgressListener.NONE)
                    .restore(random(1000, 1, 1)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(asked).containsExactly(524);
  }

  @Test
  void progressCountsTiles() {
    List<String> told = new ArrayList<>();
    new Tiled(tile -> tile, SIDE, SIDE, SHAPE, 1, 1, (done, total) -> told.add(done + "/" + total))
        .restore(random(200, 200, 1));
    assertThat(told).containsExactly("1/4", "2/4", "3/4", "4/4");
  }

  @Test
  void anInterruptEndsItBeforeTheNextTile() {
    List<Long> told = new ArrayList<>();
    ProgressListener interrupting =
        (done, total) -> {
          told.add(done);
          Thread.currentThread().interrupt();
        };
    Tiled tiled = new Tiled(tile -> tile, SIDE, SIDE, SHAPE, 1, 1, interrupting);
    try {
      assertThatThrownBy(() -> tiled.restore(random(200, 200, 1)))
          .isInstanceOf(CancellationException.class);
      assertThat(told).containsExactly(1L);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  private static double greatestDifference(Image a, Image b) {
    double greatest = 0;
    for (int c = 0; c < b.channels(); c++) {
      for (int i = 0; i < b.plane(c).length; i++) {
        greatest = Math.max(greatest, Math.abs(a.plane(c)[i] - b.plane(c)[i]));
      }
    }
    return greatest;
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
