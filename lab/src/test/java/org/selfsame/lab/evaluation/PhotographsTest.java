package org.selfsame.lab.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.degradation.CameraNoise;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.lab.data.Textures;
import org.selfsame.model.Model;
import org.selfsame.network.Networks;
import org.selfsame.network.PlainConfig;
import org.selfsame.nonlocal.classic.ClassicMethod;
import org.selfsame.quality.NoiseLevel;
import org.selfsame.quality.Psnr;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.restore.Restorer;
import org.selfsame.task.Denoise;
import org.selfsame.task.DenoisePhoto;
import org.selfsame.tensor.Device;

/** Noise of which nobody knows the level: of photographs as taken, and of cameras. */
class PhotographsTest {
  private static final GaussianNoise NOISE = new GaussianNoise(20, 1, GaussianNoise.Form.FLOAT);

  @TempDir private Path folder;

  /** Writes a pair; other seeds are other scenes. */
  private static void write(Path noisy, Path clean, long seed) throws IOException {
    Image image = Textures.image(32, 24, 3, seed);
    Files.createDirectories(noisy.getParent());
    Files.createDirectories(clean.getParent());
    Textures.write(noisy, NOISE.degrade(image, noisy.getFileName().toString()));
    Textures.write(clean, image);
  }

  private void writePair(String name, long seed) throws IOException {
    write(folder.resolve(name + "_real.png"), folder.resolve(name + "_mean.png"), seed);
  }

  private static Image image(Path file) throws IOException {
    return ImageFiles.read(file).image();
  }

  private static Row run(ImageSet set, Condition condition, Method method) throws IOException {
    return Evaluation.inMemory().run(new Cell(set, condition, method), new EvaluationListener() {});
  }

  private static ToldMethod told(Method method, double sigma) {
    return new ToldMethod(method, OptionalDouble.of(sigma));
  }

  private static ToldMethod estimating(Method method) {
    return new ToldMethod(method, OptionalDouble.empty());
  }

  // ---- which are pairs ----

  @Test
  void inOneFolderPairsAreFoundByTheEndingsOfTheirNames() throws IOException {
    writePair("b", 1);
    writePair("more/a", 2);
    Textures.write(folder.resolve("c_real.tif"), Textures.image(12, 12, 3, 3));
    Textures.write(folder.resolve("c_mean.png"), Textures.image(12, 12, 3, 3));
    ImageSet set = ImageSet.ofPairs(folder);
    assertThat(set.files().stream().map(set::nameOf))
        .containsExactly("b_real.png", "c_real.tif", "more/a_real.png");
    assertThat(set.clean().get(folder.resolve("c_real.tif")))
        .isEqualTo(folder.resolve("c_mean.png"));
    assertThat(set.name()).isEqualTo(folder.getFileName().toString());
  }

  @Test
  void inTwoFoldersPairsHaveTheSameName() throws IOException {
    Path noisy = folder.resolve("phone/noisy");
    Path clean = folder.resolve("phone/clean");
    write(noisy.resolve("x/a.png"), clean.resolve("x/a.tif"), 1);
    write(noisy.resolve("b.png"), clean.resolve("b.png"), 2);
    ImageSet set = ImageSet.ofPairs(noisy, clean);
    assertThat(set.name()).isEqualTo("phone");
    assertThat(set.files().stream().map(set::nameOf)).containsExactly("b.png", "x/a.png");
    assertThat(set.clean().get(noisy.resolve("x/a.png"))).isEqualTo(clean.resolve("x/a.tif"));
    Path elsewhere = folder.resolve("clean");
    Files.move(clean, elsewhere);
    assertThat(ImageSet.ofPairs(noisy, elsewhere).name()).isEqualTo("noisy");
  }

