package org.selfsame.restore;

/** How a network goes over an image. */
public enum Protocol {
  /** In one pass, in which each pixel sees the neighborhood around it. */
  WHOLE,
  /**
   * As the authors of NLRN test: in square patches of the neighborhood's side, one every {@link
   * #STRIDE} pixels and the last at the border, in each of which all pixels see each other; the
   * result is the mean of the patches. It takes 30 to 40 times the arithmetic of {@link #WHOLE},
   * and is there to compare with.
   *
   * <p>A patch is an image of its own: a network that folds squares of pixels does so from the
   * patch's corner, and as patches are of whole squares, mirrors nothing beyond them. So the mean
   * is one over the ways to fold an image, too.
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
