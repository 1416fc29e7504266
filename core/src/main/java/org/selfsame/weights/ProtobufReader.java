package org.selfsame.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the fields of a protobuf message one by one, and never beyond its end. */
final class ProtobufReader {
  private static final int LONGEST_VARINT = 10;

  private final ByteBuffer bytes;
  private final String file;
  private int wireType;

  /**
   * Reads a message.
   *
   * @param file what messages of errors call its file
   */
  ProtobufReader(ByteBuffer message, String file) {
    this.bytes = message.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.file = file;
  }

  boolean hasMore() {
    return bytes.hasRemaining();
  }

  /** Returns the number of the next field; its value must be read or skipped before the next. */
  int field() throws WeightFileException {
    long tag = varint();
    wireType = (int) (tag & 7);
    return (int) Math.min(tag >>> 3, Integer.MAX_VALUE);
  }

  /** Reads a number of 1 to 10 bytes. */
  long varint() throws WeightFileException {
    long number = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      require(1);
      byte next = bytes.get();
      number |= (next & 0x7fL) << (7 * i);
      if (next >= 0) {
        return number;
      }
    }
    throw damaged("a number has more than %d bytes".formatted(LONGEST_VARINT));
  }

  int fixed32() throws WeightFileException {
    require(Integer.BYTES);
    return bytes.getInt();
  }

  /** Reads a field that is a message or a text. */
  ProtobufReader message() throws WeightFileException {
    return new ProtobufReader(bytes(varint()), file);
  }

  /** Returns the next bytes, which are shared. */
  ByteBuffer bytes(long count) throws WeightFileException {
    require(count);
    ByteBuffer part = bytes.slice(bytes.position(), (int) count);
    bytes.position(bytes.position() + (int) count);
    return part;
  }

  /** Skips the value of a field. */
  void skip() throws WeightFileException {
    switch (wireType) {
      case 0 -> varint();
      case 1 -> bytes(Long.BYTES);
      case 2 -> bytes(varint());
      case 5 -> bytes(Integer.BYTES);
      default -> throw damaged("a field has the wire type %d".formatted(wireType));
    }
  }

  private void require(long count) throws WeightFileException {
    if (count < 0 || count > bytes.remaining()) {
      throw damaged(
          "%s bytes are expected where %d are left"
              .formatted(Long.toUnsignedString(count), bytes.remaining()));
    }
  }

  private WeightFileException damaged(String what) {
    return new WeightFileException(
        "%s is damaged: %s. Fetch or copy the file again.".formatted(file, what));
  }
}