  @Test
  void whatIsNoPairIsToldWithWhatWasExpected() throws IOException {
    Textures.write(folder.resolve("a.png"), Textures.image(12, 12, 3, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageSet.ofPairs(folder))
        .withMessageStartingWith(folder + ": found no pair of images; expected NAME_real.*");
    writePair("b", 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageSet.ofPairs(folder))
        .withMessageContaining(": found a.png without a partner; expected NAME_real.* (noisy)")
        .withMessageContaining("add what is missing");
    Files.delete(folder.resolve("a.png"));
    Files.delete(folder.resolve("b_mean.png"));
    writePair("c", 1);
    Files.delete(folder.resolve("c_real.png"));
    writePair("d", 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageSet.ofPairs(folder))
        .withMessageContaining(": found b_real.png without a partner and 1 more; expected");
    Textures.write(folder.resolve("d_real.tif"), Textures.image(12, 12, 3, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageSet.ofPairs(folder))
        .withMessageContaining(
            "d_real.png and d_real.tif have the same name: expected one image of each name");
  }

  @Test
  void pairsAreOnlyForPhotographsAsTaken() throws IOException {
    writePair("a", 1);
    ImageSet pairs = ImageSet.ofPairs(folder);
    ImageSet clean = ImageSet.of(folder);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Cell(pairs, new Condition(NOISE, false), Baseline.NONE))
        .withMessageContaining("of pairs: expected clean images for Gaussian noise");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Cell(clean, Condition.asTaken(), Baseline.NONE))
        .withMessageContaining("of clean images: expected pairs for noisy as taken");
  }

  // ---- what is measured of them ----

  @Test
  void photographsAreRestoredAsTakenAndComparedWithTheCleanOnes() throws IOException {
    writePair("a", 1);
    writePair("b", 2);
    ImageSet set = ImageSet.ofPairs(folder);
    double asTaken = 0;
    double restored = 0;
    for (String name : List.of("a", "b")) {
      Image noisy = image(folder.resolve(name + "_real.png"));
      Image clean = image(folder.resolve(name + "_mean.png"));
      asTaken += Psnr.of(noisy, clean) / 2;
      restored += Psnr.of(ClassicMethod.NLM.denoise(noisy, 20), clean) / 2;
    }
    Row none = run(set, Condition.asTaken(), Baseline.NONE);
    assertThat(none.psnr()).isCloseTo(asTaken, within(1e-9));
    assertThat(none.channels()).isEqualTo("rgb");
    Row nlm = run(set, Condition.asTaken(), told(Baseline.NLM, 20));
    assertThat(nlm.psnr()).isCloseTo(restored, within(1e-9)).isGreaterThan(asTaken);
    assertThat(new ResultTables(List.of(none, nlm), "x").markdown())
        .contains("noisy as taken; all channels compared")
        .contains("| 2 | nlm sigma 20 | 0 |");
    assertThat(new ResultTables(List.of(nlm), "x").csv())
        .contains("denoise-photo,real,%s,nlm sigma 20,a_real.png,32,24,".formatted(set.name()));
    assertThat(GalleryPage.of(List.of(nlm))).contains("a_real.png/nlm_sigma_20.png");
  }

  @Test
  void aPairOfDifferentSizesIsLeftOutAndNamed() throws IOException {
    writePair("a", 1);
    writePair("b", 2);
    Textures.write(folder.resolve("b_mean.png"), Textures.image(32, 25, 3, 2));
    List<String> told = new ArrayList<>();
    EvaluationListener listener =
        new EvaluationListener() {
          @Override
          public void failed(Cell cell, Path file, Throwable failure) {
            told.add(file.getFileName() + ": " + failure.getMessage());
          }
        };
    Row row =
        Evaluation.inMemory()
            .run(new Cell(ImageSet.ofPairs(folder), Condition.asTaken(), Baseline.NONE), listener);
    assertThat(row.failed()).containsExactly("b_real.png");
    assertThat(row.images()).hasSize(1);
    assertThat(told)
        .containsExactly(
            "b_real.png: noisy image of 32x24 pixels and 3 channels, clean image b_mean.png of"
                + " 32x25 pixels and 3 channels: expected the same size, pixel for pixel; crop them"
                + " alike, or move the pair away");
  }

