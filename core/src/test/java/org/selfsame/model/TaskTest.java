package org.selfsame.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.degradation.BayerMosaic;

class TaskTest {
  @Test
  void aTaskIsReadAsItWasWritten() {
    Task task = new Task.Denoise(2.5, 55);
    assertThat(task.toJson())
        .isEqualTo("{\"type\":\"denoise\",\"sigmaMin\":2.5,\"sigmaMax\":55.0}");
    assertThat(Task.fromJson(task.toJson())).isEqualTo(task);
  }

  @Test
  void upscalingIsReadAsItWasWrittenAndCoversItsScales() {
    Task task = new Task.Upscale(List.of(2, 4));
    assertThat(task.toJson()).isEqualTo("{\"type\":\"upscale\",\"scales\":[2,4]}");
    assertThat(Task.fromJson(task.toJson())).isEqualTo(task);
    assertThat(task.description()).isEqualTo("upscale, x2, x4");
    assertThat(task.covers(2)).isTrue();
    assertThat(task.covers(3)).isFalse();
    assertThat(task.covers(2.5)).isFalse();
  }

  @Test
  void deblockingIsReadAsItWasWrittenAndCoversItsQualities() {
    Task task = new Task.Deblock(10, 40);
    assertThat(task.toJson())
        .isEqualTo("{\"type\":\"deblock\",\"qualityMin\":10,\"qualityMax\":40}");
    assertThat(Task.fromJson(task.toJson())).isEqualTo(task);
    assertThat(task.description()).isEqualTo("deblock, JPEG quality 10 to 40");
    assertThat(new Task.Deblock(10, 10).description()).isEqualTo("deblock, JPEG quality 10");
    assertThat(task.covers(10)).isTrue();
    assertThat(task.covers(40)).isTrue();
    assertThat(task.covers(9)).isFalse();
    assertThat(task.covers(41)).isFalse();
    assertThat(task.covers(Double.NaN)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void demosaickingIsReadAsItWasWrittenAndHasNoDegrees(BayerMosaic.Pattern pattern) {
    Task task = new Task.Demosaic(pattern);
    assertThat(task.toJson()).isEqualTo("{\"type\":\"demosaic\",\"pattern\":\"" + pattern + "\"}");
    assertThat(Task.fromJson(task.toJson())).isEqualTo(task);
    assertThat(task.description()).isEqualTo("demosaic, " + pattern);
    assertThat(task.covers(1)).isFalse();
  }

  @Test
  void wholeNumbersAndAnotherOrderAreTheSameTask() {
    assertThat(Task.fromJson("{\"sigmaMax\": 25, \"sigmaMin\": 25, \"type\": \"denoise\"}"))
        .isEqualTo(new Task.Denoise(25, 25));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "~~ | ",
        "null | it is no object",
        "25 | ",
        "[] | ",
        "{ | it is not JSON",
        "denoise | it is not JSON",
        "{} | its type is none",
        "{'type':'sharpen'} | its type is none",
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
    Task.Denoise task = new Task.Denoise(5, 50);
    assertThat(task.covers(5)).isTrue();
    assertThat(task.covers(50)).isTrue();
    assertThat(task.covers(4.9)).isFalse();
    assertThat(task.covers(50.1)).isFalse();
    assertThat(task.covers(Double.NaN)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(doubles = {25, 12.5})
  void theDescriptionOfOneLevelNamesItOnce(double sigma) {
    assertThat(new Task.Denoise(sigma, sigma).description())
        .isEqualTo(sigma == 25 ? "denoise, sigma 25" : "denoise, sigma 12.5");
  }

  @Test
  void theDescriptionOfSeveralLevelsNamesTheirRange() {
    assertThat(new Task.Denoise(0, 55).description()).isEqualTo("denoise, sigma 0 to 55");
  }
}
