package org.selfsame.weights;

/**
 * The elements from {@code begin} to {@code end} (exclusive) of those that lie under a key in the
 * file. They are all of them, except for the views of old files.
 *
 * @param length the number of elements under the key
 */
record PyTorchStorage(String key, ElementType type, long length, long begin, long end) {
  /** Returns the number of bytes that lie under the key. */
  long byteCount() {
    return length * type.bytes();
  }
}
