package org.selfsame.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads the weights of TensorFlow's SavedModels and checkpoints: bundles of an index and data.
 *
 * <pre>{@code
 * Map<String, WeightArray> arrays = TensorBundle.read(Path.of("saved_models/sigma25"));
 * float[] bias = arrays.get("conv1/bias").values();
 * }</pre>
 *
 * <p>A bundle is named by the folder of a SavedModel, a zip archive of that, a folder with one
 * checkpoint, or any file of a checkpoint or what their names have in common. Graphs are not read.
 * The files' lengths bound time and memory, whatever the index claims.
 */
public final class TensorBundle {
  private static final String INDEX = ".index";
  private static final String DATA_END = ".data-00000-of-00001";
  private static final Pattern DATA = Pattern.compile("\\.data-\\d{5}-of-\\d{5}$");
  private static final Pattern META = Pattern.compile("\\.meta$");
  private static final String SAVED_MODEL = "variables/variables";
  private static final int LARGEST_INDEX = 1 << 23;

  /** TensorFlow's numbers of the types of real floating-point numbers. */
  private static final Map<Integer, DataType> TYPES =
      Map.of(1, DataType.F32, 2, DataType.F64, 14, DataType.BF16, 19, DataType.F16);

  private final BundleFiles files;
  private final String prefix;
  private final String file;

  private TensorBundle(BundleFiles files, String prefix, String file) {
    this.files = files;
    this.prefix = prefix;
    this.file = file;
  }

  /** Returns whether a path names a bundle, which may still be damaged. */
  public static boolean isNamedBy(Path path) throws IOException {
    try (ZipFile zip = zip(path).orElse(null)) {
      return zip == null ? inFolder(path).isPresent() : zippedFolder(zip, path).isPresent();
    }
  }

  /**
   * Reads the floating-point arrays: float32, float16, bfloat16 and float64. Others, such as the
   * count of steps, are left out. Values are not checked: they may be NaN or infinite.
   *
   * @param path names the bundle
   * @return the arrays by name; the map cannot be modified
   * @throws WeightFileException if there is no bundle, or it is not whole and valid, or an array
   *     lies in pieces
   * @throws IOException if reading fails
   */
  public static Map<String, WeightArray> read(Path path) throws IOException {
    Optional<ZipFile> zip = zip(path);
    if (zip.isPresent()) {
      try (ZipFile opened = zip.get()) {
        String folder = zippedFolder(opened, path).orElseThrow(() -> none(path));
        return new TensorBundle(
                new BundleFiles.InZip(opened, path.toString(), folder),
                SAVED_MODEL,
                path.toString())
            .arrays();
      }
    }
    Path bundle = inFolder(path).orElseThrow(() -> none(path));
    Path folder = bundle.toAbsolutePath().getParent();
    return new TensorBundle(
            new BundleFiles.InFolder(folder), bundle.getFileName().toString(), bundle.toString())
        .arrays();
  }

  /**
   * Returns the file that holds a bundle's numbers: a zip archive, or the data beside the index.
   *
   * @throws WeightFileException if the path names no bundle
   */
  public static Path data(Path path) throws IOException {
    Path bundle = inFolder(path).orElse(null);
    if (bundle != null) {
      return Path.of(bundle + DATA_END);
    }
    if (!isNamedBy(path)) {
      throw none(path);
    }
    return path;
  }

  private static WeightFileException none(Path path) {
    return new WeightFileException(
        path
            + " is not a TensorFlow bundle: expected a SavedModel (a folder with variables/variables.index, or its zip archive) or a checkpoint (NAME.index and NAME.data-00000-of-00001)");
  }

  private static Optional<ZipFile> zip(Path path) throws IOException {
    if (!Files.isRegularFile(path) || !isZip(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ZipFile(path.toFile()));
    } catch (ZipException e) {
      throw new WeightFileException(
          "%s is a truncated or damaged zip archive (%s). Fetch or copy the file again."
              .formatted(path, e.getMessage()),
          e);
    }
  }

