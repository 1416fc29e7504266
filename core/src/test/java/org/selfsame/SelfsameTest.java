package org.selfsame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.CameraNoise;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.FileFormat;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Metadata;
import org.selfsame.image.Picture;
import org.selfsame.image.Resampling;
import org.selfsame.image.SampleFormat;
import org.selfsame.image.WriteOptions;
import org.selfsame.model.Catalog;
import org.selfsame.model.Model;
import org.selfsame.nonlocal.classic.ClassicMethod;
import org.selfsame.quality.NoiseLevel;
import org.selfsame.quality.Psnr;
import org.selfsame.restore.MemoryBudget;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.restore.Restorer;
import org.selfsame.restore.Tiling;
import org.selfsame.tensor.Device;

class SelfsameTest {
  @TempDir private Path folder;

  @Test
  void eachPictureIsDenoisedByTheModelForItsChannels() throws IOException {
    try (Selfsame selfsame = Selfsame.open();
        Model gray = Catalog.shipped().load("denoise-gray", Device.CPU);
        Model color = Catalog.shipped().load("denoise-color", Device.CPU)) {
      Picture ofGray = noisy(30, 26, 1);
      Picture ofColor = noisy(30, 26, 3);
      assertSame(selfsame.denoise(ofGray, 25).image(), restored(gray, ofGray.image(), 25));
      assertSame(selfsame.denoise(ofColor, 25).image(), restored(color, ofColor.image(), 25));
      assertThat(selfsame.plan(ofGray, GaussianNoise.of(25)).method().who())
          .isEqualTo("model denoise-gray");
    }
  }

  @Test
  void grayThatIsStoredAsColorIsRestoredAsGrayAndStaysNeutral() throws IOException {
    Picture gray = noisy(30, 26, 1);
    Picture stored = Picture.of(gray.image().withChannels(3), SampleFormat.FLOAT32);
    try (Selfsame selfsame = Selfsame.open()) {
      assertThat(stored.image().isNeutral()).isTrue();
      Image restored = selfsame.denoise(stored).image();
      assertThat(restored.isNeutral()).isTrue();
      assertThat(restored.plane(1)).isEqualTo(selfsame.denoise(gray).image().plane(0));
      assertThat(selfsame.upscale(stored, 2).image().isNeutral()).isTrue();
    }
    try (Selfsame color = Selfsame.builder().model("denoise-color").open()) {
      assertThat(color.denoise(stored, 25).image().channels()).isEqualTo(3);
    }
  }

  @Test
  void whiteNoiseIsRemovedAtItsEstimatedLevelAndOtherNoiseAsThatOfAPhotograph() throws IOException {
    Image flat = Image.black(160, 128, 3);
    for (int c = 0; c < 3; c++) {
      Arrays.fill(flat.plane(c), 0.5f);
    }
    Image noise = GaussianNoise.of(25).degrade(flat, "flat");
    Picture white = Picture.of(noise, SampleFormat.FLOAT32);
    Picture smooth = Picture.of(Resampling.resize(noise, 240, 192), SampleFormat.FLOAT32);
    try (Selfsame selfsame = Selfsame.open();
        Model photo = Catalog.shipped().load("denoise-photo", Device.CPU)) {
      NoiseTold level = selfsame.noise(white);
      assertThat(level.estimate().orElseThrow().isTrusted()).isTrue();
      Plan plan = selfsame.denoising(white);
      assertThat(plan.method().who()).isEqualTo("model denoise-color");
      assertThat(plan.degradation()).isEqualTo(GaussianNoise.of(level.told()));
      Image restored =
          new Restorer(photo, RestoreOptions.forDevice(Device.CPU))
              .restoration(new CameraNoise(0))
              .restore(smooth.image());
      assertSame(selfsame.denoise(smooth).image(), restored);
    }
    try (Selfsame told = Selfsame.builder().sigma(20).open();
        Selfsame named = Selfsame.builder().model("denoise-photo").open()) {
      assertThat(told.denoising(smooth).method().who()).isEqualTo("model denoise-color");
      assertThat(named.denoising(white).method().who()).isEqualTo("model denoise-photo");
    }
  }

