package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.network.OnnxExport.Sides;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.RandomNumbers;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;
import org.selfsame.weights.WeightFileException;

/** Exported graphs, run by ONNX Runtime, beside our own passes. */
class OnnxExportTest {
  private static final float SIGMA = 30;
  private static final int HEIGHT = 18;
  private static final int WIDTH = 24;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'border': 'SHIFTED'",
        "'tied': false, 'nonlocalEvery': 2, 'propagate': false",
        "'imageChannels': 3, 'noiseChannel': true, 'fold': 2, 'block': 2, 'neighborhood': 6",
        "'noiseChannel': true, 'fold': 2, 'block': 8, 'neighborhood': 10, 'border': 'SHIFTED'",
        "'affinity': 'GAUSSIAN', 'neighborhood': 31",
        "'affinity': 'SYMMETRIC_EMBEDDED_GAUSSIAN'",
        "'nonlocalEvery': 0"
      })
  void nlrnRestoresTheSame(String changes) throws IOException, OrtException {
    try (Nlrn network = RandomNlrn.of(RandomNlrn.config(changes), 1)) {
      expectSame(network, Optional.of(new Sides(HEIGHT, WIDTH)));
    }
  }

  @ParameterizedTest
  @CsvSource({"KEYS, 1, 3", "QUERIES, 1, 1", "KEYS, 2, 3", "QUERIES, 3, 3", "KEYS, 4, 3"})
  void rnanRestoresTheSameAtAnySides(String softmax, int scale, int channels)
      throws IOException, OrtException {
    RnanConfig config =
        RandomRnan.config(
            "'softmax': '%s', 'scale': %d, 'imageChannels': %d"
                .formatted(softmax, scale, channels));
    try (Rnan network = RandomRnan.of(config, 1)) {
      expectSame(network, Optional.empty());
    }
  }

  @Test
  void chainsOfConvolutionsRestoreTheSameAtAnySides() throws IOException, OrtException {
    for (PlainConfig config :
        new PlainConfig[] {
          PlainConfig.dncnn(3, 8, 4),
          PlainConfig.FFDNET_COLOR,
          PlainConfig.IRCNN,
          PlainFamily.FDNCNN.sized(1, 8, 3)
        }) {
      try (Plain network = new Plain(config, Device.CPU, 1)) {
        expectSame(network, Optional.empty());
      }
    }
  }

  @Test
  void sidesThatDoNotFitAreRefused() throws WeightFileException {
    try (Nlrn network = RandomNlrn.of(RandomNlrn.config("'fold': 2"), 1);
        Nlrn products = RandomNlrn.of(RandomNlrn.config("'affinity': 'DOT_PRODUCT'"), 1);
        Rnan rnan = RandomRnan.of(RandomRnan.config(""), 1)) {
      assertThatThrownBy(() -> OnnxExport.of(network, Optional.empty()))
          .hasMessageContaining("no sides");
      assertThatThrownBy(() -> OnnxExport.of(network, Optional.of(new Sides(9, 8))))
          .hasMessage("8x9: expected multiples of 2, because squares of pixels are folded");
      assertThatThrownBy(() -> OnnxExport.of(rnan, Optional.of(new Sides(8, 9))))
          .hasMessage("9x8: expected multiples of 2, because RNAN halves its features");
      assertThatThrownBy(() -> OnnxExport.of(products, Optional.of(new Sides(8, 8))))
          .hasMessageContaining("affinity DOT_PRODUCT");
    }
  }

  private void expectSame(Network network, Optional<Sides> sides) throws IOException, OrtException {
    Path file = folder.resolve("network.onnx");
    OnnxExport.of(network, sides).write(file, Map.of("network", network.config().network()));
    int channels = network.config().imageChannels();
    boolean told = network.config().noiseChannel();
    float[] image = new float[channels * HEIGHT * WIDTH];
    float[] noise = RandomNumbers.normal(5, image.length);
    for (int i = 0; i < image.length; i++) {
      image[i] = 0.5f + 0.2f * noise[i];
    }
    float[] ours = ours(network, image, channels, told);
    float[] theirs = theirs(file, image, channels, told);
    assertThat(theirs).hasSameSizeAs(ours);
    float size = 0;
    for (float value : ours) {
      size = Math.max(size, Math.abs(value));
    }
    assertThat(theirs).containsExactly(ours, within(1e-4f * Math.max(1, size)));
  }

  private static float[] ours(Network network, float[] image, int channels, boolean told) {
    float[] input = Arrays.copyOf(image, image.length + (told ? HEIGHT * WIDTH : 0));
    Arrays.fill(input, image.length, input.length, SIGMA / 255);
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor x = Tensor.of(input, Device.CPU, 1, channels + (told ? 1 : 0), HEIGHT, WIDTH);
      return network.forward(x, new Pass(Precision.FP32, false, Pass.Reach.WINDOW)).toFloats();
    }
  }

  private static float[] theirs(Path file, float[] image, int channels, boolean told)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor x =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(image), new long[] {1, channels, HEIGHT, WIDTH});
        OnnxTensor sigma =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(new float[] {SIGMA}), new long[0])) {
      assertThat(session.getMetadata().getProducerName()).isEqualTo("selfsame");
      assertThat(session.getMetadata().getCustomMetadata()).containsKey("network");
      Map<String, OnnxTensor> inputs = new HashMap<>(Map.of("image", x));
      if (told) {
        inputs.put("sigma", sigma);
      }
      try (OrtSession.Result result = session.run(inputs)) {
        FloatBuffer restored = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] values = new float[restored.remaining()];
        restored.get(values);
        return values;
      }
    }
  }
}
