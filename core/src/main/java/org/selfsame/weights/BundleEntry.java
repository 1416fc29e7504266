package org.selfsame.weights;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a TensorFlow bundle has an array: its protobuf {@code BundleEntryProto}.
 *
 * @param type TensorFlow's number of the type
 * @param checksum the masked CRC-32C of the bytes
 * @param sliced whether the array lies in pieces, under other names
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BundleEntry(
    int type, long[] shape, int shard, long offset, long size, int checksum, boolean sliced) {
  private static final int MOST_DIMENSIONS = 254;

  static BundleEntry parse(ByteBuffer message, String file) throws WeightFileException {
    ProtobufReader reader = new ProtobufReader(message, file);
    int type = 0;
    long[] shape = {};
    int shard = 0;
    long offset = 0;
    long size = 0;
    int checksum = 0;
    boolean sliced = false;
    while (reader.hasMore()) {
      switch (reader.field()) {
        case 1 -> type = (int) reader.varint();
        case 2 -> shape = shape(reader.message(), file);
        case 3 -> shard = (int) reader.varint();
        case 4 -> offset = reader.varint();
        case 5 -> size = reader.varint();
        case 6 -> checksum = reader.fixed32();
        case 7 -> {
          reader.skip();
          sliced = true;
        }
        default -> reader.skip();
      }
    }
    return new BundleEntry(type, shape, shard, offset, size, checksum, sliced);
  }

  private static long[] shape(ProtobufReader reader, String file) throws WeightFileException {
    List<Long> dimensions = new ArrayList<>();
    while (reader.hasMore()) {
      if (reader.field() == 2) {
        dimensions.add(dimension(reader.message()));
      } else {
        reader.skip();
      }
      if (dimensions.size() > MOST_DIMENSIONS) {
        throw new WeightFileException(
            "%s is damaged: an array has more than %d dimensions. Fetch or copy the file again."
                .formatted(file, MOST_DIMENSIONS));
      }
    }
    return dimensions.stream().mapToLong(Long::longValue).toArray();
  }

  private static long dimension(ProtobufReader reader) throws WeightFileException {
    long length = 0;
    while (reader.hasMore()) {
      if (reader.field() == 1) {
        length = reader.varint();
      } else {
        reader.skip();
      }
    }
    return length;
  }
}
