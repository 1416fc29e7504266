package org.selfsame.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.selfsame.weights.WeightArray;

/** Writes state dicts as torch.save does, in its two forms. */
public enum Checkpoints {
  LEGACY {
    @Override
    public byte[] file(Map<String, WeightArray> arrays) {
      Bytes out = new Bytes();
      out.raw("80028a0a6cfc9c46f9206aa850192e"); // the magic number
      out.raw("80024de9032e"); // the version, 1001
      out.raw("80027d2e"); // nothing to tell of the system
      out.pickle(arrays, true);
      out.raw("80025d28");
      arrays.keySet().forEach(out::text);
      out.raw("652e");
      arrays
          .values()
          .forEach(
              array -> {
                out.little(8, array.values().length);
                out.floats(array.values());
              });
      return out.toByteArray();
    }
  },
  ZIP {
    @Override
    public byte[] file(Map<String, WeightArray> arrays) throws IOException {
      Map<String, byte[]> entries = new LinkedHashMap<>();
      Bytes pickle = new Bytes();
      pickle.pickle(arrays, false);
      entries.put("model/data.pkl", pickle.toByteArray());
      arrays.forEach(
          (name, array) -> {
            Bytes storage = new Bytes();
            storage.floats(array.values());
            entries.put("model/data/" + name, storage.toByteArray());
          });
      entries.put("model/version", "3\n".getBytes(StandardCharsets.UTF_8));
      return zip(entries);
    }
  };

  /** Returns the bytes of a file; the key of each storage is the name of its tensor. */
  public abstract byte[] file(Map<String, WeightArray> arrays) throws IOException;

  public Path write(Path file, Map<String, WeightArray> arrays) throws IOException {
    return Files.write(file, file(arrays));
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> content : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(content.getKey());
        CRC32 crc = new CRC32();
        crc.update(content.getValue());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.getValue().length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content.getValue());
      }
    }
    return out.toByteArray();
  }

  /** A stream of instructions and numbers. */
  private static final class Bytes extends ByteArrayOutputStream {
    /** Writes a dict of tensors. */
    void pickle(Map<String, WeightArray> arrays, boolean legacy) {
      raw("80027d28");
      arrays.forEach(
          (name, array) -> {
            text(name);
            global("torch._utils", "_rebuild_tensor_v2");
            raw("2828"); // two tuples begin
            text("storage");
            global("torch", "FloatStorage");
            text(name);
            text("cpu");
            number(array.values().length);
            raw(legacy ? "4e7451" : "7451"); // no view of it
            number(0);
            numbers(array.shape());
            numbers(strides(array.shape()));
            raw("89");
            raw("7d"); // no hooks
            raw("7452"); // the call
          });
      raw("752e");
    }

    void raw(String hex) {
      writeBytes(HexFormat.of().parseHex(hex));
    }

    void text(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      raw("58");
      little(4, bytes.length);
      writeBytes(bytes);
    }

    private void global(String module, String name) {
      writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void numbers(long[] numbers) {
      raw("28");
      for (long number : numbers) {
        number(number);
      }
      raw("74");
    }

    private void number(long number) {
      raw("4a");
      little(4, number);
    }

    void little(int length, long number) {
      byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
      write(bytes, 0, length);
    }

    void floats(float[] values) {
      for (float value : values) {
        little(4, Float.floatToRawIntBits(value));
      }
    }

    private static long[] strides(long[] shape) {
      long[] strides = new long[shape.length];
      long stride = 1;
      for (int i = shape.length - 1; i >= 0; i--) {
        strides[i] = stride;
        stride *= shape[i];
      }
      return strides;
    }
  }
}
