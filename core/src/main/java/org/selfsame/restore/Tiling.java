package org.selfsame.restore;

import java.util.function.IntSupplier;

/** Whether to restore an image in one piece or in overlapping tiles. */
public sealed interface Tiling {
  /** The smallest side that can be asked for; a network may need more. */
  int SMALLEST = 64;

  /** One piece. */
  Tiling NONE = new Whole();

  /** Tiles that fit in memory. */
  Tiling AUTO = new Auto();

  /**
   * Returns the side of tiles in pixels; for one piece, a side that no image exceeds.
   *
   * @param fitting returns the side that fits in memory
   */
  int side(IntSupplier fitting);

  /** One piece. */
  record Whole() implements Tiling {
    @Override
    public int side(IntSupplier fitting) {
      return Integer.MAX_VALUE;
    }

    @Override
    public String toString() {
      return "none";
    }
  }

  /**
   * Tiles that fit in the {@link MemoryBudget}, up to the side that is fastest. An image that fits
   * in one tile is restored in one piece.
   */
  record Auto() implements Tiling {
    @Override
    public int side(IntSupplier fitting) {
      return fitting.getAsInt();
    }

    @Override
    public String toString() {
      return "auto";
    }
  }

  /**
   * Tiles of one size.
   *
   * @param pixels their side
   */
  record Side(int pixels) implements Tiling {
    /**
     * @throws IllegalArgumentException if the side is below {@link #SMALLEST}
     */
    public Side {
      if (pixels < SMALLEST) {
        throw new IllegalArgumentException(
            "tiles of %d pixels: expected at least %d, auto or none".formatted(pixels, SMALLEST));
      }
    }

    @Override
    public int side(IntSupplier fitting) {
      return pixels;
    }

    @Override
    public String toString() {
      return Integer.toString(pixels);
    }
  }

  /**
   * Reads {@code auto}, {@code none} or a side in pixels.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Tiling parse(String text) {
    return switch (text) {
      case "auto" -> AUTO;
      case "none" -> NONE;
      default -> {
        try {
          int side = Integer.parseInt(text);
          if (side > 0) {
            yield new Side(side);
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
}
