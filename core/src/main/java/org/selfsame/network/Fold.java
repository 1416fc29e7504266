package org.selfsame.network;

import java.util.Collections;
import org.selfsame.nonlocal.Neighborhood;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * Squares of {@code factor x factor} pixels as the channels of one: a network then works on {@code
 * 1 / factor^2} of the positions. Channel {@code c f f + y f + x} of the folded image is pixel
 * {@code (y, x)} of each square in channel {@code c}.
 *
 * @param factor 1 leaves images as they are
 */
record Fold(int factor) {
  /** Checks the factor. */
  Fold {
    Bounds.require(1, factor, "fold");
  }

  /** Returns how many squares cover so many pixels of an axis. */
  int squares(int pixels) {
    return (pixels + factor - 1) / factor;
  }

  /** Returns the pixels that squares of an image cover. */
  Neighborhood pixels(Neighborhood squares) {
    return new Neighborhood(
        factor * squares.top(),
        factor * squares.left(),
        factor * squares.height(),
        factor * squares.width());
  }

  /**
   * Folds images, mirrored beyond the last row and column if squares do not fit.
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
   * @param constant {@code [n, c, height, width]}, each image of one number a channel
   * @return {@code [n, c, ceil(height / f), ceil(width / f)]}
   */
  Tensor sample(Tensor constant) {
    return factor == 1 ? constant : constant.everyPixel(factor);
  }

  /**
   * Undoes {@link #fold}.
   *
   * @param height of the image, of which squares may reach beyond
   */
  Tensor unfold(Tensor folded, long height, long width) {
    if (factor == 1) {
      return folded;
    }
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(folded.pixelShuffle(factor).narrow(2, 0, height).narrow(3, 0, width));
    }
  }

  /** Mirrors an axis about its last row or column, as often as it takes; one pixel is repeated. */
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
