package org.selfsame.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.selfsame.weights.CheckpointWriter.LEGACY;
import static org.selfsame.weights.CheckpointWriter.ZIP;
import static org.selfsame.weights.PickleWriter.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.selfsame.weights.CheckpointWriter.Storage;
import org.selfsame.weights.PickleWriter.Call;
import org.selfsame.weights.PickleWriter.Global;

/** Checkpoints that are damaged, or made to do harm: each is refused or harmless. */
class PyTorchFileAttackTest {
  private static final Storage WEIGHT = Storage.floats("0", 1, 2, 3, 4, 5, 6);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aCallOfTheSystemIsRefusedByItsName(CheckpointWriter form) throws IOException {
    Path proof = folder.resolve("executed");
    assertRefused(
        form.checkpointOf(Call.of("posix", "system", "touch " + proof)),
        "asks Python for \"posix.system\", which plain weights do not need: refused, nothing was executed");
    assertRefused(
        form.checkpointOf(Call.of("builtins", "eval", "1")), "asks Python for \"builtins.eval\"");
    assertRefused(
        form.checkpointOf(Call.of("numpy.core.multiarray", "_reconstruct")),
        "asks Python for \"numpy.core.multiarray._reconstruct\"");
    assertThat(proof).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void aGlobalIsRefusedByEveryWayToNameIt(CheckpointWriter form) throws IOException {
    String message = "asks Python for \"os.system\"";
    assertRefused(
        form.checkpoint(
            new PickleWriter()
                .op(0x80, 4)
                .write("os")
                .write("system")
                .op(0x93) // STACK_GLOBAL
                .write("true")
                .op(0x85, 'R', '.')
                .bytes()),
        message);
    assertRefused(
        form.checkpoint(
            new PickleWriter().op('(').write("true").raw("ios\nsystem\n").op('.').bytes()),
        message);
    // Even when it is only looked at.
    assertRefused(
        form.checkpoint(
            new PickleWriter().write(new Global("os", "system")).op('0', '}', '.').bytes()),
        message);
  }

  @Test
  void anAllowedNameOfAnotherModuleIsRefused() throws IOException {
    assertRefused(
        ZIP.checkpointOf(Call.of("collections.OrderedDict", "__init__")),
        "\"collections.OrderedDict.__init__\"");
    assertRefused(ZIP.checkpointOf(new Global("torch.hub", "FloatStorage")), "torch.hub.");
    assertRefused(
        ZIP.checkpointOf(new Global("o\u001b[31m\rs", "x".repeat(10_000))), "\"o?[31m?s.xxx");
  }

  @Test
  void theBeginningOfALegacyStreamExecutesNothingEither() throws IOException {
    assertRefused(pickle(Call.of("posix", "system", "true")), "\"posix.system\"");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoFunctionIsNotCalled(CheckpointWriter form) throws IOException {
    assertRefused(form.checkpointOf(Call.of("torch", "FloatStorage", 1L << 40)), "not a function");
    assertRefused(form.checkpointOf(new Call("print", PickleWriter.Tuple.of())), "not a function");
    assertRefused(
        form.checkpoint(
            new PickleWriter()
                .write(new Global("collections", "OrderedDict"))
                .op(')', 0x81, '.') // NEWOBJ
                .bytes()),
        "the instruction 0x81 before byte");
  }

  @ParameterizedTest
  @EnumSource
  void aStorageLargerThanTheFileIsRefused(CheckpointWriter form) throws IOException {
    for (long length : new long[] {1L << 62, 1L << 40, 20_000, -1}) {
      Storage claimed = WEIGHT.claiming(length);
      assertRefused(
          form.checkpointOf(Map.of("w", form.vector(claimed)), claimed),
          "its storage \"0\" should have %d elements of 4 bytes, more than the file can hold"
              .formatted(length));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSmallStorageIsNotExpandedToAHugeTensor(CheckpointWriter form) throws IOException {
    Object wide = form.tensor(WEIGHT, 0, new long[] {1000, 1000}, new long[] {0, 0});
    assertRefused(
        form.checkpointOf(Map.of("w", wide), WEIGHT), "more elements than the file has bytes");
    Object wider = form.tensor(WEIGHT, 0, new long[] {1L << 40}, new long[] {0});
    assertRefused(form.checkpointOf(Map.of("w", wider), WEIGHT), "tensors up to 2^31 elements");

    Object some = form.tensor(WEIGHT, 0, new long[] {2, 30}, new long[] {3, 0});
    Map<String, Object> many = new LinkedHashMap<>();
    many.put("a", some);
    assertThat(read(form.checkpointOf(many, WEIGHT))).hasSize(1);
    PickleWriter writer = new PickleWriter().op('}').write("w").write(some).op('q', 99, 's');
    for (int i = 0; i < 200; i++) {
      writer.op('U', 1, i, 'h', 99, 's');
    }
    assertRefused(
        form.checkpoint(writer.op('.').bytes(), WEIGHT), "more elements than the file has bytes");
  }

  @ParameterizedTest
  @EnumSource
  void aFileTruncatedAnywhereIsRefused(CheckpointWriter form) throws IOException {
    byte[] whole = form.checkpointOf(content(form), WEIGHT);
    assertThat(read(whole)).hasSize(2);
    for (int length = 0; length < whole.length; length++) {
      byte[] truncated = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(truncated))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(WeightFileException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileWithWrongBytesIsRefusedOrRead(CheckpointWriter form) throws IOException {
    byte[] whole = form.checkpointOf(content(form), WEIGHT);
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 4000; i++) {
      byte[] damaged = whole.clone();
      for (int j = 0; j <= i % 3; j++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      refused += isRefused(damaged, i) ? 1 : 0;
    }
    assertThat(refused).isBetween(1000, 3999);
  }

  @Test
  void aPickleOfRandomInstructionsIsRefusedOrRead() throws IOException {
    byte[] instructions =
        "((NK]})teudlas20q1h0q2h1JUXGIQRbc\u0085\u0086\u0087\u0088\u0094\u0093"
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] start =
        new PickleWriter()
            .write(Map.of("w", LEGACY.vector(WEIGHT))) // 0 in the memo
            .write(new Global("collections", "OrderedDict"))
            .write(new Global("torch._utils", "_rebuild_tensor_v2"))
            .write(LEGACY.reference(WEIGHT))
            .write(CheckpointWriter.tuple(2, 3))
            .write(List.of(List.of("w", LEGACY.vector(WEIGHT))))
            .bytes();
    Random random = new Random(6);
    int refused = 0;
    for (int i = 0; i < 4000; i++) {
      byte[] program = Arrays.copyOf(start, start.length + 3 + random.nextInt(30));
      for (int j = start.length; j < program.length - 3; j++) {
        program[j] = instructions[random.nextInt(instructions.length)];
      }
      System.arraycopy(new byte[] {'h', 0, '.'}, 0, program, program.length - 3, 3);
      refused += isRefused(LEGACY.checkpoint(program, WEIGHT), i) ? 1 : 0;
    }
    assertThat(refused).isBetween(1000, 3900);
  }

  @ParameterizedTest
  @EnumSource
  void aContainerThatContainsItselfIsHarmless(CheckpointWriter form) throws IOException {
    byte[] cyclic =
        new PickleWriter()
            .op('}', 'q', 0)
            .write("state_dict")
            .op('h', 0, 's')
            .write("list")
            .op(']', 'q', 1, 'h', 1, 'a', 'h', 0, 'a', 's')
            .op('h', 0, 'h', 1, 's') // a list as a key
            .op('.')
            .bytes();
    assertRefused(form.checkpoint(cyclic), "found a dict with \"state_dict\", \"list\", expected");

    byte[] withTensor = Arrays.copyOf(cyclic, cyclic.length - 1); // without the end
    byte[] tensor = new PickleWriter().write("w").write(form.vector(WEIGHT)).op('s', '.').bytes();
    ByteBuffer both = ByteBuffer.allocate(withTensor.length + tensor.length);
    assertThat(read(form.checkpoint(both.put(withTensor).put(tensor).array(), WEIGHT)))
        .containsOnlyKeys("w");

    assertRefused(
        form.checkpoint(new PickleWriter().op(']', 'q', 0, 'h', 0, 'a', '.').bytes()),
        "expected a dict");
    assertRefused(
        form.checkpoint(
            new PickleWriter()
                .write(new Global("torch", "Size"))
                .op(']', 'q', 0, 'h', 0, 0x85, 'a', 0x85, 'R', '.')
                .bytes()),
        "expected a dict");
  }

  @ParameterizedTest
  @EnumSource
  void deepNestingIsRefusedOrHarmless(CheckpointWriter form) throws IOException {
    byte[] marks = new byte[1_000_000];
    Arrays.fill(marks, (byte) '(');
    assertRefused(form.checkpoint(marks), "more than 1000 containers are nested");

    byte[] tuples = new byte[1_100_000];
    Arrays.fill(tuples, (byte) 0x85);
    tuples[0] = 'N';
    assertRefused(form.checkpoint(tuples), "more than 1000000 objects");

    PickleWriter nested = new PickleWriter().op('}').write("w").write(form.vector(WEIGHT)).op('s');
    nested.write("deep").op('N');
    for (int i = 0; i < 100_000; i++) {
      nested.op(0x85);
    }
    assertThat(read(form.checkpoint(nested.op('s', '.').bytes(), WEIGHT))).containsOnlyKeys("w");
  }

  @ParameterizedTest
  @EnumSource
  void tuplesThatDoubleAreHarmless(CheckpointWriter form) throws IOException {
    PickleWriter laughs = new PickleWriter().op('}').write("w").write(form.vector(WEIGHT)).op('s');
    laughs.write("laughs").op('N');
    for (int i = 0; i < 10_000; i++) {
      laughs.op('2', 0x86); // DUP, TUPLE2
    }
    assertThat(read(form.checkpoint(laughs.op('s', '.').bytes(), WEIGHT))).containsOnlyKeys("w");
  }

  @ParameterizedTest
  @EnumSource
  void aListIsNotCopiedIntoDictsWithoutEnd(CheckpointWriter form) throws IOException {
    PickleWriter copies =
        new PickleWriter()
            .write(new Global("collections", "OrderedDict"))
            .op('q', 0)
            .op(']', '(', 'N', 'N', 0x86, 'q', 1);
    for (int i = 0; i < 50_000; i++) {
      copies.op('h', 1);
    }
    copies.op('e', 0x85, 'q', 2);
    for (int i = 0; i < 50_000; i++) {
      copies.op('h', 0, 'h', 2, 'R');
    }
    assertRefused(
        form.checkpoint(copies.op('.').bytes()), "dicts are made of more than 1000000 pairs");
  }

  @ParameterizedTest
  @EnumSource
  void lengthsBeyondThePickleAreRefused(CheckpointWriter form) throws IOException {
    for (int opcode : new int[] {'X', 'T', 'B', 0x8b}) {
      assertRefused(
          form.checkpoint(new PickleWriter().op(opcode).int32(0x7fff_fff0).op('.').bytes()),
          "2147483632 bytes should follow");
    }
    for (int opcode : new int[] {0x8d, 0x8e, 0x95, 0x96}) {
      assertRefused(
          form.checkpoint(new PickleWriter().op(opcode).int64(-1).op('.').bytes()),
          "18446744073709551615 bytes should follow");
    }
    assertRefused(
        form.checkpoint(new PickleWriter().op('L').raw("9".repeat(5000) + "L\n.").bytes()),
        "is not a whole number");
    assertRefused(
        form.checkpoint(new PickleWriter().op('N', 'r').int32(-1).op('j').int32(7).bytes()),
        "refers to an object 7 that is not there");
    assertRefused(form.checkpoint(new byte[] {(byte) 0x80, 6}), "has the protocol 6");
  }

  @Test
  void anEntryThatIsDeflatedTooWellIsRefused() throws IOException {
    Storage zeros = Storage.floats("0", new float[1 << 22]);
    byte[] bomb =
        CheckpointWriter.zip(
            ZipEntry.DEFLATED,
            CheckpointWriter.entries(pickle(Map.of("w", ZIP.vector(zeros))), zeros));
    assertRefused(bomb, "more than the file can hold");

    byte[] pickles = new byte[1 << 22];
    Arrays.fill(pickles, (byte) 'N');
    byte[] pickleBomb = CheckpointWriter.zip(ZipEntry.DEFLATED, CheckpointWriter.entries(pickles));
    assertRefused(pickleBomb, "more than 4 times as large unpacked, at \"weights/data.pkl\"");
  }

  @Test
  void anEntryThatUnpacksToMoreThanItSaysIsRefused() throws IOException {
    Storage zeros = Storage.floats("0", new float[1 << 20]);
    byte[] bomb =
        CheckpointWriter.zip(
            ZipEntry.DEFLATED,
            CheckpointWriter.entries(pickle(Map.of("w", ZIP.vector(zeros.claiming(6)))), zeros));
    // The size is the last but four of the numbers in the entry of the central directory.
    ByteBuffer bytes = ByteBuffer.wrap(bomb).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < bomb.length - 4; i++) {
      if (bytes.getInt(i) == 0x02014b50 && bytes.getInt(i + 24) == 1 << 22) {
        bytes.putInt(i + 24, 24);
      }
    }
    assertRefused(bomb, "its entry \"weights/data/0\" has more than 24 bytes");
  }

  @Test
  void anArchiveWithNamesThatAreNoTextIsRefused() throws IOException {
    byte[] file = ZIP.checkpointOf(Map.of("w", ZIP.vector(WEIGHT)), WEIGHT);
    byte[] name = "weights/version".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < file.length - name.length; i++) {
      if (Arrays.equals(file, i, i + name.length, name, 0, name.length)) {
        file[i + 1] = (byte) 0xff;
      }
    }
    assertRefused(file, "is a truncated or damaged zip archive");
  }

  @Test
  void entriesThatShareTheirBytesAreReadWithinTheBound() throws IOException {
    // Many names in the central directory for the same bytes of one stored entry.
    int count = 30;
    Map<String, Object> dict = new LinkedHashMap<>();
    Storage[] storages = new Storage[count];
    for (int i = 0; i < count; i++) {
      storages[i] = Storage.floats("%02d".formatted(i), i == 0 ? new float[10_000] : new float[0]);
      dict.put("w" + i, ZIP.tensor(storages[i].claiming(10_000), 0, new long[0], new long[0]));
    }
    byte[] file = ZIP.checkpointOf(dict, storages);
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int first = -1;
    for (int i = 0; i < file.length - 46; i++) {
      if (bytes.getInt(i) == 0x02014b50) {
        String name = new String(file, i + 46, bytes.getShort(i + 28), StandardCharsets.US_ASCII);
        if (name.equals("weights/data/00")) {
          first = bytes.getInt(i + 42);
        } else if (name.startsWith("weights/data/")) {
          bytes.putInt(i + 20, 40_000).putInt(i + 24, 40_000).putInt(i + 42, first);
        }
      }
    }
    assertRefused(file, "more than 4 times as large unpacked, at \"weights/data/0");
  }

  private static Map<String, Object> content(CheckpointWriter form) {
    Map<String, Object> dict = new LinkedHashMap<>();
    dict.put("module.a", form.vector(WEIGHT));
    dict.put("module.b", form.tensor(WEIGHT, 1, new long[] {2, 2}, new long[] {1, 2}));
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("epoch", 1000);
    content.put("loss", 0.5);
    content.put("state_dict", dict);
    return content;
  }

  private Map<String, WeightArray> read(byte[] bytes) throws IOException {
    Path file = folder.resolve("file.pt");
    try {
      return PyTorchFile.read(Files.write(file, bytes));
    } finally {
      Files.delete(file); // faster than to overwrite it, in some file systems
    }
  }

  /** Returns whether a file is refused; it must be that or be read, nothing else. */
  private boolean isRefused(byte[] bytes, int trial) {
    try {
      assertThat(read(bytes)).isNotEmpty();
      return false;
    } catch (WeightFileException e) {
      return true;
    } catch (IOException | RuntimeException | Error e) {
      return fail("trial " + trial + " is neither read nor refused", e);
    }
  }

  private void assertRefused(byte[] bytes, String message) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("file.pt")
        .hasMessageContaining(message);
  }
}
