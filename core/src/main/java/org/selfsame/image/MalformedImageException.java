package org.selfsame.image;

import java.io.IOException;

/** A file's bytes are not a readable image. The message lacks only the file's name. */
final class MalformedImageException extends IOException {
  private static final long serialVersionUID = 1;

  MalformedImageException(String problem) {
    super(problem);
  }

  /** Returns the exception for a file of several frames. */
  static MalformedImageException animation() {
    return new MalformedImageException(
        "it is an animation, expected a still image. Save a frame of it as PNG first.");
  }

  /** Returns the exception for a file whose end is missing. */
  static MalformedImageException cutOff(String where) {
    return new MalformedImageException(
        "the file is cut off: it ends " + where + ". Copy or download it again.");
  }

  /** Returns the exception for a file whose content contradicts itself. */
  static MalformedImageException damaged(String what) {
    return new MalformedImageException(
        "the file is damaged: " + what + ". Copy it again, or repair it with another program.");
  }
}
