package org.selfsame.restore;

/**
 * Whether an image is restored in one piece or in overlapping tiles.
 *
 * @param side of a tile in pixels, {@link #WHOLE_SIDE} for one piece, {@link #AUTO_SIDE} to choose
 *     by the memory that is free
 */
public record Tiling(int side) {
  private static final int WHOLE_SIDE = 0;
  private static final int AUTO_SIDE = -1;

  /** The smallest side that can be asked for; networks may take more. */
  public static final int SMALLEST = 64;

  /** One piece. */
  public static final Tiling NONE = new Tiling(WHOLE_SIDE);

  /**
   * Tiles that fit in the {@link MemoryBudget}, of the side that is fastest at most; an image no
   * larger than one is restored in one piece.
   */
  public static final Tiling AUTO = new Tiling(AUTO_SIDE);

  /** Checks the side. */
  public Tiling {
    if (side != WHOLE_SIDE && side != AUTO_SIDE && side < SMALLEST) {
      throw new IllegalArgumentException(
          "tiles of %d pixels: expected at least %d, auto or none".formatted(side, SMALLEST));
    }
  }

  /**
   * Reads {@code auto}, {@code none} or a side in pixels.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Tiling parse(String text) {
    return switch (text) {
      case "auto" -> AUTO;
      case "none" -> NONE;
      default -> {
        try {
          int side = Integer.parseInt(text);
          if (side > 0) {
            yield new Tiling(side);
          }
        } catch (NumberFormatException e) {
          // Falls through to the message below.
        }
        throw new IllegalArgumentException(
            "tile '%s': expected auto, none or a side in pixels from %d on"
                .formatted(text, SMALLEST));
      }
    };
  }

  boolean isWhole() {
    return side == WHOLE_SIDE;
  }

  boolean isAuto() {
    return side == AUTO_SIDE;
  }
}
