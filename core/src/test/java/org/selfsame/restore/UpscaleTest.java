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
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.model.Model;
import org.selfsame.model.TinyModel;
import org.selfsame.network.Nlrn;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.RandomNlrn;
import org.selfsame.task.BicubicUpscale;
import org.selfsame.task.ColorMode;
import org.selfsame.task.Denoise;
import org.selfsame.task.Task;
import org.selfsame.task.Upscale;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.DeviceMemoryException;
import org.selfsame.tensor.Precision;
import org.selfsame.weights.WeightArray;

class UpscaleTest {
  private static final NlrnConfig GRAY = TinyModel.config(1, false);
  private static final Upscale TASK = new Upscale(List.of(2, 3, 4));
  private static final RestoreOptions OPTIONS =
      new RestoreOptions(
          Precision.FP32,
          Tiling.NONE,
          false,
          ColorMode.OPPONENT,
          Protocol.WHOLE,
          MemoryBudget.AUTO);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"2, 7, 5, 1", "3, 7, 5, 3", "4, 1, 1, 3", "4, 1, 9, 1", "3, 60, 45, 3"})
  void aNetworkThatAddsNothingLeavesTheImageBicubic(int scale, int width, int height, int channels)
      throws IOException {
    Image low = random(width, height, channels);
    Image copy = low.copy();
    Image bicubic = new BicubicUpscale(scale).restore(low);
    try (Model model = model(TinyModel.adding(0, GRAY), GRAY, TASK)) {
      Image enlarged = new Restorer(model, OPTIONS).restore(low, new BicubicDownscale(scale));
      assertThat(List.of(enlarged.width(), enlarged.height(), enlarged.channels()))
          .containsExactly(width * scale, height * scale, channels);
      for (int c = 0; c < channels; c++) {
        assertThat(enlarged.plane(c)).containsExactly(bicubic.plane(c));
        assertThat(low.plane(c)).as("the input").containsExactly(copy.plane(c));
      }
    }
  }

  @Test
  void theLumaIsThatOfTheNetworkAndTheChromaStaysBicubic() throws IOException {
    Image low = random(9, 8, 3);
    Image bicubic = new BicubicUpscale(3).restore(low);
    try (Model model = model(TinyModel.adding(0.25f, GRAY), GRAY, TASK)) {
      Image enlarged = new Restorer(model, OPTIONS).restore(low, new BicubicDownscale(3));
      // The rows of MATLAB's rgb2ycbcr, for samples from 0 to 1.
      assertThat(weighed(enlarged, 65.481, 128.553, 24.966))
          .containsExactly(plus(0.25 * 255, weighed(bicubic, 65.481, 128.553, 24.966)), near());
      assertThat(weighed(enlarged, -37.797, -74.203, 112))
          .containsExactly(weighed(bicubic, -37.797, -74.203, 112), near());
      assertThat(weighed(enlarged, 112, -93.786, -18.214))
          .containsExactly(weighed(bicubic, 112, -93.786, -18.214), near());
    }
  }

  @Test
  void theNetworkSeesTheStudioLumaOfColorAndGrayAsItIs() throws IOException {
    NlrnConfig config = RandomNlrn.config("'neighborhood': 5");
    try (Model model = randomModel(config)) {
      Restorer restorer = new Restorer(model, OPTIONS);
      Image color = random(9, 8, 3);
      float[] luma = weighed(color, 65.481, 128.553, 24.966);
      for (int i = 0; i < luma.length; i++) {
        luma[i] = (16 + luma[i]) / 255;
      }
      float[] expected = restorer.restore(new Image(9, 8, luma), new BicubicDownscale(2)).plane(0);
      float[] found =
          weighed(restorer.restore(color, new BicubicDownscale(2)), 65.481, 128.553, 24.966);
      for (int i = 0; i < found.length; i++) {
        assertThat((16 + found[i]) / 255).isCloseTo(expected[i], within(1e-5f));
      }
    }
  }

  @Test
  void tilesPatchesAndEnsembleGiveWhatTheNetworkGives() throws IOException {
    Image low = random(75, 40, 1);
    Image bicubic = new BicubicUpscale(2).restore(low);
    try (Model model = model(TinyModel.adding(0.25f, GRAY), GRAY, TASK)) {
      for (RestoreOptions options :
          List.of(
              OPTIONS.withTiling(new Tiling.Side(128)),
              OPTIONS.withTiling(Tiling.AUTO).withEnsemble(true),
              OPTIONS.withProtocol(Protocol.OVERLAPPED))) {
        assertThat(new Restorer(model, options).restore(low, new BicubicDownscale(2)).plane(0))
            .as("%s", options)
            .containsExactly(plus(0.25, bicubic.plane(0)), within(1e-5f));
      }
    }
  }

  @Test
  void tilesOfAnEnlargedGradientShowNoSeams() throws IOException {
    NlrnConfig config = RandomNlrn.config("'neighborhood': 21");
    Image gradient = Image.black(110, 67, 3);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 67; y++) {
        for (int x = 0; x < 110; x++) {
          gradient.plane(c)[y * 110 + x] = 0.2f + 0.1f * c + 0.003f * x + 0.0045f * y;
        }
      }
    }
    try (Model model = randomModel(config)) {
      Image whole = new Restorer(model, OPTIONS).restore(gradient, new BicubicDownscale(3));
      Image tiled =
          new Restorer(model, OPTIONS.withTiling(new Tiling.Side(128)))
              .restore(gradient, new BicubicDownscale(3));
      for (int c = 0; c < 3; c++) {
        assertThat(tiled.plane(c)).containsExactly(whole.plane(c), within(1 / 255f));
      }
    }
  }

  @Test
  void progressCountsTheTilesOfTheEnlargedLuma() throws IOException {
    List<String> told = new ArrayList<>();
    try (Model model = model(TinyModel.adding(0, GRAY), GRAY, TASK)) {
      new Restorer(model, OPTIONS.withTiling(new Tiling.Side(128)))
          .telling((done, total) -> told.add(done + "/" + total))
          .restore(random(65, 5, 3), new BicubicDownscale(2));
    }
    assertThat(told).containsExactly("1/2", "2/2");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void aScaleThatWasNotTrainedOnIsRefusedWithThoseThatWere(int scale) throws IOException {
    Upscale task = new Upscale(List.of(2, 4));
    try (Model model = model(TinyModel.adding(0, GRAY), GRAY, task)) {
      Restorer restorer = new Restorer(model, OPTIONS);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer.restoration(new BicubicDownscale(scale)))
          .withMessageStartingWith("scale " + scale + ": model ")
          .withMessageEndingWith("can upscale, x2, x4; give one of these levels");
    }
  }

  @Test
  void aModelOfTheOtherTaskIsRefused() throws IOException {
    try (Model model = model(TinyModel.adding(0, GRAY), GRAY, new Denoise(25, 25))) {
      Restorer restorer = new Restorer(model, OPTIONS);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer.restoration(new BicubicDownscale(2)))
          .withMessageEndingWith("is for 'denoise, sigma 25': expected one that enlarges");
    }
    try (Model model = model(TinyModel.adding(0, GRAY), GRAY, TASK)) {
      Restorer restorer = new Restorer(model, OPTIONS);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer.denoiser(25))
          .withMessageEndingWith("is for 'upscale, x2, x3, x4': expected one that denoises");
    }
  }

  @Test
  void aNetworkOfColorIsRefused() throws IOException {
    NlrnConfig color = TinyModel.config(3, false);
    try (Model model = model(TinyModel.adding(0, color), color, TASK)) {
      Restorer restorer = new Restorer(model, OPTIONS);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer.restoration(new BicubicDownscale(2)))
          .withMessageContaining("with imageChannels 3: expected 1 (luma)")
          .withMessageEndingWith("when the task is to upscale, x2, x3, x4");
    }
  }

  @Test
  void whatIsNeitherGrayNorColorOrHoldsNoNumbersIsRefused() throws IOException {
    try (Model model = model(TinyModel.adding(0, GRAY), GRAY, TASK)) {
      Restoration upscaler = new Restorer(model, OPTIONS).restoration(new BicubicDownscale(2));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> upscaler.restore(random(5, 5, 2)))
          .withMessage("image of 2 channels: expected 1 (gray) or 3 (RGB)");
      Image broken = random(5, 4, 1);
      broken.plane(0)[2 * 5 + 3] = Float.NaN;
      assertThatIllegalArgumentException()
          .isThrownBy(() -> upscaler.restore(broken))
          .withMessageContaining("NaN at x 3, y 2");
    }
  }

  @Test
  void tooLittleMemoryIsToldOfTheEnlargedImage() throws IOException {
    // The listener in place of an allocation, which cannot be made to fail without harm.
    ProgressListener failing =
        (done, total) -> {
          throw new DeviceMemoryException("full", null);
        };
    try (Model model = model(TinyModel.adding(0, GRAY), GRAY, TASK)) {
      assertThatThrownBy(
              () ->
                  new Restorer(model, OPTIONS)
                      .telling(failing)
                      .restore(random(20, 10, 3), new BicubicDownscale(2)))
          .isInstanceOf(DeviceMemoryException.class)
          .hasMessage("there is not enough memory for 40x20 pixels in one piece: use tiles (auto)");
    }
  }

  private Model randomModel(NlrnConfig config) throws IOException {
    try (Nlrn network = new Nlrn(config, Device.CPU, 1)) {
      Map<String, WeightArray> weights = RandomNlrn.weights(network, 1);
      float[] output = weights.get("output_conv.weight").values();
      for (int i = 0; i < output.length; i++) {
        output[i] *= 0.1f;
      }
      return model(weights, config, TASK);
    }
  }

  private Model model(Map<String, WeightArray> weights, NlrnConfig config, Task task)
      throws IOException {
    Path file =
        TinyModel.write(
            folder.resolve("tiny.safetensors"), TinyModel.metadata(config, task), weights);
    return Model.load(file, Device.CPU);
  }

  private static float[] weighed(Image rgb, double red, double green, double blue) {
    float[] sums = new float[rgb.width() * rgb.height()];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = (float) (red * rgb.plane(0)[i] + green * rgb.plane(1)[i] + blue * rgb.plane(2)[i]);
    }
    return sums;
  }

  private static float[] plus(double number, float[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) (values[i] + number);
    }
    return result;
  }

  private static Offset<Float> near() {
    return within(1e-3f);
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
}