  private static boolean isZip(Path path) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(2);
    try (FileChannel channel = FileChannel.open(path)) {
      channel.read(start, 0);
    }
    return start.array()[0] == 'P' && start.array()[1] == 'K';
  }

  /** Returns the folder in which the archive has a SavedModel, with its slash. */
  private static Optional<String> zippedFolder(ZipFile zip, Path path) throws IOException {
    String end = SAVED_MODEL + INDEX;
    List<String> found;
    try {
      found =
          zip.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.equals(end) || name.endsWith("/" + end))
              .map(name -> name.substring(0, name.length() - end.length()))
              .toList();
    } catch (IllegalArgumentException e) { // a name that is not UTF-8
      throw new WeightFileException(path + " is a damaged zip archive: " + e.getMessage(), e);
    }
    if (found.size() > 1) {
      throw new WeightFileException(
          "%s has %d SavedModels, the first in %s: unpack it, and import one of the folders"
              .formatted(path, found.size(), Pickled.quote(found.get(0))));
    }
    return found.stream().findFirst();
  }

  /** Returns what the names of the bundle's files have in common. */
  private static Optional<Path> inFolder(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      Path savedModel = path.resolve(SAVED_MODEL);
      if (Files.isRegularFile(Path.of(savedModel + INDEX))) {
        return Optional.of(savedModel);
      }
      try (Stream<Path> inside = Files.list(path)) {
        List<Path> indexes =
            inside.filter(file -> file.toString().endsWith(INDEX)).sorted().limit(2).toList();
        if (indexes.size() > 1) {
          throw new WeightFileException(
              "%s has several checkpoints, such as %s and %s: name one of them"
                  .formatted(path, indexes.get(0).getFileName(), indexes.get(1).getFileName()));
        }
        return indexes.stream().findFirst().map(TensorBundle::withoutEnd);
      }
    }
    Path prefix = withoutEnd(path);
    return Files.isRegularFile(Path.of(prefix + INDEX))
            && (!path.equals(prefix) || !Files.exists(path))
        ? Optional.of(prefix)
        : Optional.empty();
  }

  private static Path withoutEnd(Path path) {
    String name = path.toString();
    if (name.endsWith(INDEX)) {
      return Path.of(name.substring(0, name.length() - INDEX.length()));
    }
    return Path.of(META.matcher(DATA.matcher(name).replaceFirst("")).replaceFirst(""));
  }

  private Map<String, WeightArray> arrays() throws IOException {
    long size = files.size(prefix + INDEX);
    if (size > LARGEST_INDEX) {
      throw new WeightFileException(
          "%s has an index of %d bytes: expected at most %d".formatted(file, size, LARGEST_INDEX));
    }
    String index = file + INDEX;
    Map<String, ByteBuffer> table =
        SortedTable.read(bytes(files.read(prefix + INDEX, 0, (int) size)), index);
    ByteBuffer header = table.remove("");
    if (header == null) {
      throw new WeightFileException(index + " has no header: it is not TensorFlow's");
    }
    int shards = shards(new ProtobufReader(header, index), index);
    String data = prefix + DATA_END;
    if (shards != 1) {
      throw new WeightFileException(
          "%s lies in %d files of data: expected one. Save it again with tf.train.Saver(sharded=False)"
              .formatted(file, shards));
    }
    long length = files.size(data);
    if (length < 0) {
      throw new WeightFileException(
          "%s is not there: a bundle needs it beside its index".formatted(file + DATA_END));
    }
    Map<String, WeightArray> arrays = new LinkedHashMap<>();
    long left = length;
    for (Map.Entry<String, ByteBuffer> named : table.entrySet()) {
      BundleEntry entry = BundleEntry.parse(named.getValue(), index);
      DataType type = TYPES.get(entry.type());
      if (type == null) {
        continue;
      }
      requireWhole(named.getKey(), entry, type, left, length);
      left -= entry.size();
      arrays.put(named.getKey(), array(named.getKey(), entry, type, data));
    }
    return Collections.unmodifiableMap(arrays);
  }

  private static int shards(ProtobufReader header, String index) throws WeightFileException {
    int shards = 0;
    while (header.hasMore()) {
      switch (header.field()) {
        case 1 -> shards = (int) header.varint();
        case 2 -> {
          if (header.varint() != 0) {
            throw new WeightFileException(
                index
                    + " was written on a big-endian machine, expected little-endian. Save it again on another machine.");
          }
        }
        default -> header.skip();
      }
    }
    return shards;
  }

  /** Arrays must lie in the data, have the size of their shape, and not share what is there. */
  private void requireWhole(String name, BundleEntry entry, DataType type, long left, long length)
      throws WeightFileException {
    if (entry.sliced()) {
      throw new WeightFileException(
          "%s: the variable %s is partitioned, and lies in slices: expected it whole. Save it without a partitioner."
              .formatted(file, Pickled.quote(name)));
    }
    long count;
    try {
      count = WeightArray.elementCount(entry.shape());
    } catch (IllegalArgumentException e) {
      throw damaged(name, e.getMessage());
    }
    if (entry.shard() != 0
        || entry.offset() < 0
        || entry.size() < 0
        || entry.size() > length - entry.offset()
        || entry.size() > left) {
      throw damaged(
          name,
          "it has %s bytes from %s of file %d on, of %d"
              .formatted(
                  Long.toUnsignedString(entry.size()),
                  Long.toUnsignedString(entry.offset()),
                  entry.shard(),
                  length));
    }
    if (entry.size() > Integer.MAX_VALUE - 8
        || count != entry.size() / type.bytes()
        || entry.size() % type.bytes() != 0) {
      throw damaged(
          name,
          "it has %d bytes for the shape %s; expected %d for each element, and at most 2 GiB"
              .formatted(entry.size(), Arrays.toString(entry.shape()), type.bytes()));
    }
  }

  private WeightArray array(String name, BundleEntry entry, DataType type, String data)
      throws IOException {
    ByteBuffer bytes =
        files.read(data, entry.offset(), (int) entry.size()).order(ByteOrder.LITTLE_ENDIAN);
    if (SortedTable.maskedChecksum(bytes) != entry.checksum()) {
      throw damaged(name, "its checksum is wrong");
    }
    float[] values = new float[(int) entry.size() / type.bytes()];
    for (int i = 0; i < values.length; i++) {
      values[i] = type.get(bytes);
    }
    return new WeightArray(entry.shape(), values);
  }

  private WeightFileException damaged(String name, String what) {
    return new WeightFileException(
        "%s is damaged at %s: %s. Fetch or copy the file again."
            .formatted(file, Pickled.quote(name), what));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
