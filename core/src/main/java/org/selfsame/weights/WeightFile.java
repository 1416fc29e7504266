package org.selfsame.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.selfsame.system.FileReplacement;

/**
 * What a safetensors file holds: named arrays and text metadata, both in the order of the file.
 *
 * <pre>{@code
 * WeightFile file = WeightFile.read(Path.of("nlrn.safetensors"));
 * String config = file.metadata().get("config");
 * float[] bias = file.arrays().get("input_conv.bias").values();
 * file.write(Path.of("copy.safetensors"));
 * }</pre>
 *
 * <p>Only floating-point arrays are read. Values are not checked: they may be NaN or infinite.
 */
public final class WeightFile {
  private static final int CHUNK = 1 << 16;

  private final Map<String, String> metadata;
  private final Map<String, WeightArray> arrays;

  /**
   * Makes a file's content; the maps are copied, the arrays in them are kept.
   *
   * @throws IllegalArgumentException if an array is named {@code __metadata__}, which the format
   *     reserves
   */
  public WeightFile(Map<String, String> metadata, Map<String, WeightArray> arrays) {
    if (arrays.containsKey(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException(
          "an array named %s: safetensors reserves this name"
              .formatted(SafetensorsHeader.METADATA));
    }
    this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    this.arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  /** Returns the text metadata, which cannot be modified. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Returns the arrays by name; the map cannot be modified. */
  public Map<String, WeightArray> arrays() {
    return arrays;
  }

  /**
   * Reads a file.
   *
   * @throws WeightFileException if there is no such file, or it is not a whole and valid
   *     safetensors file of floating-point arrays
   * @throws IOException if reading fails
   */
  public static WeightFile read(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new WeightFileException(path + " is a folder: expected a .safetensors file");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return read(in, path.toString());
    } catch (NoSuchFileException e) {
      throw new WeightFileException("there is no weight file " + path + ": check the path", e);
    }
  }

  /**
   * Reads a stream to its end, without closing it.
   *
   * @param in the bytes of a safetensors file
   * @param name what messages call the stream
   * @throws WeightFileException if the bytes are not a whole and valid safetensors file of
   *     floating-point arrays
   * @throws IOException if reading fails
   */
  public static WeightFile read(InputStream in, String name) throws IOException {
    SafetensorsHeader header = SafetensorsHeader.read(in, name);
    Map<String, WeightArray> arrays = new LinkedHashMap<>();
    header.entries().forEach(entry -> arrays.put(entry.name(), null)); // the order of the header
    for (SafetensorsHeader.Entry entry : header.entriesByOffset()) {
      // Floats are allocated only once their bytes are there: a header may lie.
      byte[] bytes = in.readNBytes(entry.byteCount());
      if (bytes.length < entry.byteCount()) {
        throw new WeightFileException(
            "%s is truncated: it ends in the array \"%s\", %d bytes of data are missing. Fetch or copy the file again."
                .formatted(name, entry.name(), header.dataLength() - entry.begin() - bytes.length));
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      float[] values = new float[entry.byteCount() / entry.type().bytes()];
      for (int i = 0; i < values.length; i++) {
        values[i] = entry.type().get(buffer);
      }
      arrays.put(entry.name(), new WeightArray(entry.shape(), values));
    }
    if (in.read() != -1) {
      throw new WeightFileException(
          "%s has bytes after its %d bytes of data: it is not the file its header describes. Fetch or copy the file again."
              .formatted(name, header.dataLength()));
    }
    return new WeightFile(header.metadata(), arrays);
  }

  /**
   * Writes a file, all arrays as {@link DataType#F32}.
   *
   * <p>Whatever happens, {@code path} is the old file or the whole new one ({@link
   * FileReplacement}).
   *
   * @throws WeightFileException if it cannot be written
   * @throws IOException if the thread is interrupted
   */
  public void write(Path path) throws IOException {
    byte[] header = SafetensorsHeader.encode(metadata, arrays);
    try {
      FileReplacement.write(
          path,
          out -> {
            out.write(header);
            ByteBuffer buffer =
                ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (WeightArray array : arrays.values()) {
              float[] values = array.values();
              for (int start = 0; start < values.length; start += CHUNK) {
                int count = Math.min(CHUNK, values.length - start);
                buffer.asFloatBuffer().put(values, start, count);
                out.write(buffer.array(), 0, count * Float.BYTES);
              }
            }
          });
    } catch (FileSystemException e) {
      throw new WeightFileException(e.getMessage(), e);
    }
  }
}
