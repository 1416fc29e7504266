package org.selfsame.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightFileTest {
  @TempDir Path folder;

  @Test
  void float32ComesBackBitForBitInOrderWithItsMetadata() throws IOException {
    // Larger than the writer's chunk, and every kind of float.
    Random random = new Random(1);
    float[] many = new float[70_001];
    for (int i = 0; i < many.length; i++) {
      many[i] = Float.intBitsToFloat(random.nextInt());
    }
    Map<String, WeightArray> arrays = new LinkedHashMap<>();
    arrays.put("z", new WeightArray(new long[] {1, 70_001}, many));
    arrays.put("empty", new WeightArray(new long[] {3, 0}, new float[0]));
    arrays.put("a \"quoted\" näme", new WeightArray(new long[0], new float[] {-0f}));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("network", "nlrn");
    metadata.put("config", "{\"channels\":128}\n");
    Path path = folder.resolve("weights.safetensors");

    new WeightFile(metadata, arrays).write(path);
    WeightFile read = WeightFile.read(path);

    assertThat(read.metadata()).containsExactlyEntriesOf(metadata);
    assertThat(read.arrays().keySet()).containsExactlyElementsOf(arrays.keySet());
    arrays.forEach(
        (name, array) -> {
          assertThat(read.arrays().get(name).shape()).isEqualTo(array.shape());
          assertThat(bits(read.arrays().get(name))).isEqualTo(bits(array));
        });
  }

  @Test
  void theBytesOfAFileAreThoseOfTheFormat() throws IOException {
    Path path = folder.resolve("tiny.safetensors");
    new WeightFile(
            Map.of("format", "pt"),
            Map.of("w", new WeightArray(new long[] {1, 2}, new float[] {1, -2.5f})))
        .write(path);

    String json =
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}";
    assertThat(json).hasSize(87);
    byte[] expected = new byte[8 + 88 + 8];
    expected[0] = 88;
    System.arraycopy(json.getBytes(StandardCharsets.US_ASCII), 0, expected, 8, 87);
    expected[95] = ' ';
    expected[98] = (byte) 0x80; // 1 is 3f800000
    expected[99] = 0x3f;
    expected[102] = 0x20; // -2.5 is c0200000
    expected[103] = (byte) 0xc0;
    assertThat(path).hasBinaryContent(expected);
  }

  @Test
  void theDataBeginsAtAMultipleOfEightBytes() throws IOException {
    for (String name : new String[] {"a", "ab", "abc", "abcd"}) {
      Path path = folder.resolve(name);
      new WeightFile(Map.of(), Map.of(name, new WeightArray(new long[] {1}, new float[1])))
          .write(path);
      assertThat((Files.size(path) - 4) % 8).isZero();
    }
  }

  @Test
  void arraysMayLieInAnotherOrderThanTheHeaderNamesThem() throws IOException {
    byte[] file =
        file(
            "{\"b\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[4,6]},"
                + "\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}   ",
            0x00,
            0x3c,
            0x00,
            0xc0,
            0x40,
            0x40);
    WeightFile read = read(file);
    assertThat(read.arrays().keySet()).containsExactly("b", "a");
    assertThat(read.arrays().get("a").values()).containsExactly(1, -2);
    assertThat(read.arrays().get("b").values()).containsExactly(3);
    assertThat(read.metadata()).isEmpty();
  }

  @Test
  void doublesAreNarrowed() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0, 0.1);
    int[] bytes = new int[8];
    Arrays.setAll(bytes, i -> data.get(i));
    WeightFile read =
        read(file("{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}", bytes));
    assertThat(read.arrays().get("a").values()).containsExactly(0.1f);
  }

  @Test
  void aFileWithoutArraysIsValid() throws IOException {
    assertThat(read(file("{}")).arrays()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"I64", "U8", "BOOL", "F8_E4M3"})
  void anArrayOfAnotherTypeIsRefusedByName(String type) {
    assertInvalid(
        file("{\"steps\":{\"dtype\":\"%s\",\"shape\":[],\"data_offsets\":[0,8]}}".formatted(type)),
        "test: the array \"steps\" has the type "
            + type
            + ", expected one of [F64, F32, F16, BF16]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":| is not JSON",
        "{} {}| is not JSON",
        "{'a':1}| is not JSON",
        "{\"a\":1,\"a\":1}| Duplicate",
        "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}| Duplicate",
        "[1]| is not a JSON object",
        "` {}`| is not a JSON object",
        "``| is not a JSON object",
        "{\"__metadata__\":{\"k\":1}}| __metadata__ is not a JSON object of strings",
        "{\"__metadata__\":\"k\"}| __metadata__ is not a JSON object of strings",
        "{\"a\":1}| in the array \"a\", it has no dtype",
        "{\"a\":{\"dtype\":5,\"shape\":[1],\"data_offsets\":[0,4]}}| it has no dtype",
        "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}| it has no shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":1,\"data_offsets\":[0,4]}}| it has no shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}| its shape is [-1]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}| its shape is [1.0]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,4]}}| its shape is",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}| too large",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904],\"data_offsets\":[0,0]}}| too large",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1073741824],\"data_offsets\":[0,4294967296]}}| up to 2 GiB",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}| it has no data_offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}| its data_offsets are [0]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}| its data_offsets are [0, 4, 8]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}| its data_offsets are [4, 0]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}| its data_offsets is [-4,0]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}| it has 4 bytes of data, expected 8 for F32 of the shape [2]",
        "{\"a\":{\"dtype\":\"F16\",\"shape\":[],\"data_offsets\":[0,4]}}| it has 4 bytes of data, expected 2",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}| begins at byte 4, expected 0 (a gap between arrays)",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}| \"b\" begins at byte 0, expected 4 (arrays overlap)",
      })
  void aHeaderThatBreaksTheFormatIsRefusedWithItsFault(String header, String message) {
    assertInvalid(file(header, new int[8]), message);
  }

  @Test
  void aHeaderThatIsNotTextIsRefused() {
    byte[] file = file("{\"a\":1}");
    file[10] = (byte) 0xff;
    assertInvalid(file, "is not UTF-8 text");
  }

  @Test
  void anEmptyFileIsRefused() {
    assertInvalid(new byte[0], "test is empty: expected a safetensors file");
  }

  @Test
  void aFileOfSomethingElseIsRefused() {
    assertInvalid(bytes("PK"), "not a safetensors file: it has 2 bytes, expected at least 8");
    assertInvalid(
        bytes("#!/bin/sh\necho hello\n"), "not a safetensors file: its header would have");
  }

  @Test
  void aHeaderLongerThanTheFileIsRefused() {
    byte[] file = file("{}");
    file[2] = 90;
    assertInvalid(file, "its header should have 5898242 bytes, 2 are there");
  }

  @Test
  void aHeaderLengthAboveTheLimitOrTheSignBitIsRefused() {
    byte[] file = file("{}");
    file[3] = 100;
    assertInvalid(file, "its header would have 1677721602 bytes, expected at most 100000000");
    file[7] = (byte) 0x80;
    assertInvalid(file, "its header would have 9223372038532497410 bytes");
  }

  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    Path path = folder.resolve("whole");
    new WeightFile(
            Map.of("network", "nlrn"),
            Map.of("a", new WeightArray(new long[] {3}, new float[] {1, 2, 3})))
        .write(path);
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length < whole.length; length++) {
      assertInvalid(Arrays.copyOf(whole, length), "test");
    }
    assertInvalid(
        Arrays.copyOf(whole, whole.length - 5),
        "test is truncated: it ends in the array \"a\", 5 bytes of data are missing");
  }

  @Test
  void aHeaderThatPromisesGigabytesTakesNoMemoryForThem() {
    assertInvalid(
        file("{\"a\":{\"dtype\":\"F32\",\"shape\":[500000000],\"data_offsets\":[0,2000000000]}}"),
        "2000000000 bytes of data are missing");
  }

  @Test
  void bytesAfterTheDataAreRefused() {
    assertInvalid(
        file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", new int[5]),
        "bytes after its 4 bytes of data");
  }

  @Test
  void aMissingFileAndAFolderAreNamed() {
    Path missing = folder.resolve("missing.safetensors");
    assertThatThrownBy(() -> WeightFile.read(missing))
        .isInstanceOf(WeightFileException.class)
        .hasMessage("there is no weight file " + missing + ": check the path");
    assertThatThrownBy(() -> WeightFile.read(folder))
        .isInstanceOf(WeightFileException.class)
        .hasMessage(folder + " is a folder: expected a .safetensors file");
  }

  @Test
  void anInterruptedWriteLeavesTheOldFileAndNothingElse() throws IOException {
    Path path = folder.resolve("weights.safetensors");
    WeightFile old = new WeightFile(Map.of("which", "old"), Map.of());
    old.write(path);
    WeightFile other = new WeightFile(Map.of("which", "new"), Map.of());

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> other.write(path)).isInstanceOf(ClosedByInterruptException.class);
    assertThat(Thread.interrupted()).isTrue();

    assertThat(WeightFile.read(path).metadata()).containsEntry("which", "old");
    assertThat(folder.toFile().list()).containsExactly("weights.safetensors");
  }

  @Test
  void aWriteReplacesTheOldFile() throws IOException {
    Path path =
        Files.writeString(folder.resolve("file"), "old and longer than the new one".repeat(9));
    new WeightFile(Map.of("which", "new"), Map.of()).write(path);
    assertThat(WeightFile.read(path).metadata()).containsEntry("which", "new");
    assertThat(folder.toFile().list()).containsExactly("file");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    WeightFile file = new WeightFile(Map.of(), Map.of());
    Path missing = folder.resolve("missing").resolve("file");
    assertThatThrownBy(() -> file.write(missing))
        .isInstanceOf(WeightFileException.class)
        .hasMessage(
            "%s: cannot be written: there is no folder %s. Make it first."
                .formatted(missing, missing.getParent()));
    assertThatThrownBy(() -> file.write(folder))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("it is a folder");
    Path inFile = Files.writeString(folder.resolve("file"), "x").resolve("inside");
    assertThatThrownBy(() -> file.write(inFile))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("there is no folder " + inFile.getParent());
  }

  @Test
  void theReservedNameIsNoArray() {
    Map<String, WeightArray> arrays =
        Map.of("__metadata__", new WeightArray(new long[0], new float[1]));
    assertThatThrownBy(() -> new WeightFile(Map.of(), arrays))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("__metadata__");
  }

  private static WeightFile read(byte[] file) throws IOException {
    return WeightFile.read(new ByteArrayInputStream(file), "test");
  }

  private static void assertInvalid(byte[] file, String message) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessageStartingWith("test")
        .hasMessageContaining(message);
  }

  /** A file of this header and these data bytes. */
  private static byte[] file(String header, int... data) {
    byte[] json = bytes(header);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, json.length).array());
    out.writeBytes(json);
    Arrays.stream(data).forEach(out::write);
    return out.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static int[] bits(WeightArray array) {
    int[] bits = new int[array.values().length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(array.values()[i]));
    return bits;
  }
}
