package org.selfsame.weights;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** How a file stores a PyTorch checkpoint: a pickled object and the storages it refers to. */
sealed interface PyTorchForm extends Closeable permits LegacyStream, ZipArchiveForm {
  /** Returns the pickled object. */
  Object content();

  /**
   * Reads everything that lies under a storage's key.
   *
   * @return little-endian, {@link PyTorchStorage#byteCount} bytes
   * @throws WeightFileException if it is not there as a whole
   */
  ByteBuffer read(PyTorchStorage storage) throws IOException;
}
