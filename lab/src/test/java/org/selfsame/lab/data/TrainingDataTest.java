package org.selfsame.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.image.Dihedral;
import org.selfsame.image.Image;
import org.selfsame.image.Luminance;
import org.selfsame.image.Resampling;
import org.selfsame.image.SampleFormat;

class TrainingDataTest {
  private static final int PATCH = 5;

  @TempDir private Path folder;

  @Test
  void everyPatchIsPartOfATrainingImageInOneOfEightOrientations() throws IOException {
    Textures.write(folder, 3, 12, 9, 1);
    TrainingData data = read(1, 1.0);
    Map<String, Dihedral> known = new HashMap<>();
    for (int i = 0; i < 3; i++) {
      if (!data.validation().get(0).name().equals("%02d.png".formatted(i))) {
        addPatches(Textures.image(12, 9, 1, i), known);
      }
    }
    Set<Dihedral> seen = new HashSet<>();
    SplittableRandom random = new SplittableRandom(1);
    float[] patch = new float[PATCH * PATCH];
    for (int i = 0; i < 300; i++) {
      data.samplePatch(random, PATCH, patch, 0);
      assertThat(known).containsKey(Arrays.toString(patch));
      seen.add(known.get(Arrays.toString(patch)));
    }
    assertThat(seen).containsExactlyInAnyOrder(Dihedral.values());
  }

  private static void addPatches(Image image, Map<String, Dihedral> known) {
    for (int y = 0; y + PATCH <= image.height(); y++) {
      for (int x = 0; x + PATCH <= image.width(); x++) {
        for (Dihedral view : Dihedral.values()) {
          Image patch = view.apply(image.crop(x, y, PATCH, PATCH));
          known.put(Arrays.toString(patch.plane(0)), view);
        }
      }
    }
  }

  @Test
  void theChannelsOfAPatchStayTogether() throws IOException {
    for (int i = 0; i < 2; i++) {
      Image image = Textures.image(20, 20, 3, i);
      // Green and blue follow from red: whatever is cut out, they must go on to do so.
      for (int p = 0; p < 400; p++) {
        image.plane(1)[p] = 1 - image.plane(0)[p];
        image.plane(2)[p] = image.plane(0)[p];
      }
      Textures.write(folder.resolve(i + ".png"), image);
    }
    TrainingData data =
        TrainingData.read(new DataConfig(List.of(folder.toString()), 1, List.of(1.0)), 3, PATCH);
    int pixels = PATCH * PATCH;
    float[] target = new float[7 + 3 * pixels];
    data.samplePatch(new SplittableRandom(2), PATCH, target, 7);
    assertThat(Arrays.copyOf(target, 7)).containsOnly(0);
    for (int p = 7; p < 7 + pixels; p++) {
      assertThat(Math.round(255 * target[p + pixels])).isEqualTo(255 - Math.round(255 * target[p]));
      assertThat(target[p + 2 * pixels]).isEqualTo(target[p]);
    }
    assertThat(data.channels()).isEqualTo(3);
    assertThat(data.patch()).isEqualTo(PATCH);
  }

