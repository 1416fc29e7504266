package org.selfsame.restore;

/** How a network goes over an image. */
public enum Protocol {
  /** In one pass; each pixel sees the neighborhood around it. */
  WHOLE,
  /**
   * As the authors of NLRN test: in square patches with the side of the neighborhood, one every
   * {@link #STRIDE} pixels and the last at the border. All pixels of a patch see each other, and
   * the result averages the patches. It takes 30 to 40 times the arithmetic of {@link #WHOLE}; use
   * it for comparison.
   *
   * <p>A patch is an image of its own. A network that folds squares of pixels starts at the patch's
   * corner, and since a patch consists of whole squares, nothing is mirrored at its border. So the
   * mean also averages over the ways to fold an image.
   */
  OVERLAPPED;

  /** Pixels from one patch of {@link #OVERLAPPED} to the next. */
  public static final int STRIDE = 7;

  /**
   * Reads {@code whole} or {@code overlapped}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Protocol parse(String text) {
    return switch (text) {
      case "whole" -> WHOLE;
      case "overlapped" -> OVERLAPPED;
      default ->
          throw new IllegalArgumentException(
              "protocol '" + text + "': expected whole or overlapped");
    };
  }

  @Override
  public String toString() {
    return this == WHOLE ? "whole" : "overlapped";
  }
}
