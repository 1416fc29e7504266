package org.selfsame.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.selfsame.weights.CheckpointWriter.LEGACY;
import static org.selfsame.weights.CheckpointWriter.ZIP;
import static org.selfsame.weights.CheckpointWriter.reference;
import static org.selfsame.weights.PickleWriter.pickle;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.weights.CheckpointWriter.Storage;
import org.selfsame.weights.PickleWriter.Call;
import org.selfsame.weights.PickleWriter.Global;
import org.selfsame.weights.PickleWriter.Tuple;

/** Checkpoints as PyTorch writes them, and files that are something else. */
class PyTorchFileTest {
  private static final Storage WEIGHT = Storage.floats("0", 1, 2, 3, 4, 5, 6);
  private static final Storage BIAS = Storage.floats("1", -1, 0.5f);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"checkpoint-legacy.pt", "checkpoint-zip.pt"})
  void theTensorsOfARealCheckpointAreThoseThatPyTorchSaved(String name)
      throws IOException, URISyntaxException {
    Map<String, WeightArray> expected = new LinkedHashMap<>();
    float[] eighths = new float[12];
    for (int i = 0; i < eighths.length; i++) {
      eighths[i] = i / 8f - 0.5f;
    }
    expected.put("head.weight", new WeightArray(new long[] {2, 3, 2, 1}, eighths));
    expected.put("head.bias", vector(0.1f, -0.2f));
    expected.put("half", vector(1.5f, -65504, 0x1p-24f));
    expected.put("bfloat16", vector(1.5f, -0x1p127f));
    expected.put("double", vector(0.1f, 0));
    expected.put("transposed", matrix(3, 2, 0, 3, 1, 4, 2, 5));
    expected.put("expanded", matrix(2, 3, 1, 1, 1, 2, 2, 2));
    expected.put("scale", new WeightArray(new long[0], new float[] {255}));
    expected.put("all", vector(0, 1, 2, 3, 4, 5));
    expected.put("middle", vector(2, 3, 4));
    expected.put("empty", matrix(0, 3));

    Map<String, WeightArray> read =
        PyTorchFile.read(Path.of(PyTorchFileTest.class.getResource(name).toURI()));

    assertThat(new ArrayList<>(read.entrySet()))
        .containsExactlyElementsOf(expected.entrySet()); // and in this order
  }

  @ParameterizedTest
  @EnumSource
  void tensorsComeInTheOrderOfTheDictWhateverTheOrderOfTheStorages(CheckpointWriter form)
      throws IOException {
    Map<String, Object> dict = new LinkedHashMap<>();
    dict.put("z.weight", form.tensor(BIAS, 0, new long[] {2, 1}, new long[] {1, 1}));
    dict.put("z.num_batches_tracked", form.vector(Storage.longs("2", 9)));
    dict.put("a.weight", form.tensor(WEIGHT, 1, new long[] {2, 2}, new long[] {1, 3}));
    dict.put("z.again", form.vector(BIAS));

    Map<String, WeightArray> read =
        read(form.checkpointOf(dict, WEIGHT, BIAS, Storage.longs("2", 9)));

    Map<String, WeightArray> expected = new LinkedHashMap<>();
    expected.put("z.weight", matrix(2, 1, -1, 0.5f));
    expected.put("a.weight", matrix(2, 2, 2, 5, 3, 6));
    expected.put("z.again", vector(-1, 0.5f));
    assertThat(new ArrayList<>(read.entrySet())).containsExactlyElementsOf(expected.entrySet());
  }

  @ParameterizedTest
  @EnumSource
  void aLargeStorageIsReadBitForBit(CheckpointWriter form) throws IOException {
    Random random = new Random(1);
    float[] values = new float[100_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Storage storage = Storage.floats("0", values);
    assertThat(read(form.checkpointOf(Map.of("w", form.vector(storage)), storage)))
        .containsExactly(Map.entry("w", vector(values)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"state_dict", "params_ema", "params", "model", "model_state_dict"})
  void aStateDictIsFoundUnderItsUsualKeys(String key) throws IOException {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("epoch", 100);
    content.put("best", LEGACY.vector(BIAS)); // a tensor, but none of the state dict
    content.put(key, Map.of("w", LEGACY.vector(WEIGHT)));
    assertThat(read(LEGACY.checkpointOf(content, WEIGHT, BIAS)))
        .containsExactly(Map.entry("w", vector(1, 2, 3, 4, 5, 6)));
  }

  @Test
  void theAveragedWeightsArePreferred() throws IOException {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("params", Map.of("w", LEGACY.vector(WEIGHT)));
    content.put("params_ema", Map.of("w", LEGACY.vector(BIAS)));
    assertThat(read(LEGACY.checkpointOf(content, WEIGHT, BIAS)))
        .containsExactly(Map.entry("w", vector(-1, 0.5f)));
  }

  @Test
  void thePrefixOfDataParallelIsTakenOffIfAllNamesHaveIt() throws IOException {
    Map<String, Object> dict = new LinkedHashMap<>();
    dict.put("module.b", LEGACY.vector(WEIGHT));
    dict.put("module.module.a", LEGACY.vector(BIAS));
    assertThat(read(LEGACY.checkpointOf(dict, WEIGHT, BIAS)).keySet())
        .containsExactly("b", "module.a");

    dict.put("a", LEGACY.vector(BIAS));
    assertThat(read(LEGACY.checkpointOf(dict, WEIGHT, BIAS)).keySet())
        .containsExactly("module.b", "module.module.a", "a");
  }

  @Test
  void aCheckpointOfPython2AndOldPyTorchIsRead() throws IOException {
    // SHORT_BINSTRING, an OrderedDict of a list of lists, a long, a storage on a GPU.
    Storage storage = new Storage("94", "FloatStorage", 6, WEIGHT.bytes());
    byte[] pickle =
        new PickleWriter()
            .op(0x80, 2)
            .write(new Global("collections", "OrderedDict"))
            .op(']', '(', ']', '(', 'U', 1)
            .raw("w")
            .write(new Global("torch._utils", "_rebuild_tensor"))
            .op('(', '(', 'U', 7)
            .raw("storage")
            .write(new Global("torch.cuda", "FloatStorage"))
            .op('U', 2)
            .raw("94")
            .op('U', 6)
            .raw("cuda:0")
            .op(0x8a, 1, 6, 'N', 't', 'Q')
            .op('K', 0, 0x8a, 1, 6, 0x85, 'K', 1, 0x85, 't', 'R')
            .op('e', 'e', 0x85, 'R', '.')
            .bytes();
    assertThat(read(LEGACY.checkpoint(pickle, storage)))
        .containsExactly(Map.entry("w", vector(1, 2, 3, 4, 5, 6)));
  }

  @Test
  void aViewOfAStorageInTheLegacyStreamIsRead() throws IOException {
    Object tensor =
        CheckpointWriter.tensor(
            reference(WEIGHT, Tuple.of("view", 2, 3)), 1, new long[] {2}, new long[] {1});
    assertThat(read(LEGACY.checkpointOf(Map.of("w", tensor), WEIGHT)))
        .containsExactly(Map.entry("w", vector(4, 5)));
  }

  @Test
  void aParameterIsItsTensor() throws IOException {
    Object parameter =
        Call.of(
            "torch._utils",
            "_rebuild_parameter",
            ZIP.vector(BIAS),
            true,
            new Call(new Global("collections", "OrderedDict"), Tuple.of()));
    assertThat(read(ZIP.checkpointOf(Map.of("w", parameter), BIAS)))
        .containsExactly(Map.entry("w", vector(-1, 0.5f)));
  }

  @Test
  void theInstructionsOfLaterProtocolsAreRead() throws IOException {
    byte[] pickle =
        new PickleWriter()
            .op(0x80, 4, 0x95)
            .int64(60)
            .op('}', 0x94, '(') // EMPTY_DICT, MEMOIZE
            .op(0x8c, 1, 'n', 0x94, 0x8f, '(', 'K', 1, 0x90) // a set
            .op(0x8d)
            .int64(5)
            .raw("bytes")
            .op('C', 3, 1, 2, 3)
            .op(0x8c, 1, 'w')
            .op(0x8c, 12)
            .raw("torch._utils")
            .op(0x8c, 18)
            .raw("_rebuild_tensor_v2")
            .op(0x93, '(')
            .write(ZIP.reference(BIAS))
            .op('K', 0, 'K', 2, 0x85, 'K', 1, 0x85, 't', 'R')
            .op('h', 1, 'h', 0) // "n", the dict itself
            .op('u', '.')
            .bytes();
    assertThat(read(ZIP.checkpoint(pickle, BIAS)))
        .containsExactly(Map.entry("w", vector(-1, 0.5f)));
  }

  @Test
  void theTextInstructionsOfTheFirstProtocolsAreRead() throws IOException {
    byte[] file =
        new PickleWriter()
            .raw("L119547037146038801333356L\n.")
            .raw("I1001\n.")
            .raw("(S'little_endian'\nI01\nd.")
            .raw("(S'numbers'\n(F0.5\nI00\nL-7L\nlp5\nV again\ng5\n")
            .write("w")
            .write(LEGACY.vector(BIAS))
            .raw("d.")
            .raw("(")
            .write("1")
            .raw("l.")
            .int64(BIAS.length())
            .int32(Float.floatToIntBits(-1))
            .int32(Float.floatToIntBits(0.5f))
            .bytes();
    assertThat(read(file)).containsExactly(Map.entry("w", vector(-1, 0.5f)));
  }

  @Test
  void anArchivePackedAgainWithDeflationIsRead() throws IOException {
    byte[] pickle = pickle(Map.of("w", ZIP.vector(WEIGHT)));
    assertThat(
            read(CheckpointWriter.zip(ZipEntry.DEFLATED, CheckpointWriter.entries(pickle, WEIGHT))))
        .containsExactly(Map.entry("w", vector(1, 2, 3, 4, 5, 6)));
  }

  @Test
  void theMapCannotBeModified() throws IOException {
    Map<String, WeightArray> read = read(ZIP.checkpointOf(Map.of("w", ZIP.vector(WEIGHT)), WEIGHT));
    assertThatThrownBy(read::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void somethingElseThanACheckpointIsRefusedByWhatItIs() throws IOException {
    assertThatThrownBy(() -> PyTorchFile.read(folder))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("is a folder: expected a PyTorch checkpoint");
    assertThatThrownBy(() -> PyTorchFile.read(folder.resolve("none.pt")))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("there is no weight file")
        .hasMessageContaining("none.pt");
    assertRefused(new byte[0], "file.pt is empty: expected a PyTorch checkpoint");
    assertRefused(
        "Hello".getBytes(StandardCharsets.UTF_8),
        "is not a PyTorch checkpoint: it begins with the bytes 48 65 6c 6c 6f");
    Path safetensors = folder.resolve("w.safetensors");
    new WeightFile(Map.of(), Map.of("a", vector(1))).write(safetensors);
    assertRefused(Files.readAllBytes(safetensors), "is a safetensors file");
    assertRefused(pickle(Map.of("a", 1)), "is a pickle, but not a PyTorch checkpoint");
  }

  @Test
  void anArchiveOfSomethingElseIsRefusedByWhatItIs() throws IOException {
    Map<String, byte[]> entries =
        CheckpointWriter.entries(pickle(Map.of("w", ZIP.vector(WEIGHT))), WEIGHT);
    Map<String, byte[]> script = new LinkedHashMap<>(entries);
    script.put("weights/code/__torch__.py", new byte[0]);
    script.put("weights/constants.pkl", pickle(Tuple.of()));
    assertRefused(stored(script), "is a TorchScript archive");

    Map<String, byte[]> bigEndian = new LinkedHashMap<>(entries);
    bigEndian.put("weights/byteorder", "big".getBytes(StandardCharsets.UTF_8));
    assertRefused(stored(bigEndian), "big-endian");

    Map<String, byte[]> two = new LinkedHashMap<>(entries);
    two.put("others/data.pkl", pickle(Map.of()));
    assertRefused(stored(two), "more than one NAME/data.pkl");
    assertRefused(stored(Map.of("readme.txt", new byte[0])), "no NAME/data.pkl");
  }

  @ParameterizedTest
  @EnumSource
  void aCheckpointWithoutAStateDictIsRefusedWithWhatItHas(CheckpointWriter form)
      throws IOException {
    Storage count = Storage.longs("2", 1);
    assertRefused(form.checkpointOf(List.of(1)), "holds no state dict: expected a dict");
    assertRefused(form.checkpointOf(Map.of()), "found a dict with no names");
    assertRefused(form.checkpointOf(Map.of("epoch", 3)), "found a dict with \"epoch\", expected");
    assertRefused(
        form.checkpointOf(Map.of("n", form.vector(count)), count),
        "found a dict with \"n\", expected floating-point tensors");
  }

  @Test
  void aLegacyStreamThatContradictsItselfIsRefusedWithItsFault() throws IOException {
    byte[] pickle = pickle(Map.of("w", LEGACY.vector(WEIGHT)));
    List<String> keys = List.of("0");
    assertRefused(
        CheckpointWriter.legacy(1002, Map.of(), pickle, keys, WEIGHT),
        "of an unknown version, expected 1001");
    assertRefused(
        CheckpointWriter.legacy(1001, Map.of("little_endian", false), pickle, keys, WEIGHT),
        "big-endian");
    assertRefused(
        CheckpointWriter.legacy(pickle, List.of(), WEIGHT), "refer to 1 storages, 0 are listed");
    assertRefused(
        CheckpointWriter.legacy(pickle, List.of("0", "0"), WEIGHT, WEIGHT),
        "its list of storages does not match its tensors");
    assertRefused(
        CheckpointWriter.legacy(pickle, List.of(0), WEIGHT),
        "its list of storages does not match its tensors");
    assertRefused(
        CheckpointWriter.legacy(pickle, keys, WEIGHT.claiming(7)),
        "its storage \"0\" has 7 elements, expected 6");
    byte[] whole = LEGACY.checkpoint(pickle, WEIGHT);
    assertRefused(Arrays.copyOf(whole, whole.length + 1), "has bytes after its end");
    assertRefused(Arrays.copyOf(whole, whole.length - 1), "is truncated: it has");
  }

  @Test
  void anArchiveThatContradictsItselfIsRefusedWithItsFault() throws IOException {
    byte[] pickle = pickle(Map.of("w", ZIP.vector(WEIGHT)));
    assertRefused(ZIP.checkpoint(pickle), "there is no entry \"weights/data/0\" in it");
    assertRefused(
        ZIP.checkpoint(pickle, Storage.floats("0", 1, 2)),
        "its storage \"0\" has 8 bytes, expected 24");
  }

  @ParameterizedTest
  @EnumSource
  void aTensorBeyondItsStorageIsRefused(CheckpointWriter form) throws IOException {
    long huge = Long.MAX_VALUE;
    for (Call tensor :
        List.of(
            form.tensor(WEIGHT, 0, new long[] {7}, new long[] {1}),
            form.tensor(WEIGHT, 1, new long[] {6}, new long[] {1}),
            form.tensor(WEIGHT, 6, new long[] {}, new long[] {}),
            form.tensor(WEIGHT, -1, new long[] {1}, new long[] {1}),
            form.tensor(WEIGHT, 0, new long[] {2, 2}, new long[] {1, 5}),
            form.tensor(WEIGHT, huge, new long[] {2}, new long[] {1}),
            form.tensor(WEIGHT, 0, new long[] {3}, new long[] {huge}),
            form.tensor(WEIGHT, 0, new long[] {1L << 40, 1L << 40}, new long[] {0, 0}))) {
      assertRefused(
          form.checkpointOf(Map.of("w", tensor), WEIGHT), "reaches beyond its storage of 6");
    }
    for (Call tensor :
        List.of(
            form.tensor(WEIGHT, 5, new long[] {2}, new long[] {-1}),
            form.tensor(WEIGHT, 0, new long[] {-1}, new long[] {1}))) {
      assertRefused(
          form.checkpointOf(Map.of("w", tensor), WEIGHT), "not a whole number of 0 or more");
    }
    assertRefused(
        form.checkpointOf(
            Map.of("w", form.tensor(WEIGHT, 0, new long[] {1}, new long[] {1, 1})), WEIGHT),
        "a tensor has 1 dimensions and 2 strides");
    assertRefused(
        form.checkpointOf(Map.of("w", form.tensor(WEIGHT, 0, new long[9], new long[9])), WEIGHT),
        "a tensor has 9 dimensions");
  }

  @Test
  void aViewBeyondItsStorageIsRefused() throws IOException {
    for (Tuple view :
        List.of(Tuple.of("v", 4, 3), Tuple.of("v", -1, 2), Tuple.of("v", 0, Long.MIN_VALUE))) {
      Object tensor = CheckpointWriter.tensor(reference(WEIGHT, view), 0, new long[0], new long[0]);
      assertRefused(
          LEGACY.checkpointOf(Map.of("w", tensor), WEIGHT),
          "a view of the storage \"0\" is malformed");
    }
    Object tensor =
        CheckpointWriter.tensor(
            reference(WEIGHT, Tuple.of("v", 1, 2)), 2, new long[] {1}, new long[] {1});
    assertRefused(
        LEGACY.checkpointOf(Map.of("w", tensor), WEIGHT), "reaches beyond its storage of 2");
  }

  @ParameterizedTest
  @EnumSource
  void aStorageOfTwoTypesIsRefused(CheckpointWriter form) throws IOException {
    Storage same = new Storage("0", "IntStorage", 6, WEIGHT.bytes());
    assertRefused(
        form.checkpointOf(List.of(form.vector(WEIGHT), form.vector(same)), WEIGHT),
        "the storage \"0\" is described in two ways");
  }

  private Map<String, WeightArray> read(byte[] bytes) throws IOException {
    return PyTorchFile.read(Files.write(folder.resolve("file.pt"), bytes));
  }

  private void assertRefused(byte[] bytes, String message) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("file.pt")
        .hasMessageContaining(message);
  }

  private static byte[] stored(Map<String, byte[]> entries) {
    return CheckpointWriter.zip(ZipEntry.STORED, entries);
  }

  private static WeightArray vector(float... values) {
    return new WeightArray(new long[] {values.length}, values);
  }

  private static WeightArray matrix(int rows, int columns, float... values) {
    return new WeightArray(new long[] {rows, columns}, values);
  }
}
