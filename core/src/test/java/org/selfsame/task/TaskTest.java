package org.selfsame.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.degradation.AnyJpeg;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.degradation.CameraNoise;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.Image;
import org.selfsame.network.PlainConfig;

class TaskTest {
  @Test
  void aTaskIsReadAsItWasWritten() {
    Task task = new Denoise(2.5, 55);
    assertThat(task.toJson())
        .isEqualTo("{\"type\":\"denoise\",\"sigmaMin\":2.5,\"sigmaMax\":55.0}");
    assertThat(Task.fromJson(task.toJson())).isEqualTo(task);
  }

  @Test
  void upscalingIsReadAsItWasWrittenAndCoversItsScales() {
    Task task = new Upscale(List.of(2, 4));
    assertThat(task.toJson()).isEqualTo("{\"type\":\"upscale\",\"scales\":[2,4]}");
    assertThat(Task.fromJson(task.toJson())).isEqualTo(task);
    assertThat(task.description()).isEqualTo("upscale, x2, x4");
    assertThat(task.covers(new BicubicDownscale(2))).isTrue();
    assertThat(task.covers(new BicubicDownscale(3))).isFalse();
    assertThat(task.covers(new JpegCompression(2))).isFalse();
    assertThat(task.nearest(new BicubicDownscale(7))).isEqualTo(new BicubicDownscale(4));
  }

  @Test
  void deblockingIsReadAsItWasWrittenAndCoversItsQualities() {
    Task task = new Deblock(10, 40);
    assertThat(task.toJson())
        .isEqualTo("{\"type\":\"deblock\",\"qualityMin\":10,\"qualityMax\":40}");
    assertThat(Task.fromJson(task.toJson())).isEqualTo(task);
    assertThat(task.description()).isEqualTo("deblock, JPEG quality 10 to 40");
    assertThat(new Deblock(10, 10).description()).isEqualTo("deblock, JPEG quality 10");
    assertThat(task.covers(new JpegCompression(10))).isTrue();
    assertThat(task.covers(new JpegCompression(40))).isTrue();
    assertThat(task.covers(new JpegCompression(9))).isFalse();
    assertThat(task.covers(new JpegCompression(41))).isFalse();
    assertThat(task.covers(GaussianNoise.of(20))).isFalse();
    assertThat(task.nearest(new JpegCompression(9))).isEqualTo(new JpegCompression(10));
    assertThat(task.nearest(new JpegCompression(90))).isEqualTo(new JpegCompression(40));
  }

  @ParameterizedTest
  @EnumSource
  void demosaicingIsReadAsItWasWrittenAndCoversMosaicsOfAnyPattern(BayerMosaic.Pattern pattern) {
    Task task = new Demosaic(pattern);
    assertThat(task.toJson()).isEqualTo("{\"type\":\"demosaic\",\"pattern\":\"" + pattern + "\"}");
    assertThat(Task.fromJson(task.toJson())).isEqualTo(task);
    assertThat(task.description()).isEqualTo("demosaic, " + pattern);
    for (BayerMosaic.Pattern other : BayerMosaic.Pattern.values()) {
      assertThat(task.covers(new BayerMosaic(other))).isTrue();
    }
    assertThat(task.covers(GaussianNoise.of(1))).isFalse();
  }

