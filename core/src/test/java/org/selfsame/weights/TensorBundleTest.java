package org.selfsame.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.weights.BundleWriter.Message;

/** Bundles written byte by byte, and files that lie. */
class TensorBundleTest {
  private static final long HUGE = 1L << 62;

  @TempDir private Path folder;

  private Path prefix;
  private final Map<String, WeightArray> arrays = new LinkedHashMap<>();

  @BeforeEach
  void makeArrays() {
    prefix = folder.resolve("model.ckpt-7");
    for (int i = 0; i < 23; i++) {
      float[] values = {i, -i, 0.5f * i, 1e-30f, Float.NaN, 3};
      arrays.put("layer_%d/kernel".formatted(i), new WeightArray(new long[] {2, 1, 3}, values));
    }
    arrays.put("scale", new WeightArray(new long[0], new float[] {255}));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.ckpt-7",
        "model.ckpt-7.index",
        "model.ckpt-7.data-00000-of-00001",
        "model.ckpt-7.meta",
        ""
      })
  void aCheckpointIsNamedByAnyOfItsFiles(String name) throws IOException {
    BundleWriter.write(prefix, arrays);
    assertThat(TensorBundle.isNamedBy(folder.resolve(name))).isTrue();
    assertThat(TensorBundle.read(folder.resolve(name))).isEqualTo(arrays);
    assertThat(TensorBundle.data(folder.resolve(name)))
        .isEqualTo(folder.resolve("model.ckpt-7.data-00000-of-00001"));
  }

  @Test
  void aSavedModelIsAFolderOrItsArchive() throws IOException {
    Path variables = Files.createDirectories(folder.resolve("sigma25/1/variables"));
    BundleWriter.write(variables.resolve("variables"), arrays);
    assertThat(TensorBundle.read(folder.resolve("sigma25/1"))).isEqualTo(arrays);
    Path zip = folder.resolve("sigma25.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("sigma25/saved_model.pb"));
      for (String end : List.of("variables.index", "variables.data-00000-of-00001")) {
        out.putNextEntry(new ZipEntry("sigma25/variables/" + end));
        out.write(Files.readAllBytes(variables.resolve(end)));
      }
    }
    assertThat(TensorBundle.isNamedBy(zip)).isTrue();
    assertThat(TensorBundle.read(zip)).isEqualTo(arrays);
    assertThat(TensorBundle.data(zip)).isEqualTo(zip);
  }

  @Test
  void typesThatAreNoFloatingPointNumbersAreLeftOut() throws IOException {
    new BundleWriter()
        .add("step", 9, new long[0], new byte[8])
        .add("half", 19, new long[] {2}, new byte[] {0, 0x3c, 0, (byte) 0xc0})
        .add("bfloat16", 14, new long[] {1}, new byte[] {(byte) 0xc0, 0x3f})
        .add("double", 2, new long[] {1}, new byte[] {0, 0, 0, 0, 0, 0, (byte) 0xe0, 0x3f})
        .write(prefix);
    assertThat(TensorBundle.read(prefix))
        .containsOnlyKeys("half", "bfloat16", "double")
        .containsEntry("half", new WeightArray(new long[] {2}, new float[] {1, -2}))
        .containsEntry("bfloat16", new WeightArray(new long[] {1}, new float[] {1.5f}))
        .containsEntry("double", new WeightArray(new long[] {1}, new float[] {0.5f}));
  }

  @Test
  void otherFilesAreNoBundles() throws IOException {
    Files.writeString(folder.resolve("weights.pt"), "PK, but no archive");
    Files.writeString(folder.resolve("notes"), "text");
    assertThat(TensorBundle.isNamedBy(folder)).isFalse();
    assertThat(TensorBundle.isNamedBy(folder.resolve("notes"))).isFalse();
    assertThat(TensorBundle.isNamedBy(folder.resolve("missing"))).isFalse();
    assertThatThrownBy(() -> TensorBundle.read(folder))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("expected a SavedModel");
  }

  @Test
  void severalCheckpointsInAFolderMustBeNamed() throws IOException {
    BundleWriter.write(prefix, arrays);
    BundleWriter.write(folder.resolve("model.ckpt-8"), arrays);
    expectRefused(folder, "several checkpoints, such as model.ckpt-7.index and model.ckpt-8.index");
  }

  @Test
  void variablesInPiecesAreRefusedByName() throws IOException {
    byte[] sliced =
        new Message()
            .number(1, 1)
            .message(2, new Message().message(2, new Message().number(1, 4)))
            .message(7, new Message())
            .bytes();
    new BundleWriter().put("conv1/kernel", sliced).write(prefix);
    expectRefused(prefix, "the variable \"conv1/kernel\" is partitioned");
    new BundleWriter().put("", BundleWriter.header(3, 0)).write(prefix);
    expectRefused(prefix, "lies in 3 files of data");
    new BundleWriter().put("", BundleWriter.header(1, 1)).write(prefix);
    expectRefused(prefix, "big-endian");
  }

  @Test
  void dataMustBeThereAndWhole() throws IOException {
    BundleWriter.write(prefix, arrays);
    Path data = TensorBundle.data(prefix);
    byte[] bytes = Files.readAllBytes(data);
    byte[] flipped = bytes.clone();
    flipped[bytes.length / 2] ^= 1;
    Files.write(data, flipped);
    expectRefused(prefix, "its checksum is wrong");
    Files.write(data, Arrays.copyOf(bytes, bytes.length - 1));
    expectRefused(prefix, "is damaged at");
    Files.delete(data);
    expectRefused(prefix, "is not there: a bundle needs it beside its index");
  }

  @Test
  void entriesThatLieAreRefused() throws IOException {
    long[] four = {4};
    expectEntryRefused(BundleWriter.entry(1, four, 0, HUGE, 16, 0), "16 bytes from");
    expectEntryRefused(BundleWriter.entry(1, four, 0, -1, 16, 0), "16 bytes from");
    expectEntryRefused(BundleWriter.entry(1, four, 0, 0, HUGE, 0), "bytes from 0 of file 0");
    expectEntryRefused(BundleWriter.entry(1, four, 7, 0, 16, 0), "of file 7");
    expectEntryRefused(
        BundleWriter.entry(1, new long[] {5}, 0, 0, 16, 0), "16 bytes for the shape");
    expectEntryRefused(
        BundleWriter.entry(1, new long[] {HUGE, HUGE}, 0, 0, 16, 0), "more than 2^63 - 1 elements");
    expectEntryRefused(BundleWriter.entry(1, new long[] {-4}, 0, 0, 16, 0), "negative dimension");
    expectEntryRefused(new byte[] {0x08, (byte) 0x80}, "bytes are expected where 0 are left");
    expectEntryRefused(new byte[] {0x12, 0x7f}, "bytes are expected where");
  }

  private void expectEntryRefused(byte[] entry, String message) throws IOException {
    WeightArray four = new WeightArray(new long[] {4}, new float[4]);
    new BundleWriter().addFloats("z", four).put("a", entry).write(prefix);
    expectRefused(prefix, message);
  }

  /** Each may be within the data: together they may not repeat it. */
  @Test
  void arraysThatShareTheirBytesCannotFillTheMemory() throws IOException {
    WeightArray four = new WeightArray(new long[] {4}, new float[4]);
    BundleWriter writer = new BundleWriter().addFloats("a", four);
    int checksum = BundleWriter.masked(writer.data());
    writer.put("b", BundleWriter.entry(1, new long[] {4}, 0, 0, 16, checksum)).write(prefix);
    expectRefused(prefix, "damaged at \"b\"");
  }

  @Test
  void indexesThatLieAreRefused() throws IOException {
    BundleWriter.write(prefix, arrays);
    byte[] none = BundleWriter.handle(0, 0);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    expectIndexRefused(
        BundleWriter.table(out, none, BundleWriter.handle(HUGE, HUGE)), "a block of " + HUGE);
    out.reset();
    expectIndexRefused(BundleWriter.table(out, none, BundleWriter.handle(0, 1000)), "a block of");

    out.reset(); // an index whose block is itself
    byte[] itself = BundleWriter.block(List.of(new byte[] {'k'}), List.of(new byte[] {0, 20}));
    byte[] handle = BundleWriter.addBlock(out, itself, 0);
    assertThat(handle).containsExactly(0, itself.length);
    expectIndexRefused(BundleWriter.table(out, none, handle), "damaged");

    out.reset(); // the same block, time and again
    byte[] empty = BundleWriter.block(List.of(new byte[] {'a'}), List.of(new byte[] {0}));
    byte[] block = BundleWriter.addBlock(out, empty, 0);
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      keys.add("key %03d".formatted(i).getBytes(StandardCharsets.UTF_8));
    }
    byte[] index =
        BundleWriter.addBlock(
            out, BundleWriter.block(keys, Collections.nCopies(keys.size(), block)), 0);
    expectIndexRefused(BundleWriter.table(out, none, index), "begins at 0, expected one between");

    out.reset();
    byte[] packed = BundleWriter.addBlock(out, new byte[8], 1);
    expectIndexRefused(BundleWriter.table(out, none, packed), "compressed blocks (type 1)");

    out.reset(); // more restarts than bytes
    byte[] restarts = BundleWriter.addBlock(out, new Message().int32(-1).bytes(), 0);
    expectIndexRefused(BundleWriter.table(out, none, restarts), "restarts");

    out.reset(); // a key that shares more than there is
    byte[] sharing =
        BundleWriter.addBlock(
            out, new Message().varint(9).varint(1).varint(0).int32(0).int32(1).bytes(), 0);
    expectIndexRefused(BundleWriter.table(out, none, sharing), "a key shares 9 bytes");
  }

  /** Four bytes each, which share all of a long key with the one before. */
  @Test
  void keysThatGrowOutOfLittleAreRefused() throws IOException {
    BundleWriter.write(prefix, arrays);
    Message block = new Message().varint(0).varint(4000).varint(0).raw(new byte[4000], 0);
    for (int i = 0; i < 100_000; i++) {
      block.varint(4000).varint(1).varint(0).raw(new byte[] {(byte) i}, 0);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] handle = BundleWriter.addBlock(out, block.int32(0).int32(1).bytes(), 0);
    expectIndexRefused(BundleWriter.table(out, BundleWriter.handle(0, 0), handle), "damaged");
  }

  @Test
  void anyDamageIsToldOrHarmless() throws IOException {
    BundleWriter.write(prefix, arrays);
    Path index = Path.of(prefix + ".index");
    byte[] whole = Files.readAllBytes(index);
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(index, Arrays.copyOf(whole, length));
      expectRefused(prefix, "index");
    }
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      byte[] changed = whole.clone();
      for (int k = 0; k <= i % 4; k++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      Files.write(index, changed);
      try {
        TensorBundle.read(prefix);
      } catch (WeightFileException e) {
        assertThat(e).hasMessageContaining(prefix.toString());
      }
    }
  }

  private void expectIndexRefused(byte[] index, String message) throws IOException {
    Files.write(Path.of(prefix + ".index"), index);
    expectRefused(prefix, message);
  }

  private static void expectRefused(Path bundle, String message) {
    assertThatThrownBy(() -> TensorBundle.read(bundle))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining(message);
  }
}
