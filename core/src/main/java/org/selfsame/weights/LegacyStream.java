package org.selfsame.weights;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.selfsame.weights.Pickled.Dict;
import org.selfsame.weights.Pickled.Sequence;

/**
 * The form of PyTorch 0.1.12 to 1.5, which later versions write on request. Five pickles: a magic
 * number, the version of the protocol, a dict about the system, the object, the keys of the
 * storages; then each storage: the number of elements (8 bytes) and the elements, little-endian.
 */
final class LegacyStream implements PyTorchForm {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final Long VERSION = 1001L;
  private static final int PIECE = 1 << 16;

  private final FileChannel channel;
  private final String file;
  private final Object content;
  private final Map<String, Long> positions = new HashMap<>(); // of the elements, by key

  private LegacyStream(FileChannel channel, String file) throws IOException {
    this.channel = channel;
    this.file = file;
    long size = channel.size();
    PyTorchObjects objects = new PyTorchObjects(size, file);
    ByteBuffer pickles = read(0, (int) Math.min(size, PickleReader.MAX_BYTES));
    PickleReader reader = new PickleReader(pickles, objects, file);
    if (!MAGIC.equals(reader.read())) {
      throw new WeightFileException(
          file
              + " is a pickle, but not a PyTorch checkpoint: it does not begin with the magic number of torch.save");
    }
    if (!VERSION.equals(reader.read())) {
      throw new WeightFileException(
          "%s is a PyTorch checkpoint of an unknown version, expected %d. Save it again with a current PyTorch."
              .formatted(file, VERSION));
    }
    if (reader.read() instanceof Dict system
        && Boolean.FALSE.equals(system.named().get("little_endian"))) {
      throw new WeightFileException(
          file
              + " was written on a big-endian machine, expected little-endian. Save it again on another machine.");
    }
    this.content = reader.read();
    if (!(reader.read() instanceof Sequence keys)) {
      throw new WeightFileException(
          file + " is damaged or not a PyTorch checkpoint: it has no list of storages");
    }
    locate(keys, objects.storages(), pickles.position(), size);
  }

  /** Reads a file up to its storages. */
  static LegacyStream open(Path path, String file) throws IOException {
    FileChannel channel = FileChannel.open(path);
    try {
      return new LegacyStream(channel, file);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void locate(Sequence keys, Map<String, PyTorchStorage> storages, long start, long size)
      throws IOException {
    long position = start;
    for (Object key : keys.items()) {
      PyTorchStorage storage = key instanceof String name ? storages.get(name) : null;
      if (storage == null || positions.containsKey(storage.key())) {
        throw new WeightFileException(
            file
                + " is damaged or not a PyTorch checkpoint: its list of storages does not match its tensors");
      }
      long length = read(position, Long.BYTES).getLong();
      if (length != storage.length()) {
        throw new WeightFileException(
            "%s is damaged: its storage %s has %d elements, expected %d. Fetch or copy the file again."
                .formatted(file, Pickled.quote(storage.key()), length, storage.length()));
      }
      position += Long.BYTES;
      positions.put(storage.key(), position);
      position += storage.byteCount();
    }
    if (positions.size() < storages.size()) {
      throw new WeightFileException(
          "%s is damaged or not a PyTorch checkpoint: its tensors refer to %d storages, %d are listed"
              .formatted(file, storages.size(), positions.size()));
    }
    if (position != size) {
      throw new WeightFileException(
          "%s %s: it has %d bytes, its pickles describe %d. Fetch or copy the file again."
              .formatted(
                  file,
                  position > size ? "is truncated" : "has bytes after its end",
                  size,
                  position));
    }
  }

  @Override
  public Object content() {
    return content;
  }

  @Override
  public ByteBuffer read(PyTorchStorage storage) throws IOException {
    return read(positions.get(storage.key()), Math.toIntExact(storage.byteCount()));
  }

  private ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.position() < length) {
      // In pieces: a channel copies through as much native memory as one read asks for.
      bytes.limit(Math.min(length, bytes.position() + PIECE));
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new WeightFileException(
            "%s is truncated: it ends at byte %d, expected at least %d. Fetch or copy the file again."
                .formatted(file, position + bytes.position(), position + length));
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
