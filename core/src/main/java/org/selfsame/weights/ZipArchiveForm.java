package org.selfsame.weights;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The form since PyTorch 1.6: a zip archive with the object in {@code NAME/data.pkl}, each storage
 * in {@code NAME/data/KEY}, and {@code NAME/byteorder} (since 2.1). PyTorch stores the entries;
 * archives packed again are read too if they are deflated no more than {@link #MAX_RATIO} times.
 */
final class ZipArchiveForm implements PyTorchForm {
  /** The largest ratio of unpacked data to the file; weights shrink by a few percent. */
  private static final int MAX_RATIO = 4;

  /** A pickle shrinks more than weights, which matters in the smallest files. */
  private static final int FREE_BYTES = 1 << 16;

  private final ZipFile zip;
  private final String file;
  private final String folder;
  private final Object content;
  private long bytesLeft;

  private ZipArchiveForm(ZipFile zip, long size, String file) throws IOException {
    this.zip = zip;
    this.file = file;
    this.folder = folder();
    this.bytesLeft = MAX_RATIO * size + FREE_BYTES;
    if (zip.getEntry(folder + "constants.pkl") != null) {
      throw new WeightFileException(
          file
              + " is a TorchScript archive, a program with weights; expected weights alone. Load it with PyTorch, torch.jit.load, and save its state_dict().");
    }
    if (zip.getEntry(folder + "byteorder") != null
        && !StandardCharsets.UTF_8.decode(read("byteorder")).toString().equals("little")) {
      throw new WeightFileException(
          file
              + " was written on a big-endian machine, expected little-endian. Save it again on another machine.");
    }
    long maxStorageBytes = bytesLeft;
    this.content =
        new PickleReader(read("data.pkl"), new PyTorchObjects(maxStorageBytes, file), file).read();
  }

  /** Reads a file up to its storages. */
  static ZipArchiveForm open(Path path, String file) throws IOException {
    ZipFile zip;
    try {
      zip = new ZipFile(path.toFile());
    } catch (ZipException | EOFException e) {
      throw damaged(file, e);
    }
    try {
      return new ZipArchiveForm(zip, Files.size(path), file);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  /** Returns NAME with its slash. */
  private String folder() throws WeightFileException {
    List<String> folders;
    try {
      folders =
          zip.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.matches("[^/]+/data\\.pkl"))
              .map(name -> name.substring(0, name.indexOf('/') + 1))
              .toList();
    } catch (IllegalArgumentException e) { // a name that is not UTF-8
      throw damaged(file, e);
    }
    if (folders.size() != 1) {
      throw new WeightFileException(
          "%s is a zip archive with %s NAME/data.pkl, expected one: it is not a PyTorch checkpoint"
              .formatted(file, folders.isEmpty() ? "no" : "more than one"));
    }
    return folders.get(0);
  }

  @Override
  public Object content() {
    return content;
  }

  @Override
  public ByteBuffer read(PyTorchStorage storage) throws IOException {
    ByteBuffer bytes = read("data/" + storage.key());
    if (bytes.remaining() != storage.byteCount()) {
      throw new WeightFileException(
          "%s is damaged: its storage %s has %d bytes, expected %d. Fetch or copy the file again."
              .formatted(
                  file, Pickled.quote(storage.key()), bytes.remaining(), storage.byteCount()));
    }
    return bytes;
  }

  private ByteBuffer read(String name) throws IOException {
    ZipEntry entry = zip.getEntry(folder + name);
    if (entry == null) {
      throw new WeightFileException(
          "%s is damaged or not a PyTorch checkpoint: there is no entry %s in it"
              .formatted(file, Pickled.quote(folder + name)));
    }
    long size = entry.getSize();
    if (size > bytesLeft) {
      throw new WeightFileException(
          "%s would be more than %d times as large unpacked, at %s: it is damaged or made to fill the memory"
              .formatted(file, MAX_RATIO, Pickled.quote(entry.getName())));
    }
    bytesLeft -= size;
    byte[] bytes = new byte[Math.toIntExact(size)];
    try (InputStream in = zip.getInputStream(entry)) {
      int length = in.readNBytes(bytes, 0, bytes.length);
      if (length < bytes.length || in.read() >= 0) {
        throw new WeightFileException(
            "%s is damaged: its entry %s has %s than %d bytes. Fetch or copy the file again."
                .formatted(
                    file,
                    Pickled.quote(entry.getName()),
                    length < bytes.length ? "fewer" : "more",
                    size));
      }
    } catch (ZipException | EOFException e) {
      throw damaged(file, e);
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static WeightFileException damaged(String file, Exception cause) {
    return new WeightFileException(
        "%s is a truncated or damaged zip archive%s. Fetch or copy the file again."
            .formatted(file, cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")"),
        cause);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
