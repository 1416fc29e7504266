package org.selfsame.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.image.Image;
import org.selfsame.image.OpponentColor;
import org.selfsame.model.Model;
import org.selfsame.model.TinyModel;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkRestoration;
import org.selfsame.network.Nlrn;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.Pass;
import org.selfsame.network.RandomNlrn;
import org.selfsame.task.ColorMode;
import org.selfsame.task.Denoise;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.DeviceMemoryException;
import org.selfsame.tensor.Precision;
import org.selfsame.weights.WeightArray;

class RestorerTest {
  private static final NlrnConfig BLIND = TinyModel.config(1, false);
  private static final NlrnConfig TOLD = TinyModel.config(1, true);
  private static final RestoreOptions OPTIONS =
      new RestoreOptions(
          Precision.FP32,
          Tiling.NONE,
          false,
          ColorMode.OPPONENT,
          Protocol.WHOLE,
          MemoryBudget.AUTO);

  @TempDir private Path folder;

  @Test
  void tilesAndEnsembleGiveWhatTheNetworkGives() throws IOException {
    Image noisy = random(150, 140, 1);
    try (Model model = model(TinyModel.adding(0.25f, BLIND), BLIND, new Denoise(25, 25))) {
      for (RestoreOptions options :
          List.of(
              OPTIONS,
              OPTIONS.withTiling(new Tiling(128)),
              OPTIONS.withTiling(Tiling.AUTO),
              OPTIONS.withEnsemble(true),
              OPTIONS.withTiling(new Tiling(128)).withEnsemble(true))) {
        Image restored = new Restorer(model, options).denoise(noisy, 25);
        assertThat(restored.plane(0))
            .as("%s", options)
            .containsExactly(shifted(noisy.plane(0), 0.25), within(1e-6f));
      }
    }
  }

  @Test
  void patchesAndEnsembleGiveWhatTheNetworkGives() throws IOException {
    Image noisy = random(31, 20, 1);
    try (Model model = model(TinyModel.adding(0.25f, BLIND), BLIND, new Denoise(25, 25))) {
      for (boolean ensemble : new boolean[] {false, true}) {
        RestoreOptions options = OPTIONS.withProtocol(Protocol.OVERLAPPED).withEnsemble(ensemble);
        assertThat(new Restorer(model, options).denoise(noisy, 25).plane(0))
            .containsExactly(shifted(noisy.plane(0), 0.25), within(1e-6f));
      }
    }
  }

  @Test
  void theNetworkIsToldTheNoiseLevel() throws IOException {
    Image noisy = random(20, 10, 1);
    try (Model model = model(TinyModel.addingSigma(), TOLD, new Denoise(0, 55))) {
      Image restored = new Restorer(model, OPTIONS).denoise(noisy, 51);
      assertThat(restored.plane(0))
          .containsExactly(shifted(noisy.plane(0), 0.2 / TinyModel.BATCH_NORMS), within(1e-5f));
    }
  }

  @Test
  void aGrayModelRestoresOpponentsAtTheirNoiseLevels() throws IOException {
    Image noisy = random(20, 10, 3);
    try (Model model = model(TinyModel.addingSigma(), TOLD, new Denoise(0, 55))) {
      Image restored = new Restorer(model, OPTIONS).denoise(noisy, 51);
      // Scaled like the opponent and back: what is added to each is the noise level itself.
      for (int c = 0; c < 3; c++) {
        assertThat(OpponentColor.ORTHONORMAL.fromRgb(restored, c))
            .containsExactly(
                shifted(OpponentColor.ORTHONORMAL.fromRgb(noisy, c), 0.2 / TinyModel.BATCH_NORMS),
                within(1e-5f));
      }
    }
  }

  @Test
  void aGrayModelThatIsNotToldTheNoiseLevelRestoresRedGreenAndBlue() throws IOException {
    try (Model model = model(TinyModel.adding(0.25f, BLIND), BLIND, new Denoise(25, 25))) {
      assertEachChannelShifted(new Restorer(model, OPTIONS), 25, 0.25);
    }
  }

