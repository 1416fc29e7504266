package org.selfsame.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file: 8 bytes, the length of the JSON as an unsigned little-endian
 * number; the JSON, {@code {name: {"dtype", "shape", "data_offsets": [begin, end]}}} and possibly
 * {@code "__metadata__": {string: string}}; then the data, to which the offsets are relative.
 *
 * @param metadata the text metadata, empty if there is none
 * @param entries the arrays in the order of the JSON; their data is contiguous and starts at 0
 */
record SafetensorsHeader(Map<String, String> metadata, List<Entry> entries) {
  static final String METADATA = "__metadata__";

  /** The limit of the reference implementation. */
  private static final long MAX_LENGTH = 100_000_000;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** One array: its data is {@code byteCount} bytes from {@code begin}. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(String name, DataType type, long[] shape, long begin, int byteCount) {
    long end() {
      return begin + byteCount;
    }
  }

  /** Returns the arrays as their data follows each other. */
  List<Entry> entriesByOffset() {
    return byOffset(entries);
  }

  /** Returns the size of all data in bytes. */
  long dataLength() {
    return entries.stream().mapToLong(Entry::end).max().orElse(0);
  }

  /** Reads a header and leaves the stream at the data. */
  static SafetensorsHeader read(InputStream in, String file) throws IOException {
    byte[] prefix = in.readNBytes(Long.BYTES);
    if (prefix.length == 0) {
      throw new WeightFileException(file + " is empty: expected a safetensors file");
    }
    if (prefix.length < Long.BYTES) {
      throw new WeightFileException(
          "%s is not a safetensors file: it has %d bytes, expected at least 8"
              .formatted(file, prefix.length));
    }
    long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > MAX_LENGTH) {
      throw new WeightFileException(
          "%s is not a safetensors file: its header would have %s bytes, expected at most %d"
              .formatted(file, Long.toUnsignedString(length), MAX_LENGTH));
    }
    byte[] json = in.readNBytes((int) length);
    if (json.length < length) {
      throw new WeightFileException(
          "%s is truncated or not a safetensors file: its header should have %d bytes, %d are there. Fetch or copy the file again."
              .formatted(file, length, json.length));
    }
    return parse(json, file);
  }

  private static SafetensorsHeader parse(byte[] json, String file) throws WeightFileException {
    JsonNode root;
    try {
      root =
          JSON.readTree(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString());
    } catch (JsonProcessingException e) {
      throw new WeightFileException(
          "%s is not a valid safetensors file: its header is not JSON (%s)"
              .formatted(file, e.getOriginalMessage()),
          e);
    } catch (CharacterCodingException e) {
      throw new WeightFileException(
          file + " is not a valid safetensors file: its header is not UTF-8 text", e);
    }
    if (!root.isObject() || json[0] != '{') { // the format wants the brace first, no space
      throw new WeightFileException(
          file + " is not a valid safetensors file: its header is not a JSON object");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : root.properties()) {
      if (property.getKey().equals(METADATA)) {
        metadata = metadata(property.getValue(), file);
      } else {
        entries.add(new EntryParser(file, property.getKey(), property.getValue()).parse());
      }
    }
    requireContiguous(entries, file);
    return new SafetensorsHeader(metadata, entries);
  }

  private static Map<String, String> metadata(JsonNode node, String file)
      throws WeightFileException {
    Map<String, String> metadata = new LinkedHashMap<>();
    boolean valid = node.isObject();
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      valid &= property.getValue().isTextual();
      metadata.put(property.getKey(), property.getValue().textValue());
    }
    if (!valid) {
      throw new WeightFileException(
          "%s is not a valid safetensors file: %s is not a JSON object of strings"
              .formatted(file, METADATA));
    }
    return metadata;
  }

  private static void requireContiguous(List<Entry> entries, String file)
      throws WeightFileException {
    long position = 0;
    for (Entry entry : byOffset(entries)) {
      if (entry.begin() != position) {
        throw new WeightFileException(
            "%s is not a valid safetensors file: the data of the array \"%s\" begins at byte %d, expected %d (%s)"
                .formatted(
                    file,
                    entry.name(),
                    entry.begin(),
                    position,
                    entry.begin() < position ? "arrays overlap" : "a gap between arrays"));
      }
      position = entry.end();
    }
  }

  private static List<Entry> byOffset(List<Entry> entries) {
    // By end too: an empty array begins where the next one does.
    return entries.stream()
        .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
        .toList();
  }

  /**
   * Returns the bytes before data of {@link DataType#F32}: length and JSON, padded to a multiple of
   * 8 bytes.
   */
  static byte[] encode(Map<String, String> metadata, Map<String, WeightArray> arrays) {
    ObjectNode root = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = root.putObject(METADATA);
      metadata.forEach(texts::put);
    }
    long begin = 0;
    for (Map.Entry<String, WeightArray> array : arrays.entrySet()) {
      long end = begin + (long) array.getValue().values().length * Float.BYTES;
      ObjectNode entry = root.putObject(array.getKey());
      entry.put("dtype", DataType.F32.name());
      Arrays.stream(array.getValue().shape()).forEach(entry.putArray("shape")::add);
      entry.putArray("data_offsets").add(begin).add(end);
      begin = end;
    }
    byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
    int length = (json.length + 7) / 8 * 8;
    ByteBuffer header = ByteBuffer.allocate(Long.BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(length).put(json);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.array();
  }

  /** Checks and reads the description of one array. */
  private record EntryParser(String file, String name, JsonNode node) {
    Entry parse() throws WeightFileException {
      DataType type = type();
      long[] shape = numbers("shape");
      long[] offsets = numbers("data_offsets");
      if (offsets.length != 2 || offsets[0] > offsets[1]) {
        throw invalid(
            "its data_offsets are %s, expected [begin, end]".formatted(Arrays.toString(offsets)));
      }
      long found = offsets[1] - offsets[0];
      long expected;
      try {
        expected = Math.multiplyExact(WeightArray.elementCount(shape), (long) type.bytes());
      } catch (ArithmeticException | IllegalArgumentException e) {
        throw invalid("its shape %s is too large".formatted(Arrays.toString(shape)));
      }
      if (found != expected) {
        throw invalid(
            "it has %d bytes of data, expected %d for %s of the shape %s"
                .formatted(found, expected, type, Arrays.toString(shape)));
      }
      if (expected > Integer.MAX_VALUE - 8) {
        throw invalid("it has %d bytes of data; arrays up to 2 GiB are read".formatted(expected));
      }
      return new Entry(name, type, shape, offsets[0], (int) expected);
    }

    private DataType type() throws WeightFileException {
      JsonNode dtype = node.path("dtype");
      for (DataType type : DataType.values()) {
        if (type.name().equals(dtype.textValue())) {
          return type;
        }
      }
      if (!dtype.isTextual()) {
        throw invalid("it has no dtype");
      }
      throw new WeightFileException(
          "%s: the array \"%s\" has the type %s, expected one of %s. Convert it or leave it out."
              .formatted(file, name, dtype.textValue(), Arrays.toString(DataType.values())));
    }

    /** Returns an array of whole numbers that are not negative. */
    private long[] numbers(String field) throws WeightFileException {
      JsonNode array = node.path(field);
      if (!array.isArray()) {
        throw invalid("it has no %s".formatted(field));
      }
      long[] numbers = new long[array.size()];
      for (int i = 0; i < numbers.length; i++) {
        JsonNode number = array.get(i);
        if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
          throw invalid(
              "its %s is %s, expected whole numbers of 0 or more".formatted(field, array));
        }
        numbers[i] = number.longValue();
      }
      return numbers;
    }

    private WeightFileException invalid(String problem) {
      return new WeightFileException(
          "%s is not a valid safetensors file: in the array \"%s\", %s"
              .formatted(file, name, problem));
    }
  }
}
