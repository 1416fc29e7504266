package org.selfsame.lab.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.selfsame.degradation.AnyJpeg;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.degradation.CameraNoise;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.lab.data.Textures;
import org.selfsame.model.Catalog;
import org.selfsame.model.Model;
import org.selfsame.model.ModelCard;
import org.selfsame.quality.Psnr;
import org.selfsame.restore.ProgressListener;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.restore.Restorer;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;

/** Each shipped model does what it is for better than what needs no weights, by so many dB. */
class ShippedModelsTest {
  private static final double GAIN = 0.5;

  static List<ModelCard> cards() throws IOException {
    return Catalog.shipped().cards();
  }

  @ParameterizedTest
  @MethodSource("cards")
  void restoresATexture(ModelCard card) throws IOException {
    try (Model model = Catalog.shipped().load(card.id(), Device.CPU)) {
      assertThat(card.task()).isEqualTo(model.task());
      assertThat(card.parameters()).isEqualTo(model.network().parameters().count());
      ModelMethod method =
          new ModelMethod(
              card.id(), new Restorer(model, RestoreOptions.forDevice(Device.CPU)), card.sha256());
      for (Degradation trial : trials(card.task())) {
        Condition condition = new Condition(card.task(), trial, false);
        assertThat(method.refusal(condition, false)).isEmpty();
        Image scene = condition.clean(scene());
        Image clean = trial.reference(scene, "scene");
        Image degraded = trial.degrade(scene, "scene");
        double before = psnr(condition, card.task().interpolation(trial).restore(degraded), clean);
        Restoration restoration = method.restoration(condition, ProgressListener.NONE);
        double after = psnr(condition, restoration.restore(degraded), clean);
        assertThat(after).as(condition.description()).isGreaterThan(before + GAIN);
      }
    }
  }

  private static double psnr(Condition condition, Image restored, Image clean) {
    return Psnr.of(condition.compared(restored), condition.compared(clean));
  }

  private static List<Degradation> trials(Task task) {
    return switch (task.name()) {
      case "denoise" -> List.of(new GaussianNoise(25, 1, GaussianNoise.Form.FLOAT));
      case "upscale" ->
          List.of(new BicubicDownscale(2), new BicubicDownscale(3), new BicubicDownscale(4));
      case "denoise-photo" -> List.of(new CameraNoise(1), new CameraNoise(2));
      case "deblock" -> List.of(new JpegCompression(10), new JpegCompression(40));
      case "deblock-color" -> List.of(new JpegCompression(10), new AnyJpeg(2));
      default ->
          Stream.of(BayerMosaic.Pattern.values())
              .map(BayerMosaic::new)
              .map(Degradation.class::cast)
              .toList();
    };
  }

  /** Stripes and rings of two colors: as in photographs, the channels have edges in common. */
  private static Image scene() {
    Image texture = Textures.image(97, 75, 1, 3);
    Image scene = Image.black(97, 75, 3);
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < scene.plane(c).length; i++) {
        scene.plane(c)[i] = 0.1f * (c + 1) + (0.8f - 0.2f * c) * texture.plane(0)[i];
      }
    }
    return scene;
  }
}
