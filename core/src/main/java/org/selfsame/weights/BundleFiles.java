package org.selfsame.weights;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The files of a TensorFlow bundle, as they lie in a folder or in a zip archive. */
sealed interface BundleFiles extends Closeable {
  /** Returns a file's length; -1 if there is no such file. */
  long size(String name) throws IOException;

  /** Reads a part of a file that is known to be there. */
  ByteBuffer read(String name, long offset, int length) throws IOException;

  /** In a folder. */
  record InFolder(Path folder) implements BundleFiles {
    @Override
    public long size(String name) throws IOException {
      Path file = folder.resolve(name);
      return Files.isRegularFile(file) ? Files.size(file) : -1;
    }

    @Override
    public ByteBuffer read(String name, long offset, int length) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(length);
      try (FileChannel channel = FileChannel.open(folder.resolve(name))) {
        while (bytes.hasRemaining()) {
          if (channel.read(bytes, offset + bytes.position()) < 0) {
            throw new WeightFileException(
                "%s became shorter while it was read".formatted(folder.resolve(name)));
          }
        }
      }
      return bytes.flip();
    }

    @Override
    public void close() {}
  }

  /** In a folder of a zip archive; an entry is unpacked into memory. */
  final class InZip implements BundleFiles {
    /** The largest ratio of unpacked data to the file; weights shrink by a few percent. */
    private static final int MAX_RATIO = 4;

    /** What may be unpacked of the smallest files, such as those of zeros. */
    private static final int FREE_BYTES = 1 << 20;

    private final ZipFile zip;
    private final String file;
    private final String folder;
    private final Map<String, byte[]> unpacked = new HashMap<>();
    private long bytesLeft;

    InZip(ZipFile zip, String file, String folder) throws IOException {
      this.zip = zip;
      this.file = file;
      this.folder = folder;
      this.bytesLeft = MAX_RATIO * Files.size(Path.of(zip.getName())) + FREE_BYTES;
    }

    @Override
    public long size(String name) {
      ZipEntry entry = zip.getEntry(folder + name);
      return entry == null ? -1 : entry.getSize();
    }

    @Override
    public ByteBuffer read(String name, long offset, int length) throws IOException {
      byte[] bytes = unpacked.get(name);
      if (bytes == null) {
        bytes = unpack(zip.getEntry(folder + name));
        unpacked.put(name, bytes);
      }
      return ByteBuffer.wrap(bytes, (int) offset, length).slice();
    }

    private byte[] unpack(ZipEntry entry) throws IOException {
      long size = entry.getSize();
      if (size > Math.min(bytesLeft, Integer.MAX_VALUE - 8)) {
        throw new WeightFileException(
            "%s would be more than %d times as large unpacked, or beyond 2 GiB, at %s: unpack it, and import the folder"
                .formatted(file, MAX_RATIO, Pickled.quote(entry.getName())));
      }
      bytesLeft -= size;
      byte[] bytes = new byte[(int) size];
      try (InputStream in = zip.getInputStream(entry)) {
        int length = in.readNBytes(bytes, 0, bytes.length);
        if (length < bytes.length || in.read() >= 0) {
          throw new WeightFileException(
              "%s is damaged: its entry %s does not have %d bytes. Fetch or copy the file again."
                  .formatted(file, Pickled.quote(entry.getName()), size));
        }
      } catch (ZipException | EOFException e) {
        throw new WeightFileException(
            "%s is a damaged zip archive (%s). Fetch or copy the file again."
                .formatted(file, e.getMessage()),
            e);
      }
      return bytes;
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }
  }
}
