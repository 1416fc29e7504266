package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.image.Image;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkRestoration;
import org.selfsame.network.Networks;
import org.selfsame.network.Nlrn;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.RnanConfig;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.quality.Psnr;
import org.selfsame.task.Denoise;
import org.selfsame.task.Task;
import org.selfsame.task.Upscale;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFile;

class InitialWeightsTest {
  private static final String TOLD =
      "{'channels':4,'embedding':2,'steps':2,'neighborhood':5,'noiseChannel':true}";
  private static final String NOT_TOLD = "{'channels':4,'embedding':2,'steps':2,'neighborhood':5}";
  private static final String WIDER = "{'channels':8,'embedding':3,'steps':2,'neighborhood':5}";

  @TempDir private Path folder;

  @Test
  void weightsOfTheSameShapeAreTakenAndTheFirstConvolutionAsFarAsItFits() throws IOException {
    Path file = write(TOLD);
    try (Nlrn from = network(TOLD, 1);
        Nlrn to = network(NOT_TOLD, 2);
        Nlrn averaged = network(NOT_TOLD, 3)) {
      String notice = new InitialWeights(file.toString()).loadInto(to, averaged);
      Map<String, WeightArray> given = from.parameters().toArrays();
      Map<String, WeightArray> taken = to.parameters().toArrays();
      assertThat(averaged.parameters().toArrays()).isEqualTo(taken);
      taken.forEach(
          (name, array) -> {
            if (!name.startsWith("input_")) {
              assertThat(array).as(name).isEqualTo(given.get(name));
            }
          });
      float[] narrow = taken.get("input_conv.weight").values();
      float[] wide = given.get("input_conv.weight").values();
      for (int output = 0; output < 4; output++) {
        for (int tap = 0; tap < 9; tap++) {
          assertThat(narrow[output * 9 + tap]).isEqualTo(wide[output * 18 + tap]);
        }
      }
      assertThat(notice).contains(file.toString(), "5 of them in part");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'channels':8,'embedding':2,'steps':2,'neighborhood':5,'noiseChannel':true}",
        "{'channels':4,'embedding':2,'steps':2,'neighborhood':5,'noiseChannel':true,'tied':false}",
        "{'channels':6,'embedding':2,'steps':2,'neighborhood':5,'noiseChannel':true,'tied':false}",
        "{'channels':4,'embedding':3,'steps':2,'neighborhood':5,'noiseChannel':true}",
        "{'channels':6,'embedding':4,'steps':2,'neighborhood':5,'noiseChannel':true,'tied':false}",
      })
  void aWiderNetworkOrOneOfUntiedWeightsRestoresAsTheOneItBeganWith(String config)
      throws IOException {
    try (Nlrn from = random(TOLD);
        Nlrn to = network(config, 2)) {
      new InitialWeights(write(from).toString()).loadInto(to, to);
      Image noisy = image(1);
      Image restored = denoised(from, noisy, 30);
      assertClose(denoised(to, noisy, 30), restored);
      assertThat(Psnr.of(restored, noisy)).isLessThan(40); // it did something
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"'channels':8", "'channels':6,'tied':false"})
  void aWiderNetworkThatFoldsRestoresAsTheOneItBeganWith(String config) throws IOException {
    String folded = TOLD.replace("{", "{'fold':2,'imageChannels':3,");
    try (Nlrn from = random(folded);
        Nlrn to = network(folded.replace("'channels':4", config), 2)) {
      new InitialWeights(write(from).toString()).loadInto(to, to);
      Image noisy = image(3);
      assertClose(denoised(to, noisy, 30), denoised(from, noisy, 30));
    }
  }

  /** The image of means has noise of half the level, of colors 1/sqrt(12) of it. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1, 2, 2", "3, 1, 3, 2, 2", "1, 1, 3, 2, 2", "1, 2, 1, 4, 2", "3, 2, 3, 6, 3"})
  void aNetworkThatFoldsRestoresTheMeansOfSquaresAsTheOneItBeganWithDidAnImage(
      int fromChannels, int fromFold, int toChannels, int toFold, int times) throws IOException {
    String shape = "{'imageChannels':%d,'fold':%d,";
    try (Nlrn from = random(TOLD.replace("{", shape.formatted(fromChannels, fromFold)));
        Nlrn to = network(TOLD.replace("{", shape.formatted(toChannels, toFold)), 2)) {
      new InitialWeights(write(from).toString()).loadInto(to, to);
      Image noisy = image(toChannels, 6 * toFold, 5 * toFold);
      double less = 1.0 / times / Math.sqrt((double) toChannels / fromChannels);
      Image restored = denoised(to, noisy, 30);
      assertClose(
          reduced(restored, times, fromChannels),
          denoised(from, reduced(noisy, times, fromChannels), 30 * less));
      // What is taken away is the same for all pixels of a square.
      int last = fromChannels == 1 ? toChannels - 1 : 0;
      assertThat(restored.get(last, times - 1, 0) - noisy.get(last, times - 1, 0))
          .isCloseTo(restored.get(0, 0, 0) - noisy.get(0, 0, 0), within(1e-5f));
    }
  }

  /** The means of squares, of all channels if one is wanted. */
  private static Image reduced(Image image, int times, int channels) {
    Image source = channels < image.channels() ? mean(image) : image;
    Image means = Image.black(image.width() / times, image.height() / times, channels);
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < means.height() * times; y++) {
        for (int x = 0; x < means.width() * times; x++) {
          means.plane(c)[y / times * means.width() + x / times] +=
              source.get(c, y, x) / (times * times);
        }
      }
    }
    return means;
  }

  @Test
  void aNetworkOfColorThatFoldsRestoresTheMeanOfTheColors() throws IOException {
    String folded = TOLD.replace("{", "{'fold':2,");
    try (Nlrn gray = random(folded);
        Nlrn color = network(folded.replace("{", "{'imageChannels':3,"), 2)) {
      new InitialWeights(write(gray).toString()).loadInto(color, color);
      Image noisy = image(3);
      Image mean = mean(noisy);
      assertClose(mean(denoised(color, noisy, 30)), denoised(gray, mean, 30 / Math.sqrt(3)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'fold':2 | 'fold':1 | a network of fold 1 cannot begin with weights of fold 2: expected weights of fold 1, or",
        "'fold':2 | 'fold':3 | a network of fold 3 cannot begin with weights of fold 2: expected weights of fold 3, or of one that divides it",
        "'imageChannels':3 | 'fold':2 | a network for 1 image channels cannot begin with weights for 3: expected weights for as many, or for gray images"
      })
  void weightsOfAnImageThatCannotBeMadeOfTheOtherAreRefused(
      String given, String wanted, String message) throws IOException {
    Path file = write(TOLD.replace("{", "{" + given + ","));
    try (Nlrn to = network(TOLD.replace("{", "{" + wanted + ","), 2)) {
      Map<String, WeightArray> before = to.parameters().toArrays();
      assertThatThrownBy(() -> new InitialWeights(file.toString()).loadInto(to, to))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("initFrom " + file + ": " + message);
      assertThat(to.parameters().toArrays()).isEqualTo(before);
    }
  }

  /** Of four features, two are sums of the others: the correlations are those of two. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'tied':false,",
        "'affinity':'SYMMETRIC_EMBEDDED_GAUSSIAN',",
        "'affinity':'EMBEDDED_DOT_PRODUCT','fold':2,"
      })
  void aNarrowerEmbeddingThatSufficesRestoresAsTheOneItBeganWith(String changes)
      throws IOException {
    String wide = TOLD.replace("{", "{" + changes).replace("'embedding':2", "'embedding':4");
    try (Nlrn from = random(wide);
        Nlrn to = network(wide.replace("'embedding':4", "'embedding':2"), 2)) {
      Map<String, WeightArray> arrays = new LinkedHashMap<>(from.parameters().toArrays());
      arrays.replaceAll(
          (name, array) -> name.contains("theta.") ? withTwoRowsDependent(array) : array);
      from.parameters().load(arrays, "dependent");
      new InitialWeights(write(from).toString()).loadInto(to, to);
      Image noisy = image(1);
      assertClose(denoised(to, noisy, 30), denoised(from, noisy, 30));
    }
  }

  private static WeightArray withTwoRowsDependent(WeightArray array) {
    float[] values = array.values().clone();
    int length = values.length / 4;
    for (int i = 0; i < length; i++) {
      values[2 * length + i] = values[i] - values[length + i];
      values[3 * length + i] = 2 * values[length + i];
    }
    return new WeightArray(array.shape(), values);
  }

  @Test
  void aNetworkOfColorRestoresTheMeanOfTheColorsAsTheOneOfGrayDidItsImage() throws IOException {
    try (Nlrn gray = random(TOLD);
        Nlrn color = network(TOLD.replace("{", "{'imageChannels':3,"), 2)) {
      new InitialWeights(write(gray).toString()).loadInto(color, color);
      Image noisy = image(3);
      Image restored = denoised(color, noisy, 30);
      Image mean = mean(noisy);
      assertClose(mean(restored), denoised(gray, mean, 30 / Math.sqrt(3)));
      for (int c = 0; c < 3; c++) {
        // What is taken away is the same for all three.
        assertThat(restored.get(c, 2, 3) - noisy.get(c, 2, 3))
            .isCloseTo(mean(restored).get(0, 2, 3) - mean.get(0, 2, 3), within(1e-5f));
      }
    }
  }

  @Test
  void statesThatAreNewAreCopiesOfTheLastThatAreLikeThem() throws IOException {
    String every = TOLD.replace("{", "{'nonlocalEvery':2,");
    for (String tied : List.of("", "'tied':false,")) {
      try (Nlrn from = random(every);
          Nlrn to = network(every.replace("{", "{" + tied).replace("'steps':2", "'steps':5"), 2)) {
        new InitialWeights(write(from).toString()).loadInto(to, to);
        Map<String, WeightArray> taken = to.parameters().toArrays();
        taken.forEach(
            (name, array) -> {
              for (int step = 2; step < 5; step++) {
                if (name.startsWith("steps." + step + ".")) {
                  String first = name.replace("steps." + step, "steps." + step % 2);
                  assertThat(array).as(name).isEqualTo(taken.get(first));
                }
              }
            });
      }
    }
  }

  @Test
  void aModelThatThereIsNotIsNamedAndNothingIsChanged() {
    try (Nlrn to = network(WIDER, 2)) {
      Map<String, WeightArray> before = to.parameters().toArrays();
      assertThatThrownBy(() -> new InitialWeights("no-such-model").loadInto(to, to))
          .hasMessageContaining("no-such-model");
      assertThat(to.parameters().toArrays()).isEqualTo(before);
    }
  }

  @Test
  void anRnanOfGrayImagesGivesOneOfColorAllButItsFirstAndLastConvolution() throws IOException {
    RnanConfig gray = new RnanConfig(1, 4, 3, Normalization.KEYS, 1);
    RnanConfig color = new RnanConfig(3, 4, 3, Normalization.QUERIES, 1);
    try (Network from = Networks.create(gray, Device.CPU, 1);
        Network to = Networks.create(color, Device.CPU, 2)) {
      String notice = new InitialWeights(write(from).toString()).loadInto(to, to);
      Map<String, WeightArray> given = from.parameters().toArrays();
      Map<String, WeightArray> taken = to.parameters().toArrays();
      given.forEach(
          (name, array) -> {
            if (!name.startsWith("head.") && !name.startsWith("tail.")) {
              assertThat(taken.get(name)).as(name).isEqualTo(array);
            }
          });
      assertThat(taken.get("head.0.bias")).isEqualTo(given.get("head.0.bias"));
      for (int output = 0; output < 4; output++) {
        for (int tap = 0; tap < 9; tap++) {
          assertThat(taken.get("head.0.weight").values()[output * 27 + tap])
              .isEqualTo(given.get("head.0.weight").values()[output * 9 + tap]);
        }
      }
      assertThat(notice).contains("3 of them in part");
    }
  }

  @Test
  void anRnanThatEnlargesOnceGivesOneThatDoesSoTwiceWhatTheyShare() throws IOException {
    try (Network from =
            Networks.create(new RnanConfig(3, 4, 2, Normalization.KEYS, 2), Device.CPU, 1);
        Network to =
            Networks.create(new RnanConfig(3, 4, 2, Normalization.KEYS, 4), Device.CPU, 2)) {
      WeightArray own = to.parameters().toArrays().get("tail.0.2.weight");
      new InitialWeights(write(from).toString()).loadInto(to, to);
      Map<String, WeightArray> taken = to.parameters().toArrays();
      assertThat(taken).containsAllEntriesOf(from.parameters().toArrays());
      assertThat(taken.get("tail.0.2.weight")).isEqualTo(own);
    }
  }

  @Test
  void aModelOfAnotherNetworkIsNamedAndNothingIsChanged() throws IOException {
    Path file = write(TOLD);
    try (Network to =
        Networks.create(new RnanConfig(1, 4, 2, Normalization.KEYS, 1), Device.CPU, 2)) {
      Map<String, WeightArray> before = to.parameters().toArrays();
      assertThatThrownBy(() -> new InitialWeights(file.toString()).loadInto(to, to))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("initFrom " + file)
          .hasMessageContaining("expected a model of a similar network");
      assertThat(to.parameters().toArrays()).isEqualTo(before);
    }
  }

  private static Image denoised(Nlrn network, Image noisy, double sigma) {
    return new NetworkRestoration(network, sigma, Precision.FP32).restore(noisy);
  }

  private static void assertClose(Image found, Image expected) {
    assertThat(found.channels()).isEqualTo(expected.channels());
    for (int c = 0; c < expected.channels(); c++) {
      for (int i = 0; i < expected.plane(c).length; i++) {
        assertThat(found.plane(c)[i]).isCloseTo(expected.plane(c)[i], within(2e-5f));
      }
    }
  }

  private static Image image(int channels) {
    return image(channels, 9, 8);
  }

  private static Image image(int channels, int width, int height) {
    Random random = new Random(5);
    float[][] planes = new float[channels][width * height];
    for (float[] plane : planes) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = random.nextFloat();
      }
    }
    return new Image(width, height, planes);
  }

  private static Image mean(Image colors) {
    float[] mean = new float[colors.width() * colors.height()];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (colors.plane(0)[i] + colors.plane(1)[i] + colors.plane(2)[i]) / 3;
    }
    return new Image(colors.width(), colors.height(), mean);
  }

  /** Makes a network in which every weight has an effect; those of g are 0 in a new one. */
  private static Nlrn random(String config) throws IOException {
    Nlrn network = network(config, 1);
    Random random = new Random(7);
    Map<String, WeightArray> arrays = new LinkedHashMap<>(network.parameters().toArrays());
    arrays.replaceAll(
        (name, array) -> {
          float[] values = array.values().clone();
          for (int i = 0; i < values.length; i++) {
            values[i] += 0.1f * random.nextFloat();
          }
          return new WeightArray(array.shape(), values);
        });
    network.parameters().load(arrays, "random");
    return network;
  }

  private Path write(String config) throws IOException {
    try (Nlrn network = network(config, 1)) {
      return write(network);
    }
  }

  private Path write(Network network) throws IOException {
    Path file = folder.resolve("from.safetensors");
    int scale = network.config().scale();
    Task task = scale == 1 ? new Denoise(0, 55) : new Upscale(List.of(scale));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("network", network.config().network());
    metadata.put("config", network.config().toJson());
    metadata.put("task", task.toJson());
    new WeightFile(metadata, network.parameters().toArrays()).write(file);
    return file;
  }

  private static Nlrn network(String config, long seed) {
    return new Nlrn(
        (NlrnConfig) Networks.config(NlrnConfig.NAME, config.replace('\'', '"')), Device.CPU, seed);
  }
}
