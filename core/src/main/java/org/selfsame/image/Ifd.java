package org.selfsame.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An image file directory (TIFF 6.0, section 2): the numbered fields of a TIFF page, or of an EXIF
 * block, which is a TIFF file without pixels. Values keep the byte order that they came in.
 * BigTIFF, whose offsets have 8 bytes, is read and not written.
 */
final class Ifd {
  static final int BYTE = 1;
  static final int ASCII = 2;
  static final int SHORT = 3;
  static final int LONG = 4;
  static final int RATIONAL = 5;
  static final int UNDEFINED = 7;
  static final int LONG8 = 16;

  private static final int SIGNED_RATIONAL = 10;
  private static final int IFD = 13;

  static final int EXIF_IFD = 34665;
  static final int GPS_IFD = 34853;
  static final int INTEROPERABILITY_IFD = 40965;

  private static final int HEADER_BYTES = 8;
  private static final int FIELD_BYTES = 12;
  private static final int MAX_DEPTH = 3;

  /** Bytes of a value of type 1 to 13 and, in BigTIFF, 16 to 18; 0 of a type that is none. */
  private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

  /**
   * How directories lie in a file.
   *
   * @param countBytes of the number of fields
   * @param offsetBytes of an offset, or of the number of a field's values
   */
  private record Layout(ByteBuffer in, int countBytes, int offsetBytes) {
    int fieldBytes() {
      return 4 + 2 * offsetBytes; // tag and type, number of values, value or its offset
    }

    long offset(int at) {
      return offsetBytes == 4 ? Integer.toUnsignedLong(in.getInt(at)) : in.getLong(at);
    }

    int count(int directory) {
      return countBytes == 2
          ? Short.toUnsignedInt(in.getShort(directory))
          : Math.toIntExact(in.getLong(directory));
    }
  }

  /** A field: the bytes of its values, or the directory that it points to. */
  private record Field(int type, @Nullable ByteBuffer value, @Nullable Ifd child) {}

  private final ByteOrder order;
  private final Map<Integer, Field> fields = new TreeMap<>();

  Ifd(ByteOrder order) {
    this.order = order;
  }

  /**
   * Returns the chain of directories of a TIFF structure.
   *
   * <p>A field whose values lie outside of the file is left out.
   *
   * @throws MalformedImageException if there is no byte order mark, or a directory of the chain is
   *     not inside the file
   */
  static List<Ifd> readAll(byte[] tiff) throws MalformedImageException {
    Layout layout = layout(tiff);
    List<Ifd> directories = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    try {
      long offset = layout.offset(layout.offsetBytes);
      while (offset != 0 && seen.add(offset)) {
        if (offset < 0 || offset > tiff.length) {
          throw MalformedImageException.cutOff("before its directory");
        }
        int directory = (int) offset;
        directories.add(read(layout, directory, 0));
        int fieldsBytes = Math.multiplyExact(layout.fieldBytes(), layout.count(directory));
        offset = layout.offset(Math.addExact(directory + layout.countBytes, fieldsBytes));
      }
    } catch (IndexOutOfBoundsException | BufferUnderflowException | ArithmeticException e) {
      throw MalformedImageException.cutOff("inside its directory");
    }
    return directories;
  }

  private static Layout layout(byte[] tiff) throws MalformedImageException {
    ByteBuffer in = ByteBuffer.wrap(tiff);
    boolean big = isBig(tiff);
    if (Bytes.startsWith(tiff, 0, "II")) {
      in.order(ByteOrder.LITTLE_ENDIAN);
    }
    if (!big && !Bytes.startsWith(tiff, 0, "II*\0") && !Bytes.startsWith(tiff, 0, "MM\0*")) {
      throw MalformedImageException.damaged("it has no TIFF header");
    }
    return big ? new Layout(in, 8, 8) : new Layout(in, 2, 4);
  }

  /**
   * Returns the directories that a field of this one points to.
   *
   * @param tiff the file that this directory is of
   */
  List<Ifd> children(int tag, byte[] tiff) throws MalformedImageException {
    Layout layout = layout(tiff);
    List<Ifd> children = new ArrayList<>();
    try {
      for (long offset : numbers(tag)) {
        children.add(read(layout, Math.toIntExact(offset), 1));
      }
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw MalformedImageException.cutOff("before a directory");
    }
    return children;
  }

