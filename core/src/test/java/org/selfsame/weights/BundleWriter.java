package org.selfsame.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Writes TensorFlow bundles byte by byte, from the description of their formats. */
public final class BundleWriter {
  /** Few, so that a small bundle has several blocks, and several restarts in each. */
  private static final int ENTRIES_OF_A_BLOCK = 5;

  private static final int ENTRIES_OF_A_RESTART = 2;
  private static final long MAGIC = 0xdb4775248b80fb57L;

  private final Map<String, byte[]> entries = new TreeMap<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  /** Begins a bundle of one file of data. */
  public BundleWriter() {
    entries.put("", header(1, 0));
  }

  /** Writes arrays of floats as {@code PREFIX.index} and {@code PREFIX.data-00000-of-00001}. */
  public static void write(Path prefix, Map<String, WeightArray> arrays) throws IOException {
    BundleWriter writer = new BundleWriter();
    arrays.forEach(writer::addFloats);
    writer.write(prefix);
  }

  void write(Path prefix) throws IOException {
    Files.write(Path.of(prefix + ".index"), index());
    Files.write(Path.of(prefix + ".data-00000-of-00001"), data.toByteArray());
  }

  BundleWriter addFloats(String name, WeightArray array) {
    byte[] bytes = new byte[4 * array.values().length];
    little(bytes).asFloatBuffer().put(array.values());
    return add(name, 1, array.shape(), bytes);
  }

  BundleWriter add(String name, int type, long[] shape, byte[] bytes) {
    int offset = data.size();
    data.writeBytes(bytes);
    return put(name, entry(type, shape, 0, offset, bytes.length, masked(bytes)));
  }

  /** Puts a value of the index as it is. */
  BundleWriter put(String key, byte[] value) {
    entries.put(key, value);
    return this;
  }

  byte[] data() {
    return data.toByteArray();
  }

  static byte[] header(int shards, int endianness) {
    Message version = new Message().number(1, 1);
    return new Message().number(1, shards).number(2, endianness).message(3, version).bytes();
  }

  static byte[] entry(int type, long[] shape, int shard, long offset, long size, int checksum) {
    Message dimensions = new Message();
    for (long length : shape) {
      dimensions.message(2, new Message().number(1, length));
    }
    return new Message()
        .number(1, type)
        .message(2, dimensions)
        .number(3, shard)
        .number(4, offset)
        .number(5, size)
        .fixed32(6, checksum)
        .bytes();
  }

  byte[] index() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> handles = new ArrayList<>();
    List<Map.Entry<String, byte[]>> all = List.copyOf(entries.entrySet());
    for (int from = 0; from < all.size(); from += ENTRIES_OF_A_BLOCK) {
      List<Map.Entry<String, byte[]>> some =
          all.subList(from, Math.min(all.size(), from + ENTRIES_OF_A_BLOCK));
      List<byte[]> names =
          some.stream().map(e -> e.getKey().getBytes(StandardCharsets.UTF_8)).toList();
      handles.add(addBlock(out, block(names, some.stream().map(Map.Entry::getValue).toList()), 0));
      keys.add(names.get(names.size() - 1));
    }
    byte[] meta = addBlock(out, block(List.of(), List.of()), 0);
    return table(out, meta, addBlock(out, block(keys, handles), 0));
  }

  /** Returns a table with a footer. */
  static byte[] table(ByteArrayOutputStream out, byte[] metaHandle, byte[] indexHandle) {
    byte[] footer = new byte[48];
    little(footer).put(metaHandle).put(indexHandle).putLong(40, MAGIC);
    out.writeBytes(footer);
    return out.toByteArray();
  }

  /** Adds a block with its trailer, and returns its handle. */
  static byte[] addBlock(ByteArrayOutputStream out, byte[] block, int compression) {
    byte[] handle = handle(out.size(), block.length);
    ByteArrayOutputStream typed = new ByteArrayOutputStream();
    typed.writeBytes(block);
    typed.write(compression);
    out.writeBytes(typed.toByteArray());
    out.writeBytes(new Message().int32(masked(typed.toByteArray())).bytes());
    return handle;
  }

  static byte[] handle(long offset, long size) {
    return new Message().varint(offset).varint(size).bytes();
  }

  static byte[] block(List<byte[]> keys, List<byte[]> values) {
    Message block = new Message();
    List<Integer> restarts = new ArrayList<>();
    byte[] last = {};
    for (int i = 0; i < keys.size(); i++) {
      int shared = 0;
      if (i % ENTRIES_OF_A_RESTART == 0) {
        restarts.add(block.size());
      } else {
        while (shared < Math.min(last.length, keys.get(i).length)
            && last[shared] == keys.get(i)[shared]) {
          shared++;
        }
      }
      last = keys.get(i);
      block.varint(shared).varint(last.length - shared).varint(values.get(i).length);
      block.raw(last, shared).raw(values.get(i), 0);
    }
    if (restarts.isEmpty()) {
      restarts.add(0);
    }
    restarts.forEach(block::int32);
    return block.int32(restarts.size()).bytes();
  }

  static int masked(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    int crc = (int) checksum.getValue();
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A protobuf message, or what is written like one. */
  static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message varint(long value) {
      long left = value;
      while ((left & ~0x7fL) != 0) {
        out.write((int) ((left & 0x7f) | 0x80));
        left >>>= 7;
      }
      out.write((int) left);
      return this;
    }

    Message number(int field, long value) {
      return varint(field << 3).varint(value);
    }

    Message message(int field, Message message) {
      return varint((field << 3) | 2).varint(message.size()).raw(message.bytes(), 0);
    }

    Message fixed32(int field, int value) {
      return varint((field << 3) | 5).int32(value);
    }

    Message int32(int value) {
      byte[] bytes = new byte[4];
      little(bytes).putInt(value);
      return raw(bytes, 0);
    }

    Message raw(byte[] bytes, int from) {
      out.write(bytes, from, bytes.length - from);
      return this;
    }

    int size() {
      return out.size();
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }
}
