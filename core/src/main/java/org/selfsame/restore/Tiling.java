package org.selfsame.restore;

import java.util.function.IntSupplier;

/**
 * Whether to restore an image in one piece or in overlapping tiles.
 *
 * @param pixels side of the tiles, unless it is {@link #NONE} or {@link #AUTO}
 */
public record Tiling(int pixels) {
  /** The smallest side that can be asked for; a network may need more. */
  public static final int SMALLEST = 64;

  /** One piece: a tile that no image exceeds. */
  public static final Tiling NONE = new Tiling(Integer.MAX_VALUE);

  private static final int FITTING = 0;

  /**
   * Tiles that fit in the {@link MemoryBudget}, up to the side that is fastest. An image that fits
   * in one tile is restored in one piece.
   */
  public static final Tiling AUTO = new Tiling(FITTING);

  /**
   * @throws IllegalArgumentException if the side is below {@link #SMALLEST}
   */
  public Tiling {
    if (pixels != FITTING && pixels < SMALLEST) {
      throw new IllegalArgumentException(
          "tiles of %d pixels: expected at least %d, auto or none".formatted(pixels, SMALLEST));
    }
  }

  /**
   * Returns the side of tiles in pixels; for one piece, a side that no image exceeds.
   *
   * @param fitting returns the side that fits in memory
   */
  public int side(IntSupplier fitting) {
    return pixels == FITTING ? fitting.getAsInt() : pixels;
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
            "tile '%s': expected auto, none or a side of at least %d pixels"
                .formatted(text, SMALLEST));
      }
    };
  }

  /** Returns how {@link #parse} reads it. */
  @Override
  public String toString() {
    return equals(AUTO) ? "auto" : equals(NONE) ? "none" : Integer.toString(pixels);
  }
}