  @Test
  void thePhotographsTaskHasNoLevelsAndCoversAllCameras() {
    Task task = new DenoisePhoto();
    assertThat(task.toJson()).isEqualTo("{\"type\":\"denoise-photo\"}");
    assertThat(Task.fromJson(task.toJson())).isEqualTo(task);
    assertThat(Task.of("denoise-photo")).isEqualTo(task);
    assertThat(task.covers(new CameraNoise(7))).isTrue();
    assertThat(task.covers(GaussianNoise.of(20))).isFalse();
    assertThat(task.noise()).isEmpty();
    assertThat(task.require("camera", "m")).isInstanceOf(CameraNoise.class);
    assertThat(task.trials(List.of(), 5, GaussianNoise.Form.FLOAT))
        .containsExactly(
            new CameraNoise(5), new CameraNoise(6), new CameraNoise(7), new CameraNoise(8));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> task.trials(List.of(25.0), 0, GaussianNoise.Form.FLOAT))
        .withMessage("expected []: the noise of photographs has no levels");
  }

  @Test
  void theColorDeblockerIsToldNoQualityAndCoversAllFiles() {
    Task task = new DeblockColor();
    assertThat(task.toJson()).isEqualTo("{\"type\":\"deblock-color\"}");
    assertThat(Task.fromJson(task.toJson())).isEqualTo(task);
    assertThat(Task.of("deblock-color")).isEqualTo(task);
    assertThat(task.covers(new JpegCompression(92))).isTrue();
    assertThat(task.covers(new AnyJpeg(3))).isTrue();
    assertThat(task.covers(GaussianNoise.of(20))).isFalse();
    assertThat(task.require("any", "m")).isInstanceOf(AnyJpeg.class);
    assertThat(Task.undoing(new AnyJpeg(3))).isEqualTo(task);
    assertThat(Task.undoing(new JpegCompression(30))).isEqualTo(new Deblock(1, 100));
    assertThat(task.trials(List.of(10.0, 90.0), 0, GaussianNoise.Form.FLOAT))
        .containsExactly(new JpegCompression(10), new JpegCompression(90));
  }

  @Test
  void aGrayPhotographIsShownAsThreeEqualChannelsAndItsMeanIsTheResult() {
    Presentation presentation =
        new DenoisePhoto()
            .presentation(
                new CameraNoise(0), PlainConfig.dncnn(3, 4, 3), ColorMode.OPPONENT, "model m");
    Image gray = new Image(2, 1, new float[] {0.25f, 0.5f});
    Image restored =
        presentation.restore(
            gray,
            (shown, told, part, parts) -> {
              assertThat(shown.channels()).isEqualTo(3);
              assertThat(told).isZero();
              shown = shown.copy();
              shown.plane(2)[1] = 0.8f;
              return shown;
            });
    assertThat(restored.channels()).isEqualTo(1);
    assertThat(restored.plane(0)).containsExactly(new float[] {0.25f, 0.6f}, within(1e-6f));
  }

  @Test
  void wholeNumbersAndAnotherOrderAreTheSameTask() {
    assertThat(Task.fromJson("{\"sigmaMax\": 25, \"sigmaMin\": 25, \"type\": \"denoise\"}"))
        .isEqualTo(new Denoise(25, 25));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "~~ | ",
        "null | it is not an object",
        "25 | ",
        "[] | ",
        "{ | it is not JSON",
        "denoise | it is not JSON",
        "{} | Selfsame does not know its type",
        "{'type':'sharpen'} | Selfsame does not know its type",
        "{'type':'denoise'} | a key is missing",
        "{'type':'denoise','sigmaMin':0} | a key is missing",
        "{'type':'denoise','sigmaMin':null,'sigmaMax':1} | a key is missing",
        "{'type':'denoise','sigmaMin':0,'sigmaMax':'25'} | wrong value",
        "{'type':'denoise','sigmaMin':0,'sigmaMax':25,'sigma':3} | unknown",
        "{'type':'denoise','sigmaMin':0,'sigmaMin':1,'sigmaMax':25} | ",
        "{'type':'denoise','sigmaMin':0,'sigmaMax':25} {} | ",
        "{'type':'denoise','sigmaMin':30,'sigmaMax':25} | sigma 30.0 to 25.0",
        "{'type':'denoise','sigmaMin':-1,'sigmaMax':25} | sigma -1.0 to 25.0",
        "{'type':'denoise','sigmaMin':0,'sigmaMax':256} | sigma 0.0 to 256.0",
        "{'type':'upscale'} | a key is missing",
        "{'type':'upscale','scales':[]} | scales []: expected different factors from 2 to 8",
        "{'type':'upscale','scales':[1]} | scales [1]",
        "{'type':'upscale','scales':[2,9]} | scales [2, 9]",
        "{'type':'upscale','scales':[2,2]} | scales [2, 2]",
        "{'type':'upscale','scales':[null]} | scales [null]",
        "{'type':'upscale','scales':2} | wrong value",
        "{'type':'upscale','scales':[2.5]} | wrong value",
        "{'type':'deblock','qualityMin':10} | a key is missing",
        "{'type':'deblock','qualityMin':0,'qualityMax':40} | JPEG quality from 0 to 40",
        "{'type':'deblock','qualityMin':40,'qualityMax':10} | JPEG quality from 40 to 10",
        "{'type':'deblock','qualityMin':10,'qualityMax':101} | JPEG quality from 10 to 101",
        "{'type':'deblock','qualityMin':10.5,'qualityMax':40} | wrong value",
        "{'type':'deblock','qualityMin':'10','qualityMax':40} | wrong value",
        "{'type':'deblock','qualityMin':10,'qualityMax':40,'quality':10} | unknown",
        "{'type':'demosaic'} | a key is missing",
        "{'type':'demosaic','pattern':null} | pattern: expected a value, found null",
        "{'type':'demosaic','pattern':'grbg'} | wrong value",
        "{'type':'demosaic','pattern':'RGGR'} | wrong value",
        "{'type':'demosaic','pattern':2} | wrong value",
        "{'type':'demosaic','pattern':'GRBG','patterns':[]} | unknown",
      })
  void whatIsNoTaskIsRefusedWithTheReason(String json, String reason) {
    String text = json.replace('\'', '"');
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Task.fromJson(text))
        .withMessageStartingWith("task '" + text + "': ")
        .withMessageContaining(reason == null ? "expected" : reason)
        .withMessageNotContaining("org.selfsame");
  }

  @Test
  void aTaskCoversTheLevelsThatItWasTrainedOn() {
    Denoise task = new Denoise(5, 50);
    assertThat(task.covers(GaussianNoise.of(5))).isTrue();
    assertThat(task.covers(GaussianNoise.of(50))).isTrue();
    assertThat(task.covers(GaussianNoise.of(4.9))).isFalse();
    assertThat(task.covers(GaussianNoise.of(50.1))).isFalse();
    assertThat(task.covers(new JpegCompression(20))).isFalse();
    assertThat(task.nearest(GaussianNoise.of(60))).isEqualTo(GaussianNoise.of(50));
  }

  /** What is no level at all is refused as others are. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "denoise:5-50; 4.9; sigma 4.9: model m can denoise, sigma 5 to 50; 20",
        "denoise:5-50; NaN; sigma NaN: model m can denoise, sigma 5 to 50; 5",
        "denoise:5-50; much; sigma much: model m can denoise, sigma 5 to 50; 50.0",
        "upscale:2,4; 3; scale 3: model m can upscale, x2, x4; 4",
        "upscale:2,4; -1; scale -1: model m can upscale, x2, x4; 2",
        "deblock:10-40; 41; quality 41: model m can deblock, JPEG quality 10 to 40; 40",
        "deblock:10-40; 10.5; quality 10.5: model m can deblock, JPEG quality 10 to 40; 11",
        "demosaic:grbg; rgb; pattern rgb: model m can demosaic, GRBG; bggr"
      })
  void aLevelThatWasNotTrainedOnIsRefusedInOneWording(
      String text, String level, String message, String covered) {
    Task task = Task.of(text);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> task.require(level, "model m"))
        .withMessage(message + "; give one of these levels");
    assertThat(task.covers(task.require(covered, "model m"))).isTrue();
  }

  @Test
  void eachTaskIsFoundByItsNameAndWhatItUndoes() {
    assertThat(Task.all()).extracting(Task::name).doesNotHaveDuplicates();
    for (Task task : Task.all()) {
      assertThat(Task.named(task.name())).isEqualTo(task);
      for (String level : task.kind().usualLevels()) {
        Degradation degradation = task.degradation(level, 7, GaussianNoise.Form.EIGHT_BIT);
        assertThat(degradation.level()).isEqualTo(level);
        assertThat(task.undoes(degradation)).isTrue();
        assertThat(Task.undoing(degradation).undoes(degradation)).isTrue();
        assertThat(task.covers(degradation)).isTrue();
        assertThat(task.nearest(degradation).level()).isEqualTo(level);
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Task.named("sharpen"))
        .withMessage(
            "task 'sharpen': expected one of denoise, denoise-photo, upscale, deblock, deblock-color, demosaic");
  }

  @ParameterizedTest
  @ValueSource(doubles = {25, 12.5})
  void theDescriptionOfOneLevelNamesItOnce(double sigma) {
    assertThat(new Denoise(sigma, sigma).description())
        .isEqualTo(sigma == 25 ? "denoise, sigma 25" : "denoise, sigma 12.5");
  }

  @Test
  void theDescriptionOfSeveralLevelsNamesTheirRange() {
    assertThat(new Denoise(0, 55).description()).isEqualTo("denoise, sigma 0 to 55");
  }
}