  /** Returns whether a file is a BigTIFF. */
  static boolean isBig(byte[] tiff) {
    return Bytes.startsWith(tiff, 0, "II+\0") || Bytes.startsWith(tiff, 0, "MM\0+");
  }

  private static Ifd read(Layout layout, int offset, int depth) {
    ByteBuffer in = layout.in;
    Ifd ifd = new Ifd(in.order());
    int count = layout.count(offset);
    for (int i = 0; i < count; i++) {
      int at = offset + layout.countBytes + i * layout.fieldBytes();
      int tag = Short.toUnsignedInt(in.getShort(at));
      int type = Short.toUnsignedInt(in.getShort(at + 2));
      if (type >= TYPE_BYTES.length || TYPE_BYTES[type] == 0) {
        continue;
      }
      long values = layout.offset(at + 4);
      if (values < 0 || values > in.capacity()) {
        continue;
      }
      long bytes = values * TYPE_BYTES[type];
      int inline = at + 4 + layout.offsetBytes;
      long valueAt = bytes <= layout.offsetBytes ? inline : layout.offset(inline);
      if (valueAt < 0 || valueAt > in.capacity() - bytes) {
        continue;
      }
      ByteBuffer value = in.slice((int) valueAt, (int) bytes).order(in.order());
      if (isPointer(tag)) {
        ifd.putChild(tag, value, layout, depth);
      } else {
        ifd.fields.put(tag, new Field(type, value, null));
      }
    }
    return ifd;
  }

  private static boolean isPointer(int tag) {
    return tag == EXIF_IFD || tag == GPS_IFD || tag == INTEROPERABILITY_IFD;
  }

  private void putChild(int tag, ByteBuffer pointer, Layout layout, int depth) {
    boolean isOffset = pointer.remaining() == 4 || pointer.remaining() == 8;
    if (!isOffset || depth == MAX_DEPTH) {
      return;
    }
    try {
      long offset = pointer.remaining() == 4 ? pointer.getInt(0) : pointer.getLong(0);
      Ifd child = read(layout, Math.toIntExact(offset), depth + 1);
      fields.put(tag, new Field(LONG, null, child));
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      // A pointer outside of the block: the rest of the metadata is still good.
    }
  }

  ByteOrder order() {
    return order;
  }

  boolean isEmpty() {
    return fields.isEmpty();
  }

  boolean has(int tag) {
    return fields.containsKey(tag);
  }

  /** Returns a field's bytes; none if it is missing. */
  byte[] bytes(int tag) {
    Field field = fields.get(tag);
    if (field == null || field.value == null) {
      return new byte[0];
    }
    byte[] bytes = new byte[field.value.capacity()];
    field.value.get(0, bytes);
    return bytes;
  }

  /** Returns the unsigned whole numbers of a field; none if it is missing or of another type. */
  long[] numbers(int tag) {
    Field field = fields.get(tag);
    if (field == null || field.value == null) {
      return new long[0];
    }
    int size = TYPE_BYTES[field.type];
    long[] numbers = new long[field.value.capacity() / size];
    for (int i = 0; i < numbers.length; i++) {
      switch (field.type) {
        case BYTE -> numbers[i] = Byte.toUnsignedLong(field.value.get(i));
        case SHORT -> numbers[i] = Short.toUnsignedLong(field.value.getShort(i * size));
        case LONG8 -> numbers[i] = field.value.getLong(i * size);
        case LONG, IFD -> numbers[i] = Integer.toUnsignedLong(field.value.getInt(i * size));
        default -> {
          return new long[0];
        }
      }
    }
    return numbers;
  }

  /** Returns the first number of a field, or the default if it has none. */
  long number(int tag, long otherwise) {
    long[] numbers = numbers(tag);
    return numbers.length == 0 ? otherwise : numbers[0];
  }

  /** Returns a field's one ratio of whole numbers, or 0. */
  double ratio(int tag) {
    Field field = fields.get(tag);
    if (field == null || field.value == null || field.type != RATIONAL) {
      return 0;
    }
    long above = Integer.toUnsignedLong(field.value.getInt(0));
    long below = Integer.toUnsignedLong(field.value.getInt(4));
    return below == 0 ? 0 : (double) above / below;
  }

  void putRatio(int tag, long above, long below) {
    ByteBuffer value = ByteBuffer.allocate(8).order(order);
    value.putInt((int) above).putInt((int) below);
    fields.put(tag, new Field(RATIONAL, value.flip(), null));
  }

