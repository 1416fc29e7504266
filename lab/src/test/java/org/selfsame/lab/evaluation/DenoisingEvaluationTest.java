package org.selfsame.lab.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;
import org.selfsame.image.Luminance;
import org.selfsame.image.Restoration;
import org.selfsame.image.SampleFormat;
import org.selfsame.lab.data.Textures;
import org.selfsame.lab.evaluation.DenoisingEvaluation.Result;
import org.selfsame.quality.Psnr;
import org.selfsame.quality.Ssim;

class DenoisingEvaluationTest {
  private static final GaussianNoise NOISE = new GaussianNoise(25, 0, GaussianNoise.Form.FLOAT);

  @TempDir private Path folder;

  @Test
  void theSetsFiguresAreTheMeansOverItsImages() throws IOException {
    Textures.write(folder, 3, 24, 16, 1);
    List<Result> told = new ArrayList<>();
    Result set = new DenoisingEvaluation(NOISE, true).run(folder, half(), told::add);
    assertThat(told).extracting(Result::name).containsExactly("00.png", "01.png", "02.png");
    assertThat(set.images()).isEqualTo(3);
    assertThat(set.name()).isEqualTo(folder.getFileName().toString());
    assertThat(set.psnr())
        .isCloseTo(told.stream().mapToDouble(Result::psnr).average().orElseThrow(), within(1e-9));
    assertThat(set.noisyPsnr())
        .isCloseTo(
            told.stream().mapToDouble(Result::noisyPsnr).average().orElseThrow(), within(1e-9));
    assertThat(set.ssim())
        .isCloseTo(told.stream().mapToDouble(Result::ssim).average().orElseThrow(), within(1e-9));
    assertThat(set.seconds())
        .isCloseTo(told.stream().mapToDouble(Result::seconds).sum(), within(1e-9));
  }

  @Test
  void anImagesFiguresAreOfItsNoisyAndRestoredVersions() throws IOException {
    Textures.write(folder, 1, 24, 16, 1);
    Image clean = Textures.image(24, 16, 1, 0);
    Image noisy = NOISE.degrade(clean, "00.png");
    Image restored = half().restore(noisy);
    List<Result> told = new ArrayList<>();
    new DenoisingEvaluation(NOISE, false).run(folder, half(), told::add);
    assertThat(told.get(0).noisyPsnr()).isEqualTo(Psnr.of(noisy, clean));
    assertThat(told.get(0).psnr()).isEqualTo(Psnr.of(restored, clean));
    assertThat(told.get(0).ssim()).isEqualTo(Ssim.of(restored, clean));
  }

  @Test
  void theSameFileNameGetsTheSameNoiseInAnyFolder() throws IOException {
    Textures.write(folder.resolve("a"), 1, 24, 16, 1);
    Textures.write(folder.resolve("b"), 2, 24, 16, 1);
    List<Image> seen = new ArrayList<>();
    Restoration noting =
        noisy -> {
          seen.add(noisy);
          return noisy;
        };
    DenoisingEvaluation evaluation = new DenoisingEvaluation(NOISE, true);
    evaluation.run(folder.resolve("a"), noting, result -> {});
    evaluation.run(folder.resolve("b"), noting, result -> {});
    assertThat(seen.get(1).plane(0)).containsExactly(seen.get(0).plane(0));
    float[] first = noiseOf(seen.get(1), 0);
    float[] second = noiseOf(seen.get(2), 1);
    assertThat(second).isNotEqualTo(first);
  }

  private static float[] noiseOf(Image noisy, int texture) {
    float[] noise = noisy.plane(0).clone();
    float[] clean = Textures.image(24, 16, 1, texture).plane(0);
    for (int i = 0; i < noise.length; i++) {
      noise[i] -= clean[i];
    }
    return noise;
  }

  @Test
  void colourIsMadeGrayOnlyWhereAskedAndRounded() throws IOException {
    Textures.write(folder, 1, 24, 16, 3);
    GaussianNoise none = new GaussianNoise(0, 0, GaussianNoise.Form.FLOAT);
    List<Image> seen = new ArrayList<>();
    Restoration noting =
        noisy -> {
          seen.add(noisy);
          return noisy;
        };
    new DenoisingEvaluation(none, true).run(folder, noting, result -> {});
    new DenoisingEvaluation(none, false).run(folder, noting, result -> {});
    Image colour = Textures.image(24, 16, 3, 0);
    assertThat(seen.get(0).channels()).isEqualTo(1);
    assertThat(seen.get(0).plane(0))
        .containsExactly(SampleFormat.UINT8.round(Luminance.gray(colour)).plane(0));
    assertThat(seen.get(1).channels()).isEqualTo(3);
    assertThat(seen.get(1).plane(2)).containsExactly(colour.plane(2));
  }

  @Test
  void anEmptyFolderIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DenoisingEvaluation(NOISE, true).run(folder, half(), result -> {}))
        .withMessageContaining(folder.toString());
  }

  @Test
  void anImageThatCannotBeMeasuredIsNamed() throws IOException {
    Textures.write(folder.resolve("tiny.png"), Textures.image(5, 5, 1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DenoisingEvaluation(NOISE, true).run(folder, half(), result -> {}))
        .withMessageContaining("tiny.png")
        .withMessageContaining("11x11");
  }

  @Test
  void aSetIsNamedByItsFolderHoweverItIsGiven() throws IOException {
    Path set = Textures.write(folder.resolve("Set2"), 2, 16, 16, 1);
    Files.createDirectory(set.resolve("empty"));
    Result result =
        new DenoisingEvaluation(NOISE, true).run(set.resolve("empty/.."), half(), one -> {});
    assertThat(result.name()).isEqualTo("Set2");
  }

  private static Restoration half() {
    return noisy -> {
      Image result = noisy.copy();
      for (int i = 0; i < result.plane(0).length; i++) {
        result.plane(0)[i] = (result.plane(0)[i] + 0.5f) / 2;
      }
      return result;
    };
  }
}
