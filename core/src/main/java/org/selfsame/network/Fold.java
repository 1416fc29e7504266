package org.selfsame.network;

import java.util.Collections;
import org.selfsame.nonlocal.Neighborhood;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * Turns squares of {@code factor x factor} pixels into channels, so that a network works on {@code
 * 1 / factor^2} of the positions. Channel {@code c f f + y f + x} of the folded image is pixel
 * {@code (y, x)} of each square in channel {@code c}.
 *
 * @param factor the side of a square; 1 leaves images as they are
 */
record Fold(int factor) {
  /** Checks the factor. */
  Fold {
    Bounds.require(1, factor, "fold");
  }

  /** Returns how many squares cover an axis of the given number of pixels. */
  int squares(int pixels) {
    return (pixels + factor - 1) / factor;
  }

  /** Returns the pixels that a neighborhood of squares covers. */
  Neighborhood pixels(Neighborhood squares) {
    return new Neighborhood(
        factor * squares.top(),
        factor * squares.left(),
        factor * squares.height(),
        factor * squares.width());
  }

  /**
   * Folds images. Where squares do not fit, images are mirrored beyond their last row and column.
   *
   * @param images {@code [n, c, height, width]}
   * @return {@code [n, c f f, ceil(height / f), ceil(width / f)]}
   */
  Tensor fold(Tensor images) {
    if (factor == 1) {
      return images;
    }
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(padded(padded(images, 2), 3).pixelUnshuffle(factor));
    }
  }

  /**
   * Takes one pixel of each square.
   *
   * @param constant {@code [n, c, height, width]}, one number per channel of an image
   * @return {@code [n, c, ceil(height / f), ceil(width / f)]}
   */
  Tensor sample(Tensor constant) {
    return factor == 1 ? constant : constant.everyPixel(factor);
  }

  /**
   * Undoes {@link #fold}.
   *
   * @param height the height of the image; squares may reach beyond it
   */
  Tensor unfold(Tensor folded, long height, long width) {
    if (factor == 1) {
      return folded;
    }
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(folded.pixelShuffle(factor).narrow(2, 0, height).narrow(3, 0, width));
    }
  }

  /** Mirrors an axis at its last row or column, as often as needed; a single pixel is repeated. */
  private Tensor padded(Tensor images, int axis) {
    Tensor result = images;
    int missing = squares((int) images.size(axis)) * factor - (int) images.size(axis);
    while (missing > 0) {
      int length = (int) result.size(axis);
      if (length == 1) {
        return Tensor.concatenate(axis, Collections.nCopies(missing + 1, result));
      }
      int mirrored = Math.min(missing, length - 1);
      result = axis == 2 ? result.padMirrored(0, mirrored) : result.padMirrored(mirrored, 0);
      missing -= mirrored;
    }
    return result;
  }
}