  @Test
  void opponentsBelowTheLevelsTrainedOnAreNotAskedFor() throws IOException {
    try (Model model = model(TinyModel.addingSigma(), TOLD, new Denoise(40, 55))) {
      assertEachChannelShifted(new Restorer(model, OPTIONS), 51, 0.2 / TinyModel.BATCH_NORMS);
    }
  }

  @Test
  void channelsAreRestoredWhereTheyAreAskedFor() throws IOException {
    try (Model model = model(TinyModel.addingSigma(), TOLD, new Denoise(0, 55))) {
      assertEachChannelShifted(
          new Restorer(model, OPTIONS.withColor(ColorMode.CHANNELS)),
          51,
          0.2 / TinyModel.BATCH_NORMS);
    }
  }

  private static void assertEachChannelShifted(Restorer restorer, double sigma, double shift) {
    Image noisy = random(20, 10, 3);
    Image restored = restorer.denoise(noisy, sigma);
    for (int c = 0; c < 3; c++) {
      assertThat(restored.plane(c)).containsExactly(shifted(noisy.plane(c), shift), within(1e-5f));
    }
  }

  @Test
  void aColorModelRestoresColorAtOnce() throws IOException {
    NlrnConfig color = TinyModel.config(3, true);
    try (Model model = model(TinyModel.adding(0.25f, color), color, new Denoise(0, 55))) {
      List<String> told = new ArrayList<>();
      Restorer restorer =
          new Restorer(model, OPTIONS).telling((done, total) -> told.add(done + "/" + total));
      assertEachChannelShifted(restorer, 25, 0.25);
      assertThat(told).containsExactly("1/1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer.denoise(random(5, 5, 1), 25))
          .withMessageContaining("image of 1 channels")
          .withMessageContaining("expects 3");
    }
  }

  @Test
  void progressOfColorCountsTheTilesOfAllThreeChannels() throws IOException {
    List<String> told = new ArrayList<>();
    try (Model model = model(TinyModel.addingSigma(), TOLD, new Denoise(0, 55))) {
      new Restorer(model, OPTIONS.withTiling(new Tiling(128)))
          .telling((done, total) -> told.add(done + "/" + total))
          .denoise(random(130, 5, 3), 25);
    }
    assertThat(told).containsExactly("1/6", "2/6", "3/6", "4/6", "5/6", "6/6");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 0, 9.9, 50.1, 1000, Double.NaN, Double.POSITIVE_INFINITY})
  void aNoiseLevelThatWasNotTrainedOnIsRefusedWithTheRange(double sigma) throws IOException {
    try (Model model = model(TinyModel.adding(0, TOLD), TOLD, new Denoise(10, 50))) {
      Restorer restorer = new Restorer(model, OPTIONS);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer.denoiser(sigma))
          .withMessageContaining("sigma " + sigma)
          .withMessageContaining("denoise, sigma 10 to 50");
    }
  }

  @Test
  void anImageOfTwoChannelsIsRefused() throws IOException {
    try (Model model = model(TinyModel.adding(0, BLIND), BLIND, new Denoise(25, 25))) {
      Restorer restorer = new Restorer(model, OPTIONS);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer.denoise(random(5, 5, 2), 25))
          .withMessageContaining("image of 2 channels")
          .withMessageContaining("expects 1");
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void samplesThatAreNotNumbersAreRefusedWithTheirPlace(float sample) throws IOException {
    Image noisy = random(5, 4, 3);
    noisy.plane(2)[2 * 5 + 3] = sample;
    try (Model model = model(TinyModel.adding(0, BLIND), BLIND, new Denoise(25, 25))) {
      Restorer restorer = new Restorer(model, OPTIONS);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer.denoise(noisy, 25))
          .withMessageContaining("holds samples that are not numbers (NaN or infinite): " + sample)
          .withMessageContaining("x 3, y 2");
    }
  }

  @Test
  void aSinglePixelIsRestored() throws IOException {
    try (Model model = model(TinyModel.weights(TOLD), TOLD, new Denoise(0, 55))) {
      for (int channels : new int[] {1, 3}) {
        Image restored =
            new Restorer(model, OPTIONS.withEnsemble(true)).denoise(random(1, 1, channels), 25);
        assertThat(restored.channels()).isEqualTo(channels);
        assertThat(restored.plane(0)[0]).isFinite();
      }
    }
  }

  @Test
  void aGrayModelRestoresOpponentsInPatchesToo() throws IOException {
    Image noisy = random(20, 10, 3);
    List<String> told = new ArrayList<>();
    try (Model model = model(TinyModel.addingSigma(), TOLD, new Denoise(0, 55))) {
      Image whole = new Restorer(model, OPTIONS).denoise(noisy, 51);
      Image patches =
          new Restorer(model, OPTIONS.withProtocol(Protocol.OVERLAPPED))
              .telling((done, total) -> told.add(done + "/" + total))
              .denoise(noisy, 51);
      for (int c = 0; c < 3; c++) {
        assertThat(patches.plane(c)).containsExactly(whole.plane(c), within(1e-5f));
      }
    }
    // 3x3 pixels every 3: 7 in a row, in 4 rows, of 3 channels.
    assertThat(told).endsWith("84/84");
  }

  @ParameterizedTest
  @CsvSource({"24, 17", "9, 9", "5, 30", "4, 6"})
  void patchesAreRestoredWithTheAttentionInsideThem(int width, int height) throws IOException {
    NlrnConfig config = RandomNlrn.config("'neighborhood': 9, 'noiseChannel': true");
    Image noisy = random(width, height, 1);
    try (Model model = randomModel(config)) {
      RestoreOptions overlapped = OPTIONS.withProtocol(Protocol.OVERLAPPED);
      float[] expected = glued(noisy, model.network(), 9);
      assertThat(new Restorer(model, overlapped).denoise(noisy, 25).plane(0))
          .containsExactly(expected, within(1e-4f));
      MemoryBudget oneByOne =
          new MemoryBudget(model.network().cost().workingBytesOfPatch(81, Precision.FP32));
      assertThat(new Restorer(model, overlapped.withMemory(oneByOne)).denoise(noisy, 25).plane(0))
          .containsExactly(expected, within(1e-4f));
    }
  }

  /** Patches of 10x10 pixels, which are 5x5 squares wherever they begin. */
  @ParameterizedTest
  @CsvSource({"24, 17", "10, 10", "5, 30", "3, 1"})
  void patchesOfANetworkThatFoldsAreFoldedEachByItself(int width, int height) throws IOException {
    NlrnConfig config = RandomNlrn.config("'neighborhood': 5, 'fold': 2, 'noiseChannel': true");
    Image noisy = random(width, height, 1);
    try (Model model = randomModel(config)) {
      RestoreOptions overlapped = OPTIONS.withProtocol(Protocol.OVERLAPPED);
      assertThat(new Restorer(model, overlapped).denoise(noisy, 25).plane(0))
          .containsExactly(glued(noisy, model.network(), 10), within(1e-4f));
    }
  }

  /** What a tile shows of its border is no further than the overlap that is not used. */
  @ParameterizedTest
  @CsvSource({"300, 140", "301, 143", "150, 303"})
  void tilesOfANetworkThatFoldsGiveWhatTheWholeImageGives(int width, int height)
      throws IOException {
    NlrnConfig config =
        RandomNlrn.config("'fold': 2, 'steps': 1, 'nonlocalEvery': 0, 'noiseChannel': true");
    Image noisy = random(width, height, 1);
    try (Model model = randomModel(config)) {
      float[] whole = new Restorer(model, OPTIONS).denoise(noisy, 25).plane(0);
      for (int side : new int[] {128, 135}) {
        assertThat(
                new Restorer(model, OPTIONS.withTiling(new Tiling(side)))
                    .denoise(noisy, 25)
                    .plane(0))
            .containsExactly(whole, within(1e-5f));
      }
    }
  }

  /** Patches of a side, restored one by one; each pixel is the mean of those that hold it. */
  private static float[] glued(Image noisy, Network network, int side) {
    NetworkRestoration denoiser =
        new NetworkRestoration(network, 25, Precision.FP32, Pass.Reach.PATCH);
    int width = Math.min(side, noisy.width());
    int height = Math.min(side, noisy.height());
    float[] means = new float[noisy.width() * noisy.height()];
    int[] counts = new int[means.length];
    for (int top = 0; top - 6 <= noisy.height() - height; top += 7) {
      for (int left = 0; left - 6 <= noisy.width() - width; left += 7) {
        int y0 = Math.min(top, noisy.height() - height);
        int x0 = Math.min(left, noisy.width() - width);
        Image patch = denoiser.restore(noisy.crop(x0, y0, width, height));
        for (int i = 0; i < width * height; i++) {
          int pixel = (y0 + i / width) * noisy.width() + x0 + i % width;
          counts[pixel]++;
          means[pixel] += (patch.plane(0)[i] - means[pixel]) / counts[pixel];
        }
      }
    }
    return means;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", 'fold': 2"})
  void aSmoothGradientShowsNoSeams(String changes) throws IOException {
    NlrnConfig config = RandomNlrn.config("'neighborhood': 21, 'noiseChannel': true" + changes);
    Image gradient = Image.black(330, 200, 1);
    for (int y = 0; y < 200; y++) {
      for (int x = 0; x < 330; x++) {
        gradient.plane(0)[y * 330 + x] = 0.2f + 0.001f * x + 0.0015f * y;
      }
    }
    try (Model model = randomModel(config)) {
      float[] whole = new Restorer(model, OPTIONS).denoise(gradient, 25).plane(0);
      for (int side : new int[] {128, 192}) {
        assertThat(
                new Restorer(model, OPTIONS.withTiling(new Tiling(side)))
                    .denoise(gradient, 25)
                    .plane(0))
            .containsExactly(whole, within(1 / 255f));
      }
    }
  }

  @Test
  void aBudgetBelowTheSmallestTileIsRefusedWithWhatWorks() throws IOException {
    try (Model model = model(TinyModel.adding(0, BLIND), BLIND, new Denoise(25, 25))) {
      long least = 128 * 128 * model.network().cost().workingBytesPerPixel(Precision.FP32);
      RestoreOptions tiles = OPTIONS.withTiling(Tiling.AUTO);
      new Restorer(model, tiles.withMemory(new MemoryBudget(least)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Restorer(model, tiles.withMemory(new MemoryBudget(least - 1))))
          .withMessageStartingWith("memory of ")
          .withMessageContaining("for the smallest piece, 128x128 pixels; give at least ")
          .withMessageEndingWith(new MemoryBudget(least).toString());
    }
  }

  @Test
  void aBudgetBelowOnePatchIsRefusedWithWhatWorks() throws IOException {
    try (Model model = model(TinyModel.adding(0, BLIND), BLIND, new Denoise(25, 25))) {
      long least = model.network().cost().workingBytesOfPatch(9, Precision.FP32);
      RestoreOptions patches = OPTIONS.withProtocol(Protocol.OVERLAPPED);
      new Restorer(model, patches.withMemory(new MemoryBudget(least)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Restorer(model, patches.withMemory(new MemoryBudget(least - 1))))
          .withMessageContaining("for the smallest piece, 3x3 pixels")
          .withMessageEndingWith("give at least " + least);
    }
  }

  @Test
  void tilesThatAreSmallerThanTheWindowAreRefusedWithWhatWorks() throws IOException {
    NlrnConfig config = RandomNlrn.config("'neighborhood': 201, 'noiseChannel': true");
    try (Model model = randomModel(config)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Restorer(model, OPTIONS.withTiling(new Tiling(200))))
          .withMessageStartingWith("tiles of 200 pixels: model ")
          .withMessageEndingWith(
              "needs 201 to compare pixels and blend tiles; give at least 201, auto or none");
      Image small = random(20, 10, 1);
      assertThat(
              new Restorer(model, OPTIONS.withTiling(new Tiling(201))).denoise(small, 25).plane(0))
          .containsExactly(new Restorer(model, OPTIONS).denoise(small, 25).plane(0));
    }
  }

  @Test
  void tilesThatHoldFewerSquaresThanTheWindowAreRefusedWithWhatWorks() throws IOException {
    NlrnConfig config = RandomNlrn.config("'neighborhood': 101, 'fold': 2, 'noiseChannel': true");
    try (Model model = randomModel(config)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Restorer(model, OPTIONS.withTiling(new Tiling(201))))
          .withMessageEndingWith(
              "needs 202 to compare pixels and blend tiles; give at least 202, auto or none");
    }
  }

  @Test
  void tooLittleMemoryIsToldWithWhatWouldWork() throws IOException {
    // The listener in place of an allocation, which cannot be made to fail without harm.
    ProgressListener failing =
        (done, total) -> {
          throw new DeviceMemoryException("full", null);
        };
    Image noisy = random(20, 10, 1);
    try (Model model = model(TinyModel.adding(0, BLIND), BLIND, new Denoise(25, 25))) {
      assertThatThrownBy(() -> new Restorer(model, OPTIONS).telling(failing).denoise(noisy, 25))
          .isInstanceOf(DeviceMemoryException.class)
          .hasMessage("there is not enough memory for 20x10 pixels in one piece: use tiles (auto)");
      long bytesPerPixel = model.network().cost().workingBytesPerPixel(Precision.FP32);
      MemoryBudget least = new MemoryBudget(128 * 128 * bytesPerPixel);
      Restorer tiles = new Restorer(model, OPTIONS.withTiling(Tiling.AUTO)).telling(failing);
      assertThatThrownBy(() -> tiles.denoise(noisy, 25))
          .isInstanceOf(DeviceMemoryException.class)
          .hasMessageStartingWith("there is not enough memory for even 128x128 pixels at once: ")
          .hasMessageContaining("needs about " + least + ". Close other programs");
    }
  }

  @Test
  void anInterruptCancelsAlsoWithoutTiles() throws IOException {
    try (Model model = model(TinyModel.adding(0, BLIND), BLIND, new Denoise(25, 25))) {
      Restorer restorer = new Restorer(model, OPTIONS);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> restorer.denoise(random(5, 5, 1), 25))
          .isInstanceOf(CancellationException.class);
    } finally {
      Thread.interrupted();
    }
  }

  private Model randomModel(NlrnConfig config) throws IOException {
    try (Nlrn network = new Nlrn(config, Device.CPU, 1)) {
      Map<String, WeightArray> weights = RandomNlrn.weights(network, 1);
      float[] output = weights.get("output_conv.weight").values();
      for (int i = 0; i < output.length; i++) {
        output[i] *= 0.1f; // a network that denoises changes images a little
      }
      return model(weights, config, new Denoise(0, 55));
    }
  }

  private Model model(Map<String, WeightArray> weights, NlrnConfig config, Task task)
      throws IOException {
    Path file =
        TinyModel.write(
            folder.resolve("tiny.safetensors"), TinyModel.metadata(config, task), weights);
    return Model.load(file, Device.CPU);
  }

  private static float[] shifted(float[] values, double shift) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) (values[i] + shift);
    }
    return result;
  }

  private static Image random(int width, int height, int channels) {
    Random random = new Random(7);
    Image image = Image.black(width, height, channels);
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < width * height; i++) {
        image.plane(c)[i] = random.nextFloat();
      }
    }
    return image;
  }

  @Test
  void aModelWorksInTheMemoryOfTheTilesThatItTakesAtOnce() throws IOException {
    try (Model model = model(TinyModel.adding(0.25f, BLIND), BLIND, new Denoise(25, 25))) {
      Restorer whole = new Restorer(model, OPTIONS);
      assertThat(whole.workingBytes(300 * 300))
          .isEqualTo(model.network().cost().workingBytesOfSquare(300, Precision.FP32));
      Restorer tiled = new Restorer(model, OPTIONS.withTiling(new Tiling(128)));
      assertThat(tiled.workingBytes(4000L * 4000)).isEqualTo(tiled.workingBytes(200 * 200));
    }
  }
}