  /** Returns the numbers of a field, whole or ratios of whole ones; none if it is missing. */
  double[] reals(int tag) {
    Field field = fields.get(tag);
    if (field == null || field.value == null) {
      return new double[0];
    }
    boolean signed = field.type == SIGNED_RATIONAL;
    if (!signed && field.type != RATIONAL) {
      return Arrays.stream(numbers(tag)).asDoubleStream().toArray();
    }
    double[] reals = new double[field.value.capacity() / 8];
    for (int i = 0; i < reals.length; i++) {
      int above = field.value.getInt(8 * i);
      int below = field.value.getInt(8 * i + 4);
      reals[i] =
          signed
              ? (double) above / below
              : (double) Integer.toUnsignedLong(above) / Integer.toUnsignedLong(below);
    }
    return reals;
  }

  void remove(int tag) {
    fields.remove(tag);
  }

  void putShorts(int tag, int... values) {
    ByteBuffer value = ByteBuffer.allocate(2 * values.length).order(order);
    for (int v : values) {
      value.putShort((short) v);
    }
    fields.put(tag, new Field(SHORT, value.flip(), null));
  }

  void putLongs(int tag, long... values) {
    ByteBuffer value = ByteBuffer.allocate(4 * values.length).order(order);
    for (long v : values) {
      value.putInt((int) v);
    }
    fields.put(tag, new Field(LONG, value.flip(), null));
  }

  /** Puts values of one byte each: {@link #BYTE}, {@link #ASCII} or {@link #UNDEFINED}. */
  void putBytes(int tag, int type, byte[] value) {
    fields.put(tag, new Field(type, ByteBuffer.wrap(value), null));
  }

  /** Returns a directory of the same fields. */
  Ifd copy() {
    Ifd copy = new Ifd(order);
    copy.fields.putAll(fields);
    return copy;
  }

  /** Copies the fields that a directory of the same byte order has. */
  void putFrom(Ifd other, Set<Integer> tags) {
    if (other.order != order) {
      throw new IllegalArgumentException("byte orders differ: " + other.order + " and " + order);
    }
    other.fields.forEach(
        (tag, field) -> {
          if (tags.contains(tag)) {
            fields.put(tag, field);
          }
        });
  }

  /** Returns a TIFF structure of this directory alone. */
  byte[] toTiff() {
    byte[] body = encode(HEADER_BYTES);
    ByteBuffer tiff = ByteBuffer.allocate(HEADER_BYTES + body.length);
    return tiff.put(header(order, HEADER_BYTES)).put(body).array();
  }

  /** Returns the header of a TIFF structure whose first directory is at an offset. */
  static byte[] header(ByteOrder order, long directoryOffset) {
    byte mark = (byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M');
    return ByteBuffer.allocate(HEADER_BYTES)
        .order(order)
        .put(mark)
        .put(mark)
        .putShort((short) 42)
        .putInt((int) directoryOffset)
        .array();
  }

  /** Returns the last directory of a chain, as {@link #encode(long, long)}. */
  byte[] encode(long offset) {
    return encode(offset, 0);
  }

  /**
   * Returns the directory, with its values and its own directories behind it.
   *
   * @param offset where it will be in the file
   * @param next where the next directory of the chain will be; 0 if it is the last
   */
  byte[] encode(long offset, long next) {
    int tableBytes = 2 + fields.size() * FIELD_BYTES + 4;
    List<byte[]> behind = new ArrayList<>();
    long end = offset + tableBytes;
    ByteBuffer table = ByteBuffer.allocate(tableBytes).order(order);
    table.putShort((short) fields.size());
    for (Map.Entry<Integer, Field> entry : fields.entrySet()) {
      Field field = entry.getValue();
      table.putShort(entry.getKey().shortValue());
      table.putShort((short) field.type);
      byte[] value = field.child == null ? bytes(entry.getKey()) : field.child.encode(end);
      table.putInt(field.child == null ? value.length / TYPE_BYTES[field.type] : 1);
      if (field.child == null && value.length <= 4) {
        table.put(value).position(table.position() + 4 - value.length);
      } else {
        table.putInt((int) end);
        behind.add(value);
        if (value.length % 2 != 0) {
          behind.add(new byte[1]); // offsets are even
        }
        end += value.length + value.length % 2;
      }
    }
    table.putInt((int) next);
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(end - offset)).put(table.array());
    behind.forEach(all::put);
    return all.array();
  }
}
