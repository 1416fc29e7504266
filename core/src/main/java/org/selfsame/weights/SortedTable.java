package org.selfsame.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Reads LevelDB's sorted tables, the form of a TensorFlow bundle's index: blocks of keys and
 * values, a block that tells where they are, and a footer that tells where that is. Nothing is read
 * twice, so the file's length bounds time and memory.
 */
final class SortedTable {
  private static final long MAGIC = 0xdb4775248b80fb57L;
  private static final int FOOTER = 48;

  /** A type of compression and a checksum. */
  private static final int TRAILER = 1 + Integer.BYTES;

  private static final int LONGEST_KEY = 4096;

  /**
   * How many times as long as the file all keys may be: they share their beginnings, so that a
   * small file could make many long ones.
   */
  private static final int MAX_RATIO = 8;

  private static final int CHECKSUM_DELTA = 0xa282ead8;

  private final ByteBuffer bytes;
  private final String file;
  private long keyBytesLeft;

  private SortedTable(byte[] bytes, String file) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.file = file;
    this.keyBytesLeft = (long) MAX_RATIO * bytes.length;
  }

  /** Returns whether a file's last bytes are those of a table. */
  static boolean isEnd(byte[] last) {
    return last.length >= Long.BYTES
        && ByteBuffer.wrap(last).order(ByteOrder.LITTLE_ENDIAN).getLong(last.length - Long.BYTES)
            == MAGIC;
  }

  /**
   * Returns the values by key.
   *
   * @param file what messages call the table
   */
  static Map<String, ByteBuffer> read(byte[] bytes, String file) throws WeightFileException {
    return new SortedTable(bytes, file).read();
  }

  /** Returns a CRC-32C as TensorFlow writes it. */
  static int maskedChecksum(ByteBuffer bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.duplicate());
    return Integer.rotateRight((int) checksum.getValue(), 15) + CHECKSUM_DELTA;
  }

  private Map<String, ByteBuffer> read() throws WeightFileException {
    if (bytes.limit() < FOOTER || !isEnd(bytes.array())) {
      throw new WeightFileException(
          "%s is not a whole TensorFlow index: its %d bytes do not end with a table's footer. Fetch or copy the file again."
              .formatted(file, bytes.limit()));
    }
    int footer = bytes.limit() - FOOTER;
    ProtobufReader handles = new ProtobufReader(bytes.slice(footer, FOOTER - Long.BYTES), file);
    handles.varint(); // two numbers of an empty block that TensorFlow has no use for
    handles.varint();
    Map<String, ByteBuffer> blocks = new LinkedHashMap<>();
    addEntries(block(handles, 0, footer), blocks);
    Map<String, ByteBuffer> entries = new LinkedHashMap<>();
    int from = 0;
    for (ByteBuffer value : blocks.values()) {
      ByteBuffer block = block(new ProtobufReader(value, file), from, footer);
      from = block.arrayOffset() + block.limit() + TRAILER;
      addEntries(block, entries);
    }
    return entries;
  }

  /** Returns the block that an offset and a size tell, checked and without its trailer. */
  private ByteBuffer block(ProtobufReader handle, int from, int to) throws WeightFileException {
    long offset = handle.varint();
    long size = handle.varint();
    if (offset < from || size < Integer.BYTES || size > to - TRAILER - offset) {
      throw damaged(
          "a block of %s bytes begins at %s, expected one between %d and %d"
              .formatted(Long.toUnsignedString(size), Long.toUnsignedString(offset), from, to));
    }
    int end = (int) (offset + size);
    if (bytes.getInt(end + 1)
        != maskedChecksum(bytes.slice((int) offset, (int) size + 1))) { // with the type
      throw damaged("the checksum of the block at %d is wrong".formatted(offset));
    }
    if (bytes.get(end) != 0) {
      throw new WeightFileException(
          "%s has compressed blocks (type %d): TensorFlow writes none, and none are read"
              .formatted(file, bytes.get(end)));
    }
    return bytes.slice((int) offset, (int) size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Adds a block's entries; each key begins as the one before it. */
  private void addEntries(ByteBuffer block, Map<String, ByteBuffer> entries)
      throws WeightFileException {
    int size = block.limit();
    long restarts = Integer.toUnsignedLong(block.getInt(size - Integer.BYTES));
    long end = size - Integer.BYTES * (restarts + 1);
    if (end < 0) {
      throw damaged("a block of %d bytes tells of %d restarts".formatted(size, restarts));
    }
    ProtobufReader reader = new ProtobufReader(block.slice(0, (int) end), file);
    byte[] key = new byte[0];
    while (reader.hasMore()) {
      long shared = reader.varint();
      long own = reader.varint();
      long value = reader.varint();
      keyBytesLeft -= shared + own;
      if (shared < 0
          || shared > key.length
          || own < 0
          || own > LONGEST_KEY - shared
          || keyBytesLeft < 0) {
        throw damaged(
            "a key shares %s bytes with one of %d and adds %s; expected at most %d, and shorter ones in all"
                .formatted(
                    Long.toUnsignedString(shared),
                    key.length,
                    Long.toUnsignedString(own),
                    LONGEST_KEY));
      }
      key = Arrays.copyOf(key, (int) (shared + own));
      reader.bytes(own).get(key, (int) shared, (int) own);
      String name = new String(key, StandardCharsets.UTF_8);
      if (entries.put(name, reader.bytes(value)) != null) {
        throw damaged("the key %s is there twice".formatted(Pickled.quote(name)));
      }
    }
  }

  private WeightFileException damaged(String what) {
    return new WeightFileException(
        "%s is damaged: %s. Fetch or copy the file again.".formatted(file, what));
  }
}
