package org.selfsame.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes the bytes of PyTorch checkpoints, of each form. */
enum CheckpointWriter {
  LEGACY {
    @Override
    byte[] checkpoint(byte[] pickle, Storage... storages) {
      return legacy(pickle, List.of(storages).stream().map(Storage::key).toList(), storages);
    }

    @Override
    PickleWriter.Persistent reference(Storage storage) {
      return reference(storage, null);
    }
  },
  ZIP {
    @Override
    byte[] checkpoint(byte[] pickle, Storage... storages) {
      return zip(ZipEntry.STORED, entries(pickle, storages));
    }

    @Override
    PickleWriter.Persistent reference(Storage storage) {
      return new PickleWriter.Persistent(
          PickleWriter.Tuple.of(
              "storage",
              new PickleWriter.Global("torch", storage.type()),
              storage.key(),
              "cpu",
              storage.length()));
    }
  };

  /**
   * A storage.
   *
   * @param type the name of its class in the module torch
   * @param length the number of elements that the file claims
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Storage(String key, String type, long length, byte[] bytes) {
    static Storage floats(String key, float... values) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      for (float value : values) {
        bytes.putFloat(value);
      }
      return new Storage(key, "FloatStorage", values.length, bytes.array());
    }

    static Storage longs(String key, long... values) {
      ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      for (long value : values) {
        bytes.putLong(value);
      }
      return new Storage(key, "LongStorage", values.length, bytes.array());
    }

    Storage claiming(long elements) {
      return new Storage(key, type, elements, bytes);
    }
  }

  /** Returns a file of a pickle, which must be whole, and the storages it refers to. */
  abstract byte[] checkpoint(byte[] pickle, Storage... storages);

  /** Returns the reference to a storage. */
  abstract PickleWriter.Persistent reference(Storage storage);

  /** Returns a file of a value that is pickled. */
  byte[] checkpointOf(Object content, Storage... storages) {
    return checkpoint(PickleWriter.pickle(content), storages);
  }

  /** Returns all elements of a storage as a tensor of one dimension. */
  PickleWriter.Call vector(Storage storage) {
    return tensor(storage, 0, new long[] {storage.length()}, new long[] {1});
  }

  PickleWriter.Call tensor(Storage storage, long offset, long[] shape, long[] strides) {
    return tensor(reference(storage), offset, shape, strides);
  }

  static PickleWriter.Call tensor(
      PickleWriter.Persistent storage, long offset, long[] shape, long[] strides) {
    return PickleWriter.Call.of(
        "torch._utils",
        "_rebuild_tensor_v2",
        storage,
        offset,
        tuple(shape),
        tuple(strides),
        false,
        PickleWriter.Call.of("collections", "OrderedDict"));
  }

  static PickleWriter.Tuple tuple(long... numbers) {
    return new PickleWriter.Tuple(LongStream.of(numbers).boxed().toList());
  }

  /** Returns the reference of the legacy stream to a storage or a view of it. */
  static PickleWriter.Persistent reference(Storage storage, PickleWriter.Tuple view) {
    return new PickleWriter.Persistent(
        PickleWriter.Tuple.of(
            "storage",
            new PickleWriter.Global("torch", storage.type()),
            storage.key(),
            "cpu",
            storage.length(),
            view));
  }

  /** Returns a legacy stream with any list of keys. */
  static byte[] legacy(byte[] pickle, List<?> keys, Storage... storages) {
    Map<String, Object> system = new LinkedHashMap<>();
    system.put("protocol_version", 1001);
    system.put("little_endian", true);
    system.put("type_sizes", Map.of("short", 2, "int", 4, "long", 4));
    return legacy(1001, system, pickle, keys, storages);
  }

  static byte[] legacy(
      int version, Object system, byte[] pickle, List<?> keys, Storage... storages) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(magic());
    out.writeBytes(PickleWriter.pickle(version));
    out.writeBytes(PickleWriter.pickle(system));
    out.writeBytes(pickle);
    out.writeBytes(PickleWriter.pickle(keys));
    for (Storage storage : storages) {
      out.writeBytes(new PickleWriter().int64(storage.length()).bytes());
      out.writeBytes(storage.bytes());
    }
    return out.toByteArray();
  }

  /** Returns the pickle of the magic number. */
  static byte[] magic() {
    return new PickleWriter()
        .op(0x80, 2, 0x8a, 10)
        .op(0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
        .op('.')
        .bytes();
  }

  /** Returns the entries of the zip form by name. */
  static Map<String, byte[]> entries(byte[] pickle, Storage... storages) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("weights/data.pkl", pickle);
    entries.put("weights/byteorder", "little".getBytes(StandardCharsets.UTF_8));
    List.of(storages).stream()
        .sorted(Comparator.comparing(Storage::key))
        .forEach(storage -> entries.put("weights/data/" + storage.key(), storage.bytes()));
    entries.put("weights/version", "3\n".getBytes(StandardCharsets.UTF_8));
    return entries;
  }

  static byte[] zip(int method, Map<String, byte[]> entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> item : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(item.getKey());
        entry.setMethod(method);
        entry.setTime(0);
        entry.setSize(item.getValue().length);
        CRC32 crc = new CRC32();
        crc.update(item.getValue());
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(item.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