  @Test
  void theSameRandomNumbersGiveTheSamePatch() throws IOException {
    Textures.write(folder, 4, 30, 20, 1);
    TrainingData data = read(1, 1.0, 0.7);
    float[] first = new float[PATCH * PATCH];
    float[] second = new float[PATCH * PATCH];
    data.samplePatch(new SplittableRandom(3), PATCH, first, 0);
    data.samplePatch(new SplittableRandom(3), PATCH, second, 0);
    assertThat(second).containsExactly(first);
    data.samplePatch(new SplittableRandom(4), PATCH, second, 0);
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void everyPixelInsideOfImagesIsAboutAsLikelyWhateverTheImagesSize() throws IOException {
    // One image of 0, one of 1 with 4 times the pixels.
    Textures.write(folder.resolve("0.png"), flat(40, 40, 0));
    Textures.write(folder.resolve("1.png"), flat(80, 80, 1));
    Textures.write(folder.resolve("2.png"), flat(40, 40, 0.5f));
    TrainingData data = read(1, 1.0);
    assertThat(data.validation().get(0).name()).isEqualTo("2.png");
    SplittableRandom random = new SplittableRandom(5);
    float[] patch = new float[PATCH * PATCH];
    int white = 0;
    for (int i = 0; i < 5000; i++) {
      data.samplePatch(random, PATCH, patch, 0);
      white += patch[0] == 1 ? 1 : 0;
    }
    assertThat(white / 5000.0).isBetween(0.77, 0.83);
  }

  @ParameterizedTest
  @CsvSource({"4, 1", "10, 1", "10, 3", "11, 4", "12, 11", "7, 6"})
  void heldOutImagesAreSpreadEvenlyAndNeverTrainedOn(int count, int heldOut) throws IOException {
    for (int i = 0; i < count; i++) {
      Textures.write(folder.resolve("%02d.png".formatted(i)), flat(8, 8, i / 255f));
    }
    TrainingData data = read(heldOut, 1.0);
    List<Integer> held =
        data.validation().stream()
            .map(named -> Integer.parseInt(named.name().substring(0, 2)))
            .toList();
    assertThat(held).hasSize(heldOut).isSorted();
    assertThat(data.size()).isEqualTo(count - heldOut);
    for (int i = 1; i < heldOut; i++) {
      int gap = held.get(i) - held.get(i - 1);
      assertThat(gap).isBetween(count / heldOut, (count + heldOut - 1) / heldOut);
    }
    Set<Integer> trained = new HashSet<>();
    SplittableRandom random = new SplittableRandom(6);
    float[] patch = new float[PATCH * PATCH];
    for (int i = 0; i < 60 * count; i++) {
      data.samplePatch(random, PATCH, patch, 0);
      trained.add(Math.round(255 * patch[0]));
    }
    assertThat(trained).hasSize(count - heldOut).doesNotContainAnyElementsOf(held);
    for (int i = 0; i < heldOut; i++) {
      assertThat(data.validation().get(i).image().get(0, 0, 0)).isEqualTo(held.get(i) / 255f);
    }
  }

  @Test
  void anImageThatIsFoundTwiceIsTakenOnce() throws IOException {
    Textures.write(folder.resolve("inside"), 4, 20, 20, 1);
    DataConfig config =
        new DataConfig(
            List.of(folder.resolve("inside").toString(), folder.toString()), 1, List.of(1.0));
    TrainingData data = TrainingData.read(config, 1, PATCH);
    assertThat(data.size()).isEqualTo(3);
    assertThat(data.validation()).hasSize(1);
  }

  @Test
  void eachScaleOfAnImageIsOfferedWhereAPatchFits() throws IOException {
    Textures.write(folder.resolve("0.png"), flat(20, 20, 0));
    Textures.write(folder.resolve("1.png"), flat(9, 30, 0));
    Textures.write(folder.resolve("2.png"), flat(20, 20, 0));
    TrainingData data = read(1, 1.0, 0.5);
    assertThat(data.validation().get(0).name()).isEqualTo("2.png");
    // Of 9x30 at 0.5 there is 5x15 (4.5 is rounded up).
    assertThat(data.size()).isEqualTo(4);
    assertThat(data.pixels()).isEqualTo(20 * 20 + 10 * 10 + 9 * 30 + 5 * 15);
  }

  @Test
  void scaledImagesAreBicubicAndRounded() throws IOException {
    Textures.write(folder, 2, 10, 10, 1);
    TrainingData data = read(1, 0.5);
    Image expected =
        SampleFormat.UINT8.round(Resampling.resize(Textures.image(10, 10, 1, 0), 5, 5));
    Set<Float> values = new HashSet<>();
    for (float value : expected.plane(0)) {
      values.add(value);
    }
    float[] patch = new float[PATCH * PATCH];
    data.samplePatch(new SplittableRandom(1), PATCH, patch, 0);
    for (float value : patch) {
      assertThat(values).contains(value);
    }
  }

  @Test
  void colorBecomesGrayRoundedToEightBits() throws IOException {
    Textures.write(folder, 2, PATCH, PATCH, 3);
    TrainingData data = read(1, 1.0);
    Image gray = SampleFormat.UINT8.round(Luminance.gray(Textures.image(PATCH, PATCH, 3, 1)));
    assertThat(data.validation().get(0).image().plane(0)).containsExactly(gray.plane(0));
    Image trained = SampleFormat.UINT8.round(Luminance.gray(Textures.image(PATCH, PATCH, 3, 0)));
    float[] patch = new float[PATCH * PATCH];
    data.samplePatch(new SplittableRandom(1), PATCH, patch, 0);
    float[] sorted = trained.plane(0).clone();
    Arrays.sort(sorted);
    Arrays.sort(patch);
    assertThat(patch).containsExactly(sorted);
  }

  @Test
  void grayAndSmallImagesAreNotCountedWhereTheyDoNotFit() throws IOException {
    Textures.write(folder.resolve("0.png"), Textures.image(20, 20, 1, 0));
    Textures.write(folder.resolve("1.png"), Textures.image(20, 20, 3, 1));
    Textures.write(folder.resolve("2.png"), Textures.image(PATCH - 1, 20, 3, 2));
    Textures.write(folder.resolve("3.png"), Textures.image(20, 20, 3, 3));
    DataConfig config = new DataConfig(List.of(folder.toString()), 1, List.of(1.0));
    TrainingData data = TrainingData.read(config, 3, PATCH);
    assertThat(data.size()).isEqualTo(1);
    assertThat(data.validation()).hasSize(1);
    assertThat(data.validation().get(0).name()).isEqualTo("3.png");
  }

  @Test
  void tooFewImagesThatFitAreCountedInTheMessage() throws IOException {
    Textures.write(folder.resolve("0.png"), Textures.image(20, 20, 3, 0));
    Textures.write(folder.resolve("1.png"), Textures.image(3, 20, 3, 1));
    DataConfig config = new DataConfig(List.of(folder.toString()), 1, List.of(1.0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingData.read(config, 3, PATCH))
        .withMessageContaining("1 of the 2 images")
        .withMessageContaining(folder.toString())
        .withMessageContaining("5x5")
        .withMessageContaining("more than the 1 held out");
  }

  @Test
  void aFolderWithoutImagesIsNamed() throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(1, 1.0))
        .withMessageContaining("no image in [" + folder + "]");
  }

  @Test
  void aMissingFolderIsNamed() {
    DataConfig config = new DataConfig(List.of(folder + "/none"), 1, List.of(1.0));
    assertThatThrownBy(() -> TrainingData.read(config, 1, PATCH))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none");
  }

  @Test
  void aBrokenImageIsNamed() throws IOException {
    Textures.write(folder, 3, 20, 20, 1);
    Files.writeString(folder.resolve("broken.png"), "text");
    assertThatThrownBy(() -> read(1, 1.0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken.png");
  }

  private TrainingData read(int holdOut, Double... scales) throws IOException {
    return TrainingData.read(
        new DataConfig(List.of(folder.toString()), holdOut, List.of(scales)), 1, PATCH);
  }

  private static Image flat(int width, int height, float value) {
    Image image = Image.black(width, height, 1);
    Arrays.fill(image.plane(0), value);
    return image;
  }
}
