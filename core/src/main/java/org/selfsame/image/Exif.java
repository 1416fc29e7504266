package org.selfsame.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An EXIF block that is changed in place, as what is in it points to offsets in it, a maker's note
 * in a way of its own. Where it cannot be understood, it stays as it is.
 */
final class Exif {
  private static final int ORIENTATION = 274;
  private static final int PIXEL_WIDTH = 40962;
  private static final int PIXEL_HEIGHT = 40963;
  private static final int FIELD_BYTES = 12;
  private static final int UPRIGHT = 1;

  private final ByteBuffer block;

  private Exif(byte[] block) {
    this.block = ByteBuffer.wrap(block.clone());
    if (Bytes.startsWith(block, 0, "II")) {
      this.block.order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** Returns how an image is to be turned to be upright. */
  static Dihedral turn(byte[] block) {
    try {
      Exif exif = new Exif(block);
      OptionalInt at = exif.valueAt(exif.block.getInt(4), ORIENTATION);
      return at.isEmpty() ? Dihedral.IDENTITY : turn(exif.number(at.getAsInt()));
    } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
      return Dihedral.IDENTITY;
    }
  }

  private static Dihedral turn(int orientation) {
    return switch (orientation) {
      case 2 -> Dihedral.FLIP_HORIZONTAL;
      case 3 -> Dihedral.ROTATE_180;
      case 4 -> Dihedral.FLIP_VERTICAL;
      case 5 -> Dihedral.TRANSPOSE;
      case 6 -> Dihedral.ROTATE_90;
      case 7 -> Dihedral.ANTITRANSPOSE;
      case 8 -> Dihedral.ROTATE_270;
      default -> Dihedral.IDENTITY;
    };
  }

  /** Returns the resolution that a block tells. */
  static Optional<Resolution> resolution(byte[] block) {
    try {
      return Ifd.readAll(block).stream().findFirst().flatMap(TiffTag::resolution);
    } catch (MalformedImageException e) {
      return Optional.empty();
    }
  }

  /** Returns a block that says that its image is upright. */
  static byte[] upright(byte[] block) {
    try {
      Exif exif = new Exif(block);
      exif.set(exif.block.getInt(4), ORIENTATION, UPRIGHT);
      return exif.block.array();
    } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
      return block;
    }
  }

  /** Returns a block of an image's size, without the thumbnail of the image that it was of. */
  static byte[] of(byte[] block, int width, int height) {
    try {
      Exif exif = new Exif(block);
      int main = exif.block.getInt(4);
      int next = main + 2 + FIELD_BYTES * exif.count(main);
      exif.block.putInt(next, 0); // of the thumbnail's directory
      OptionalInt details = exif.valueAt(main, Ifd.EXIF_IFD);
      if (details.isPresent()) {
        int directory = exif.block.getInt(details.getAsInt());
        exif.set(directory, PIXEL_WIDTH, width);
        exif.set(directory, PIXEL_HEIGHT, height);
      }
      return exif.block.array();
    } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
      return block;
    }
  }

  private int count(int directory) {
    return Short.toUnsignedInt(block.getShort(directory));
  }

  /** Returns where a field's one number is. */
  private OptionalInt valueAt(int directory, int tag) {
    for (int i = 0; i < count(directory); i++) {
      int at = directory + 2 + FIELD_BYTES * i;
      if (Short.toUnsignedInt(block.getShort(at)) == tag && block.getInt(at + 4) == 1) {
        return OptionalInt.of(at + 8);
      }
    }
    return OptionalInt.empty();
  }

  private boolean isShort(int valueAt) {
    return block.getShort(valueAt - 6) == Ifd.SHORT;
  }

  private int number(int valueAt) {
    return isShort(valueAt) ? Short.toUnsignedInt(block.getShort(valueAt)) : block.getInt(valueAt);
  }

  private void set(int directory, int tag, int number) {
    OptionalInt at = valueAt(directory, tag);
    if (at.isEmpty()) {
      return;
    }
    if (isShort(at.getAsInt()) && number <= 0xffff) {
      block.putShort(at.getAsInt(), (short) number);
    } else {
      block.putShort(at.getAsInt() - 6, (short) Ifd.LONG).putInt(at.getAsInt(), number);
    }
  }
}
