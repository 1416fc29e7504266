package org.selfsame.image;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Builds PNG files of any kind, plainly: rows without filters, one chunk of pixels. */
final class PngFile {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  PngFile() {
    bytes.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
  }

  PngFile header(int width, int height, int depth, int colorType, boolean interlaced)
      throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(header);
    data.writeInt(width);
    data.writeInt(height);
    data.write(new byte[] {(byte) depth, (byte) colorType, 0, 0, (byte) (interlaced ? 1 : 0)});
    return chunk("IHDR", header.toByteArray());
  }

  /** Adds pixels given as samples [height][width * samplesPerPixel]. */
  PngFile pixels(int[][] samples, int samplesPerPixel, int depth, boolean interlaced)
      throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(compressed)) {
      // left, top, step right, step down: PNG specification, 8.1
      int[][] passes =
          interlaced
              ? new int[][] {
                {0, 0, 8, 8},
                {4, 0, 8, 8},
                {0, 4, 4, 8},
                {2, 0, 4, 4},
                {0, 2, 2, 4},
                {1, 0, 2, 2},
                {0, 1, 1, 2}
              }
              : new int[][] {{0, 0, 1, 1}};
      int width = samples[0].length / samplesPerPixel;
      for (int[] pass : passes) {
        for (int y = pass[1]; y < samples.length && pass[0] < width; y += pass[3]) {
          StringBuilder bits = new StringBuilder("00000000");
          for (int x = pass[0]; x < width; x += pass[2]) {
            for (int s = 0; s < samplesPerPixel; s++) {
              String binary = Integer.toBinaryString(samples[y][x * samplesPerPixel + s]);
              bits.append("0".repeat(depth - binary.length())).append(binary);
            }
          }
          bits.append("0".repeat((8 - bits.length() % 8) % 8));
          for (int i = 0; i < bits.length(); i += 8) {
            out.write(Integer.parseInt(bits.substring(i, i + 8), 2));
          }
        }
      }
    }
    return chunk("IDAT", compressed.toByteArray());
  }

  PngFile chunk(String type, byte[] content) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    return chunk(type, content, (int) crc.getValue());
  }

  PngFile chunk(String type, byte[] content, int checksum) throws IOException {
    DataOutputStream data = new DataOutputStream(bytes);
    data.writeInt(content.length);
    data.writeBytes(type);
    data.write(content);
    data.writeInt(checksum);
    return this;
  }

  byte[] end() throws IOException {
    chunk("IEND", new byte[0]);
    return bytes.toByteArray();
  }
}
