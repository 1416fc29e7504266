package org.selfsame.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
