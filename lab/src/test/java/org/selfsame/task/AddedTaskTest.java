package org.selfsame.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.lab.data.DataConfig;
import org.selfsame.lab.data.PatchSource;
import org.selfsame.lab.data.Textures;
import org.selfsame.lab.data.TrainingData;
import org.selfsame.lab.evaluation.Baseline;
import org.selfsame.lab.evaluation.Cell;
import org.selfsame.lab.evaluation.Condition;
import org.selfsame.lab.evaluation.Evaluation;
import org.selfsame.lab.evaluation.EvaluationListener;
import org.selfsame.lab.evaluation.ImageSet;
import org.selfsame.lab.evaluation.ModelMethod;
import org.selfsame.lab.evaluation.Row;
import org.selfsame.model.Model;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.NetworkRestoration;
import org.selfsame.network.Networks;
import org.selfsame.network.PlainConfig;
import org.selfsame.quality.Psnr;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.restore.Restorer;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;

/** A new task is one class: with it alone, images are restored, measured and trained on. */
class AddedTaskTest {
  /** Removes noise of levels that nobody tells. */
  private record Unspeckle() implements Unlisted {
    private static final Kind KIND =
        new Kind(
            "unspeckle",
            "unspeckles",
            GaussianNoise.class,
            Channels.GRAY_OR_COLOR,
            "sigma",
            List.of("20"));

    @Override
    public Kind kind() {
      return KIND;
    }

    @Override
    public String description() {
      return "unspeckle, whatever the noise";
    }

    @Override
    public Degradation parse(String level, long seed, GaussianNoise.Form form) {
      return new GaussianNoise(Double.parseDouble(level), seed, form);
    }

    @Override
    public Task trainedOn(String levels) {
      return this;
    }

    @Override
    public Presentation presentation(
        Degradation degradation, NetworkConfig network, ColorMode color, String who) {
      requireFitting(network, who);
      return (noisy, viewer) -> viewer.restore(noisy);
    }

    @Override
    public Shown shown(Image image, double sigma, NetworkConfig network, String who) {
      return Shown.whole(image, 0);
    }

    @Override
    public <P> P pairs(GaussianNoise.Form form, PairMaker<P> maker) {
      return maker.ofPatches(
          (random, samples, offset, side, channels) -> {
            for (int i = 0; i < channels * side * side; i++) {
              samples[offset + i] += (float) (0.1 * random.nextGaussian());
            }
            return 0;
          });
    }

    @Override
    public Comparison comparison(Degradation degradation) {
      return Comparison.ofAllChannels("all channels compared");
    }
  }

  private static final Task TASK = new Unspeckle();
  private static final PlainConfig NETWORK = PlainConfig.dncnn(1, 4, 3);
  private static final RestoreOptions OPTIONS =
      RestoreOptions.forDevice(Device.CPU).withPrecision(Precision.FP32);

  @TempDir private Path folder;

  private static Model model() {
    return Model.of("added", Networks.create(NETWORK, Device.CPU, 1), TASK);
  }

  private static Image alone(Model model, Image image) {
    return new NetworkRestoration(model.network(), 0, Precision.FP32).restore(image);
  }

  @Test
  void anImageIsRestored() {
    try (Model model = model()) {
      Image noisy = GaussianNoise.of(20).degrade(Textures.image(30, 20, 1, 1), "a.png");
      Image restored = new Restorer(model, OPTIONS).restore(noisy, GaussianNoise.of(20));
      assertThat(restored.plane(0)).containsExactly(alone(model, noisy).plane(0));
    }
  }

  @Test
  void aRowIsMeasuredAndOtherTasksModelsAreNotForIt() throws IOException {
    Textures.write(folder, 1, 26, 31, 1);
    Degradation noise = TASK.degradation("20", 3, GaussianNoise.Form.FLOAT);
    Condition condition = new Condition(TASK, noise, false);
    ImageSet set = ImageSet.of(folder);
    try (Model model = model();
        Model denoiser =
            Model.of("other", Networks.create(NETWORK, Device.CPU, 1), new Denoise(0, 55))) {
      Cell cell =
          new Cell(set, condition, new ModelMethod("added", new Restorer(model, OPTIONS), "0"));
      Row row = Evaluation.inMemory().run(cell, new EvaluationListener() {});
      Image clean = ImageFiles.read(set.files().get(0)).image();
      Image noisy = noise.degrade(clean, set.files().get(0).getFileName().toString());
      assertThat(row.psnr()).isCloseTo(Psnr.of(alone(model, noisy), clean), within(1e-9));
      assertThat(new Cell(set, condition, Baseline.usual(TASK)).refusal()).isEmpty();
      assertThat(
              new ModelMethod("other", new Restorer(denoiser, OPTIONS), "0")
                  .refusal(condition, true))
          .contains("model other is for 'denoise, sigma 0 to 55', not for unspeckle at sigma 20");
    }
  }

  @Test
  void aPatchIsDrawnAndANetworkThatIsToldTheLevelDoesNotFit() throws IOException {
    Textures.write(folder, 2, 20, 16, 1);
    TrainingData data =
        TrainingData.read(new DataConfig(List.of(folder.toString()), 1, List.of(1.0)), 1, 9);
    float[] input = new float[81];
    float[] clean = new float[81];
    PatchSource.of(TASK, GaussianNoise.Form.FLOAT, NETWORK, data, 9)
        .draw(new SplittableRandom(1), input, 0, clean, 0);
    double squares = 0;
    for (int i = 0; i < 81; i++) {
      squares += Math.pow(input[i] - clean[i], 2) / 81;
    }
    assertThat(Math.sqrt(squares)).isCloseTo(0.1, within(0.03));
    assertThat(TASK.trials(List.of(20.0), 7, GaussianNoise.Form.FLOAT))
        .containsExactly(new GaussianNoise(20, 7, GaussianNoise.Form.FLOAT));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TASK.requireFitting(PlainConfig.FFDNET, "network"))
        .withMessage(
            "network with a noiseChannel: expected none when the task is to unspeckle, whatever the noise");
  }
}
