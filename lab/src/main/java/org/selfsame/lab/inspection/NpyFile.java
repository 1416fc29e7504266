package org.selfsame.lab.inspection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.selfsame.system.FileReplacement;

/** Writes NumPy's file of one array, version 1.0, which {@code numpy.load} reads. */
final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** Data begins at a multiple of this. */
  private static final int ALIGNMENT = 64;

  private NpyFile() {}

  /**
   * Writes an array of little-endian float32, the last dimension running fastest.
   *
   * @param planes which follow each other in the array
   * @param shape whose product is the number of all elements
   * @throws IOException as {@link FileReplacement#write}
   */
  static void write(Path file, List<float[]> planes, int... shape) throws IOException {
    long elements = planes.stream().mapToLong(plane -> plane.length).sum();
    if (elements != Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact)) {
      throw new IllegalArgumentException(
          "%d elements for an array of shape %s".formatted(elements, Arrays.toString(shape)));
    }
    byte[] header = header(shape);
    FileReplacement.write(
        file,
        out -> {
          out.write(header);
          for (float[] plane : planes) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * plane.length);
            bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(plane);
            out.write(bytes.array());
          }
        });
  }

  private static byte[] header(int... shape) {
    String sizes =
        Arrays.stream(shape).mapToObj(size -> size + ",").collect(Collectors.joining(" "));
    String description =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }".formatted(sizes);
    int before = MAGIC.length + Short.BYTES;
    int length = description.length() + 1;
    int padded = (before + length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - before;
    String line = description + " ".repeat(padded - length) + "\n";
    return ByteBuffer.allocate(before + padded)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) padded)
        .put(line.getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
