package org.selfsame.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the weights of PyTorch checkpoints ({@code .pt}, {@code .pth}), in both forms: the legacy
 * stream and the zip archive.
 *
 * <pre>{@code
 * Map<String, WeightArray> arrays = PyTorchFile.read(Path.of("RNAN_gray.pt"));
 * float[] bias = arrays.get("head.0.bias").values();
 * }</pre>
 *
 * <p>A checkpoint is a pickle, a program that may run anything in Python. Nothing is executed here:
 * it may only make dicts, lists, numbers, texts and tensors, and the error names anything else. The
 * file's length bounds memory, whatever the file claims.
 */
public final class PyTorchFile {
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  /** The instruction PROTO. */
  private static final byte[] PICKLE = {(byte) 0x80};

  /** The magic number in the protocols 0 and 1. */
  private static final byte[] TEXT_PICKLE =
      "L119547037146038801333356L\n.".getBytes(StandardCharsets.US_ASCII);

  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private PyTorchFile() {}

  /**
   * Reads the floating-point tensors of a state dict: float32, float16, bfloat16 and float64.
   * Integer tensors, such as the batch counts of BatchNorm, are left out.
   *
   * <p>The state dict is the whole content or lies under "state_dict", "params_ema", "params",
   * "model" or "model_state_dict". If all names begin with "module.", as DataParallel makes them,
   * that is taken off. Values are not checked: they may be NaN or infinite.
   *
   * @return the tensors by name, in the order of the state dict; the map cannot be modified
   * @throws WeightFileException if there is no such file, or it is not a whole and valid checkpoint
   *     of nothing but weights, numbers and texts
   * @throws IOException if reading fails
   */
  public static Map<String, WeightArray> read(Path file) throws IOException {
    String name = file.toString();
    if (Files.isDirectory(file)) {
      throw new WeightFileException(
          name + " is a folder: expected a PyTorch checkpoint (.pt, .pth)");
    }
    try (PyTorchForm form = open(file, name)) {
      Map<String, PyTorchTensor> tensors = StateDict.find(form.content(), name);
      requireModestSize(tensors, Files.size(file), name);
      return Collections.unmodifiableMap(read(form, tensors));
    } catch (NoSuchFileException e) {
      throw new WeightFileException("there is no weight file " + name + ": check the path", e);
    }
  }

  private static PyTorchForm open(Path path, String file) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(path)) {
      start = in.readNBytes(32);
    }
    if (startsWith(start, ZIP)) {
      return ZipArchiveForm.open(path, file);
    }
    if (startsWith(start, PICKLE) || startsWith(start, TEXT_PICKLE)) {
      return LegacyStream.open(path, file);
    }
    if (start.length == 0) {
      throw new WeightFileException(file + " is empty: expected a PyTorch checkpoint");
    }
    if (start.length > Long.BYTES && start[Long.BYTES] == '{') {
      throw new WeightFileException(
          file + " is a safetensors file, not a PyTorch checkpoint: use it as it is");
    }
    throw new WeightFileException(
        "%s is not a PyTorch checkpoint: it begins with the bytes %s, expected a zip archive or a pickle of torch.save"
            .formatted(
                file,
                HexFormat.ofDelimiter(" ")
                    .formatHex(start, 0, Math.min(start.length, Long.BYTES))));
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  /** Tensors may share elements, but must not blow up a small file by repeating them. */
  private static void requireModestSize(
      Map<String, PyTorchTensor> tensors, long fileSize, String file) throws WeightFileException {
    long left = fileSize;
    for (Map.Entry<String, PyTorchTensor> entry : tensors.entrySet()) {
      long count = entry.getValue().elementCount();
      if (count > LARGEST_ARRAY || entry.getValue().storage().byteCount() > LARGEST_ARRAY) {
        throw new WeightFileException(
            "%s: the tensor %s has the shape %s, and a storage of %d bytes; tensors up to 2^31 elements and 2 GiB are read"
                .formatted(
                    file,
                    Pickled.quote(entry.getKey()),
                    Arrays.toString(entry.getValue().shape()),
                    entry.getValue().storage().byteCount()));
      }
      if (count > left) {
        throw new WeightFileException(
            "%s: up to the tensor %s of the shape %s there are more elements than the file has bytes (%d): it is damaged or made to fill the memory"
                .formatted(
                    file,
                    Pickled.quote(entry.getKey()),
                    Arrays.toString(entry.getValue().shape()),
                    fileSize));
      }
      left -= count;
    }
  }

  /** Reads each storage once, and holds one at a time. */
  private static Map<String, WeightArray> read(PyTorchForm form, Map<String, PyTorchTensor> tensors)
      throws IOException {
    Map<String, WeightArray> arrays = new LinkedHashMap<>();
    Map<String, List<String>> namesByStorage = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          arrays.put(name, null); // the order of the state dict
          namesByStorage
              .computeIfAbsent(tensor.storage().key(), key -> new ArrayList<>())
              .add(name);
        });
    for (List<String> names : namesByStorage.values()) {
      ByteBuffer bytes = form.read(tensors.get(names.get(0)).storage());
      for (String name : names) {
        arrays.put(name, tensors.get(name).read(bytes));
      }
    }
    return arrays;
  }
}