  @Test
  void textureThatOnlyLooksLikeNoiseStays() throws IOException {
    Image weave = Image.black(96, 96, 3);
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < 96 * 96; i++) {
        double wave = Math.sin(2.1 * (i % 96)) * Math.sin(1.9 * Math.floorDiv(i, 96));
        weave.plane(c)[i] = (float) (0.5 + 0.2 * wave);
      }
    }
    try (Selfsame selfsame = Selfsame.open()) {
      Picture kept = selfsame.denoise(Picture.of(weave, SampleFormat.FLOAT32));
      assertThat(Psnr.of(kept.image(), weave)).isGreaterThan(40);
    }
  }

  @Test
  void theStrengthOfWhatIsToldNothingIsAWayFromThePictureToTheResult() throws IOException {
    Picture noisy = noisy(20, 18, 3);
    Image restored = withStrength(noisy, 1);
    assertSame(withStrength(noisy, 0), noisy.image());
    Image more = withStrength(noisy, 1.5);
    for (int i = 0; i < restored.plane(1).length; i++) {
      float from = noisy.image().plane(1)[i];
      assertThat(more.plane(1)[i])
          .isCloseTo(from + 1.5f * (restored.plane(1)[i] - from), within(1e-6f));
    }
    assertThatThrownBy(() -> withStrength(noisy, 1.6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("strength 1.6: expected 0 to 1.5 for model denoise-photo");
  }

  private static Image withStrength(Picture noisy, double strength) throws IOException {
    try (Selfsame selfsame = Selfsame.builder().model("denoise-photo").strength(strength).open()) {
      return selfsame.denoise(noisy).image();
    }
  }

  @Test
  void aModelThatIsToldALevelIsToldTheEstimateUnlessOneIsGiven() throws IOException {
    Picture noisy = noisy(64, 48, 1);
    NoiseLevel level = NoiseLevel.of(noisy.image());
    double estimate = level.sigma();
    try (Selfsame selfsame = Selfsame.builder().model("denoise-gray").open()) {
      assertThat(selfsame.noise(noisy))
          .isEqualTo(new NoiseTold(estimate, Optional.of(level), estimate));
      assertSame(selfsame.denoise(noisy).image(), selfsame.denoise(noisy, estimate).image());
    }
    try (Selfsame told = Selfsame.builder().sigma(20).strength(1.5).open()) {
      assertThat(told.noise(noisy)).isEqualTo(new NoiseTold(20, Optional.empty(), 30));
    }
    try (Selfsame strong = Selfsame.builder().sigma(50).strength(2).open()) {
      assertThat(strong.noise(noisy).told()).isEqualTo(55); // the highest that the model knows
    }
  }

  @Test
  void whatTheFileSaidGoesThroughAndTransparencyIsEnlarged() throws IOException {
    Metadata metadata = new Metadata(Optional.empty(), Optional.of(new byte[] {1, 2, 3}));
    Image alpha = Image.black(14, 12, 1);
    Picture picture =
        new Picture(scene(14, 12, 3), Optional.of(alpha), SampleFormat.UINT16, metadata);
    try (Selfsame selfsame = Selfsame.open()) {
      Picture large = selfsame.upscale(picture, 2);
      assertThat(large.image().width()).isEqualTo(28);
      assertThat(large.alpha().orElseThrow().height()).isEqualTo(24);
      assertThat(large.format()).isEqualTo(SampleFormat.UINT16);
      assertThat(large.metadata()).isEqualTo(metadata);
    }
  }

  @Test
  void colorsThatTransparencyHidesDoNotMatter() throws IOException {
    Image alpha = Image.black(14, 12, 1);
    Arrays.fill(alpha.plane(0), 0, 6 * 14, 1);
    Image[] scenes = {scene(14, 12, 3), scene(14, 12, 3)};
    Arrays.fill(scenes[1].plane(1), 6 * 14, 12 * 14, 1);
    try (Selfsame selfsame = Selfsame.open()) {
      Picture[] large = new Picture[2];
      for (int i = 0; i < 2; i++) {
        Picture picture = Picture.of(scenes[i], SampleFormat.UINT8);
        large[i] = selfsame.upscale(picture.withImage(scenes[i], Optional.of(alpha)), 2);
      }
      assertSame(large[1].image(), large[0].image());
    }
  }

  @Test
  void anyPictureIsDeblockedAndAModelOfSomeQualitiesIsToldThatOfTheFile() throws IOException {
    Path file = folder.resolve("a.jpg");
    Picture picture = Picture.of(scene(24, 16, 1), SampleFormat.UINT8);
    ImageFiles.write(file, picture, WriteOptions.of(FileFormat.JPEG).withJpegQuality(20));
    Picture read = Picture.read(file);
    try (Selfsame selfsame = Selfsame.open()) {
      assertThat(selfsame.deblocking(picture).method().who()).isEqualTo("model deblock-color");
      assertSame(selfsame.deblock(read).image(), selfsame.deblock(read, 90).image());
    }
    try (Selfsame luma = Selfsame.builder().model("deblock").open()) {
      assertSame(luma.deblock(read).image(), luma.deblock(read, 20).image());
      assertThatThrownBy(() -> luma.deblock(read, 90))
          .hasMessageContaining("quality 90: model deblock can deblock, JPEG quality 10 to 40");
      assertThatThrownBy(() -> luma.deblock(picture))
          .hasMessageContaining("was not read from a JPEG file");
    }
  }

  @Test
  void aPictureIsDeblockedBeforeItIsEnlarged() throws IOException {
    Picture low = Picture.of(scene(18, 16, 3), SampleFormat.UINT8);
    try (Selfsame selfsame = Selfsame.builder().model("upscale").open();
        Selfsame box = Selfsame.open()) {
      List<String> told = new ArrayList<>();
      Picture large =
          selfsame
              .enlarging(low, 2, true)
              .restore((done, total) -> told.add(done + "/" + total), () -> false);
      assertSame(large.image(), selfsame.upscale(box.deblock(low), 2).image());
      assertThat(told).containsExactly("1/2", "2/2");
    }
  }

  @Test
  void aMosaicGetsItsColors() throws IOException {
    Image mosaic = new BayerMosaic(BayerMosaic.Pattern.RGGB).degrade(scene(16, 12, 3), "");
    try (Selfsame selfsame = Selfsame.open()) {
      Picture found =
          selfsame.demosaic(Picture.of(mosaic, SampleFormat.UINT8), BayerMosaic.Pattern.RGGB);
      assertThat(found.image().channels()).isEqualTo(3);
      assertThat(found.image().plane(0)).isNotEqualTo(mosaic.plane(0));
    }
  }

  @Test
  void aClassicMethodIsAModelLikeOthers() throws IOException {
    Picture noisy = noisy(24, 20, 3);
    try (Selfsame bm3d = Selfsame.builder().model("bm3d").open()) {
      assertSame(bm3d.denoise(noisy, 25).image(), ClassicMethod.BM3D.denoise(noisy.image(), 25));
      assertThatThrownBy(() -> bm3d.upscale(noisy, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected one that enlarges");
    }
  }

  @Test
  void aModelThatIsNotThereOrDoesNotFitIsRefusedWhenItIsOpened() {
    assertThatThrownBy(() -> Selfsame.builder().model("denoise-grey").open())
        .hasMessageContaining("model 'denoise-grey' is not shipped: expected one of denoise-photo");
    assertThatThrownBy(
            () -> Selfsame.builder().model("denoise-gray").memory(MemoryBudget.parse("1m")).open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("memory of 1m: model denoise-gray needs");
  }

  @Test
  void progressIsToldAndAPictureCanBeGivenUp() throws IOException {
    List<String> told = new ArrayList<>();
    AtomicBoolean cancelled = new AtomicBoolean();
    RestoreOptions tiles = RestoreOptions.forDevice(Device.CPU).withTiling(new Tiling(128));
    try (Selfsame selfsame =
        Selfsame.builder()
            .device(Device.CPU)
            .options(tiles)
            .progress((done, total) -> told.add(done + "/" + total))
            .cancelled(cancelled::get)
            .open()) {
      selfsame.denoise(noisy(130, 9, 1), 25);
      assertThat(told).containsExactly("1/2", "2/2");
      cancelled.set(true);
      assertThatThrownBy(() -> selfsame.denoise(noisy(130, 9, 1), 25))
          .isInstanceOf(CancellationException.class);
      assertThat(told).hasSize(2);
    }
  }

  @Test
  void nothingIsRestoredOnceItIsClosed() throws IOException {
    Selfsame selfsame = Selfsame.open();
    Selfsame named = Selfsame.builder().model("denoise-gray").open();
    selfsame.close();
    named.close();
    Picture noisy = noisy(12, 12, 1);
    assertThatThrownBy(() -> selfsame.denoise(noisy, 25)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> named.denoise(noisy, 25))
        .hasMessage("Selfsame is closed: open it again");
  }

  @Test
  void threadsTakeTurns() throws Exception {
    Picture noisy = noisy(40, 30, 1);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (Selfsame selfsame = Selfsame.open()) {
      List<Future<Picture>> results = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        results.add(threads.submit(() -> selfsame.denoise(noisy, 25)));
      }
      Image expected = selfsame.denoise(noisy, 25).image();
      for (Future<Picture> result : results) {
        assertSame(result.get().image(), expected);
      }
    } finally {
      threads.shutdown();
    }
  }

  private static Image restored(Model model, Image noisy, double sigma) {
    return new Restorer(model, RestoreOptions.forDevice(Device.CPU)).denoise(noisy, sigma);
  }

  private static Picture noisy(int width, int height, int channels) {
    Image noisy = GaussianNoise.of(25).degrade(scene(width, height, channels), "scene");
    return Picture.of(noisy, SampleFormat.FLOAT32);
  }

  private static Image scene(int width, int height, int channels) {
    Image image = Image.black(width, height, channels);
    SplittableRandom random = new SplittableRandom(4);
    for (int c = 0; c < channels; c++) {
      double shade = random.nextDouble();
      for (int i = 0; i < width * height; i++) {
        boolean stripe = i % width / 5 % 2 == 0;
        image.plane(c)[i] = (float) (0.2 + 0.3 * shade + (stripe ? 0.3 : 0));
      }
    }
    return image;
  }

  private static void assertSame(Image found, Image expected) {
    assertThat(found.channels()).isEqualTo(expected.channels());
    for (int c = 0; c < expected.channels(); c++) {
      assertThat(found.plane(c)).isEqualTo(expected.plane(c));
    }
  }

  private static Image flatWithNoise(long seed) {
    Random random = new Random(seed);
    float[] samples = new float[32 * 32];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.5 + 20 / 255.0 * random.nextGaussian());
    }
    return new Image(32, 32, samples);
  }

  @Test
  void pixelsThatAreNoNumbersStayAndDoNotMatterForThoseAround() throws IOException {
    Image noisy = flatWithNoise(1);
    noisy.plane(0)[100] = Float.NaN;
    noisy.plane(0)[101] = Float.POSITIVE_INFINITY;
    try (Selfsame selfsame = Selfsame.builder().model("nlm").sigma(20).open()) {
      Image restored = selfsame.denoise(Picture.of(noisy, SampleFormat.FLOAT32)).image();
      for (int i = 0; i < 1024; i++) {
        if (i == 100 || i == 101) {
          assertThat(Float.valueOf(restored.plane(0)[i]))
              .isEqualTo(Float.valueOf(noisy.plane(0)[i]));
        } else {
          assertThat(restored.plane(0)[i]).isBetween(0.42f, 0.58f);
        }
      }
    }
  }

  @Test
  void eachBandIsRestoredByItself() throws IOException {
    Picture band = Picture.of(flatWithNoise(2), SampleFormat.FLOAT32);
    Picture noisy = Picture.of(flatWithNoise(3), SampleFormat.FLOAT32);
    try (Selfsame selfsame = Selfsame.builder().model("nlm").sigma(20).open()) {
      Picture restored = selfsame.denoise(noisy.withBands(List.of(band, noisy)));
      assertThat(restored.bands()).hasSize(2);
      assertThat(restored.image().plane(0))
          .isEqualTo(selfsame.denoise(noisy).image().plane(0))
          .isEqualTo(restored.bands().get(1).image().plane(0));
      assertThat(restored.bands().get(0).image().plane(0))
          .isEqualTo(selfsame.denoise(band).image().plane(0));
    }
  }

  @Test
  void whatARestorationTakesIsEstimatedBeforeIt() throws IOException {
    try (Selfsame selfsame = Selfsame.builder().model("nlm").sigma(20).open()) {
      Plan.Demand large = selfsame.denoising(noisy(800, 600, 3)).demand();
      Plan.Demand small = selfsame.denoising(noisy(400, 300, 3)).demand();
      assertThat(large.bytes()).isEqualTo(4 * small.bytes());
      // What a method is shown, takes and gives, in floats.
      assertThat(small.bytes()).isGreaterThanOrEqualTo(3L * 3 * 4 * 400 * 300);
      assertThat(large.seconds()).isBetween(1.5 * small.seconds(), 20 * small.seconds());
    }
  }
}