  @Test
  void aPairIsMeasuredAgainWhenEitherImageChanged() throws IOException {
    writePair("a", 1);
    ResultFolder results = ResultFolder.open(folder.resolveSibling("results"));
    List<Boolean> stored = new ArrayList<>();
    EvaluationListener listener =
        new EvaluationListener() {
          @Override
          public void measured(Cell cell, ImageResult result, boolean known) {
            stored.add(known);
          }
        };
    Cell cell = new Cell(ImageSet.ofPairs(folder), Condition.asTaken(), Baseline.NONE);
    Evaluation.in(results).run(cell, listener);
    Evaluation.in(results).run(cell, listener);
    Textures.write(folder.resolve("a_mean.png"), Textures.image(32, 24, 3, 7));
    Evaluation.in(results).run(cell, listener);
    Textures.write(folder.resolve("a_real.png"), Textures.image(32, 24, 3, 8));
    Evaluation.in(results).run(cell, listener);
    assertThat(stored).containsExactly(false, true, false, false);
  }

  // ---- what is told ----

  @Test
  void whereTheLevelIsEstimatedAMethodIsToldTheNearestThatItKnows() throws IOException {
    writePair("a", 1);
    Image noisy = image(folder.resolve("a_real.png"));
    double estimate = NoiseLevel.of(noisy).sigma();
    Image restored =
        estimating(Baseline.NLM)
            .restoration(Condition.asTaken(), (done, total) -> {})
            .restore(noisy);
    assertThat(restored.plane(1))
        .containsExactly(ClassicMethod.NLM.denoise(noisy, estimate).plane(1));
    PlainConfig ffdnet = new PlainConfig(3, 4, 3, 2, true, false, List.of());
    RestoreOptions options = RestoreOptions.forDevice(Device.CPU);
    try (Model model = Model.of("low", Networks.create(ffdnet, Device.CPU, 1), new Denoise(2, 4))) {
      Restorer restorer = new Restorer(model, options);
      ModelMethod method = new ModelMethod("low", restorer, "0");
      assertThat(estimate).isGreaterThan(4);
      assertThat(
              estimating(method)
                  .restoration(Condition.asTaken(), (done, total) -> {})
                  .restore(noisy)
                  .plane(2))
          .containsExactly(restorer.denoise(noisy, 4).plane(2));
      assertThat(estimating(method).refusal(Condition.asTaken(), false)).isEmpty();
      assertThat(told(method, 20).refusal(Condition.asTaken(), false))
          .contains("model low is for 'denoise, sigma 2 to 4', not for denoise at sigma 20");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> told(Baseline.NLM, 256));
  }

  @Test
  void aBlindModelIsToldNothing() throws IOException {
    writePair("a", 1);
    try (Model model =
        Model.of(
            "blind",
            Networks.create(PlainConfig.dncnn(3, 4, 3), Device.CPU, 1),
            new DenoisePhoto())) {
      Restorer restorer = new Restorer(model, RestoreOptions.forDevice(Device.CPU));
      ModelMethod method = new ModelMethod("blind", restorer, "0");
      assertThat(method.noise()).isEmpty();
      Image noisy = image(folder.resolve("a_real.png"));
      Image clean = image(folder.resolve("a_mean.png"));
      assertThat(run(ImageSet.ofPairs(folder), Condition.asTaken(), method).psnr())
          .isCloseTo(Psnr.of(restorer.restore(noisy, new CameraNoise(0)), clean), within(1e-9));
    }
  }

  @Test
  void onTheNoiseOfCamerasAMethodIsToldALevelAndComparedWithTheNoiselessPhotograph()
      throws IOException {
    Textures.write(folder, 1, 32, 24, 3);
    CameraNoise camera = new CameraNoise(5);
    Row row = run(ImageSet.of(folder), new Condition(camera, false), told(Baseline.BM3D, 12));
    var shot = camera.shoot(image(folder.resolve("00.png")), "00.png");
    assertThat(row.psnr())
        .isCloseTo(
            Psnr.of(ClassicMethod.BM3D.denoise(shot.noisy(), 12), shot.reference()), within(1e-9));
  }
}
