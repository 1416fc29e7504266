package org.selfsame.image;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.selfsame.image.Remarks.Chunk;

/**
 * Reads PNG (W3C PNG, third edition): every color type and bit depth, interlaced or not.
 *
 * <p>{@code javax.imageio} is not used: its reader ignores checksums, and what it does with
 * transparent colors depends on the Java version. Where the end marker alone is missing, all is
 * there.
 */
final class PngDecoder {
  private static final int SIGNATURE_BYTES = 8;
  private static final int CHUNK_OVERHEAD = 12;
  private static final int MAX_PROFILE_BYTES = 1 << 26;

  private static final int GRAY = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int GRAY_ALPHA = 4;
  private static final int RGB_ALPHA = 6;

  /** First column, first row, column step and row step of a pass of an interlaced image. */
  private record Pass(int left, int top, int stepX, int stepY) {}

  private static final Pass[] WHOLE = {new Pass(0, 0, 1, 1)};
  private static final Pass[] ADAM7 = {
    new Pass(0, 0, 8, 8),
    new Pass(4, 0, 8, 8),
    new Pass(0, 4, 4, 8),
    new Pass(2, 0, 4, 4),
    new Pass(0, 2, 2, 4),
    new Pass(1, 0, 2, 2),
    new Pass(0, 1, 1, 2)
  };

  private final byte[] file;
  private int width;
  private int height;
  private int depth;
  private int colorType;
  private Pass[] passes = WHOLE;
  private boolean endIsMissing;
  private byte[] palette = new byte[0];
  private byte @Nullable [] transparency;
  private Metadata metadata = Metadata.NONE;
  private final List<Chunk> colors = new ArrayList<>();
  private final PngTexts texts = new PngTexts();
  private Optional<Resolution> resolution = Optional.empty();
  private final List<InputStream> imageData = new ArrayList<>();
  private float[][] planes = {};

  /** Null if opaque. */
  private float @Nullable [] alpha;

  /** The samples of the one color that is transparent, or null. */
  private int @Nullable [] transparentColor;

  private PngDecoder(byte[] file) {
    this.file = file;
  }

  static Picture decode(byte[] file) throws IOException {
    PngDecoder decoder = new PngDecoder(file);
    decoder.readChunks();
    return decoder.readPixels();
  }

  private void readChunks() throws MalformedImageException {
    ByteBuffer in = ByteBuffer.wrap(file).position(SIGNATURE_BYTES);
    String type = "";
    while (!type.equals("IEND")) {
      if (!in.hasRemaining() && !imageData.isEmpty()) {
        endIsMissing = true;
        return; // whether all pixels are there is seen when they are read
      }
      if (in.remaining() < CHUNK_OVERHEAD) {
        throw MalformedImageException.cutOff(
            type.isEmpty() ? "before its first chunk" : "after chunk " + type);
      }
      boolean first = type.isEmpty();
      int length = in.getInt();
      type = Bytes.ascii(file, in.position(), 4);
      if (length < 0 || length > in.remaining() - 8) {
        throw MalformedImageException.cutOff("inside chunk " + printable(type));
      }
      CRC32 crc = new CRC32();
      crc.update(file, in.position(), 4 + length);
      ByteBuffer content = in.slice(in.position() + 4, length);
      in.position(in.position() + 4 + length);
      boolean intact = in.getInt() == (int) crc.getValue();
      boolean critical = Character.isUpperCase(type.charAt(0));
      if (critical && !intact) {
        throw MalformedImageException.damaged(
            "chunk " + printable(type) + " does not match its checksum");
      }
      if (first != type.equals("IHDR")) {
        throw MalformedImageException.damaged(
            "chunk %s stands %s".formatted(printable(type), first ? "first" : "after others"));
      }
      if (intact) {
        readChunk(type, content, critical);
      }
    }
  }

  private void readChunk(String type, ByteBuffer content, boolean critical)
      throws MalformedImageException {
    switch (type) {
      case "IHDR" -> readHeader(content);
      case "PLTE" -> palette = bytes(content);
      case "tRNS" -> transparency = bytes(content);
      case "IDAT" -> imageData.add(stream(content));
      case "iCCP" -> metadata = new Metadata(readProfile(content), metadata.exif());
      case "acTL" -> {
        if (content.remaining() >= 4 && content.getInt() > 1) {
          throw MalformedImageException.animation();
        }
      }
      case "eXIf" -> metadata = new Metadata(metadata.iccProfile(), Optional.of(bytes(content)));
      case "cHRM", "gAMA", "sRGB", "cICP", "mDCV", "cLLI", "sBIT" ->
          colors.add(new Chunk(type, bytes(content)));
      case "tEXt", "zTXt", "iTXt" -> texts.read(type, bytes(content));
      case "pHYs" -> readResolution(content);
      case "IEND" -> {}
      default -> {
        if (critical) {
          throw MalformedImageException.damaged("chunk " + printable(type) + " is unknown");
        }
      }
    }
  }

  private void readResolution(ByteBuffer content) {
    if (content.remaining() == 9) {
      double across = (double) Integer.toUnsignedLong(content.getInt());
      double down = (double) Integer.toUnsignedLong(content.getInt());
      resolution =
          content.get() == 1
              ? Resolution.perMeter(across, down)
              : Resolution.of(across, down, Resolution.Unit.NONE);
    }
  }

  /** Returns what the chunks say; where one says it properly, a text does not count. */
  private Metadata metadata() {
    return new Metadata(metadata.iccProfile().or(texts::profile), metadata.exif().or(texts::exif))
        .withRemarks(
            new Remarks(
                texts.xmp(),
                texts.photoshop().flatMap(ImageResources::kept),
                texts.texts(),
                resolution,
                colors,
                endIsMissing ? List.of(Remarks.BEHIND_MISSING_END) : List.of()));
  }

  private void readHeader(ByteBuffer header) throws MalformedImageException {
    if (header.remaining() != 13) {
      throw MalformedImageException.damaged("its header has a wrong length");
    }
    long longWidth = Integer.toUnsignedLong(header.getInt());
    long longHeight = Integer.toUnsignedLong(header.getInt());
    depth = header.get();
    colorType = header.get();
    int compression = header.get();
    int filter = header.get();
    int interlace = header.get();
    boolean validDepth =
        switch (colorType) {
          case GRAY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
          case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
          case RGB, GRAY_ALPHA, RGB_ALPHA -> depth == 8 || depth == 16;
          default -> false;
        };
    if (!validDepth || compression != 0 || filter != 0 || interlace < 0 || interlace > 1) {
      throw MalformedImageException.damaged(
          "its header says color type %d, bit depth %d, compression %d, filter %d, interlace %d"
              .formatted(colorType, depth, compression, filter, interlace));
    }
    long planesAtMost =
        switch (colorType) {
          case GRAY, GRAY_ALPHA -> 2;
          default -> 4;
        };
    DecodedSize.check(longWidth, longHeight, planesAtMost * Float.BYTES);
    width = (int) longWidth;
    height = (int) longHeight;
    passes = interlace == 1 ? ADAM7 : WHOLE;
  }

  /** Reads name, 0, compression method 0, and a deflated profile; a broken one is ignored. */
  private static Optional<byte[]> readProfile(ByteBuffer content) {
    while (content.hasRemaining() && content.get() != 0) {
      // skip the name
    }
    if (!content.hasRemaining() || content.get() != 0) {
      return Optional.empty();
    }
    try (InputStream deflated = new InflaterInputStream(stream(content))) {
      byte[] profile = deflated.readNBytes(MAX_PROFILE_BYTES);
      return profile.length < MAX_PROFILE_BYTES ? Optional.of(profile) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Picture readPixels() throws IOException {
    if (imageData.isEmpty()) {
      throw MalformedImageException.damaged("it has no pixels (no chunk IDAT)");
    }
    if (colorType == PALETTE) {
      preparePalette();
    } else {
      planes = new float[colorType == GRAY || colorType == GRAY_ALPHA ? 1 : 3][width * height];
      prepareTransparentColor();
    }
    var parts = new SequenceInputStream(Collections.enumeration(imageData));
    try (InputStream pixels = new InflaterInputStream(parts)) {
      for (Pass pass : passes) {
        readPass(pass, pixels);
      }
    } catch (EOFException e) {
      throw MalformedImageException.damaged("its compressed data holds too few pixels");
    } catch (ZipException e) {
      throw MalformedImageException.damaged("its pixels cannot be decompressed");
    }
    Image image = new Image(width, height, planes);
    return new Picture(
        image,
        Optional.ofNullable(alpha).map(plane -> new Image(width, height, plane)),
        depth == 16 ? SampleFormat.UINT16 : SampleFormat.UINT8,
        metadata().forChannels(image.channels()));
  }

  private void preparePalette() throws MalformedImageException {
    int colors = palette.length / 3;
    if (colors < 1 || colors > 256 || palette.length != 3 * colors) {
      throw MalformedImageException.damaged(
          "its palette has " + palette.length + " bytes, expected 3 for each of 1 to 256 colors");
    }
    boolean gray = true;
    for (int i = 0; i < colors; i++) {
      gray &= palette[3 * i] == palette[3 * i + 1] && palette[3 * i] == palette[3 * i + 2];
    }
    // Under an RGB profile equal samples are colors too, and the profile would not fit gray.
    planes = new float[gray && !metadata.isRgb() ? 1 : 3][width * height];
    if (transparency != null) {
      alpha = new float[width * height];
    }
  }

  private void prepareTransparentColor() {
    if (!storesAlpha() && transparency != null && transparency.length == 2 * planes.length) {
      transparentColor = new int[planes.length];
      ByteBuffer color = ByteBuffer.wrap(transparency);
      for (int c = 0; c < transparentColor.length; c++) {
        transparentColor[c] = color.getShort() & maximum();
      }
    }
    if (storesAlpha() || transparentColor != null) {
      alpha = new float[width * height];
    }
  }

  private void readPass(Pass pass, InputStream pixels) throws IOException {
    int columns = (width - pass.left + pass.stepX - 1) / pass.stepX;
    if (columns == 0) {
      return;
    }
    int samplesPerPixel = colorType == PALETTE ? 1 : planes.length + (storesAlpha() ? 1 : 0);
    int pixelBytes = Math.max(1, samplesPerPixel * depth / 8);
    long rowBytes = ((long) columns * samplesPerPixel * depth + 7) / 8;
    if (rowBytes > Integer.MAX_VALUE - 8
        || (long) columns * samplesPerPixel > Integer.MAX_VALUE - 8) {
      throw new MalformedImageException(
          "the image is too wide: " + width + " pixels. Cut it into parts.");
    }
    byte[] above = new byte[(int) rowBytes];
    byte[] row = new byte[(int) rowBytes];
    int[] samples = new int[columns * samplesPerPixel];
    for (int y = pass.top; y < height; y += pass.stepY) {
      int filter = pixels.read();
      if (pixels.readNBytes(row, 0, row.length) < row.length) {
        throw new EOFException();
      }
      unfilter(filter, row, above, pixelBytes);
      unpack(row, samples);
      int target = y * width + pass.left;
      if (colorType == PALETTE) {
        storePalette(samples, target, pass.stepX);
      } else {
        storeSamples(samples, samplesPerPixel, target, pass.stepX);
      }
      byte[] swap = above;
      above = row;
      row = swap;
    }
  }

  private static void unfilter(int filter, byte[] row, byte[] above, int pixelBytes)
      throws MalformedImageException {
    switch (filter) {
      case 0 -> {}
      case 1 -> {
        for (int i = pixelBytes; i < row.length; i++) {
          row[i] = (byte) (row[i] + row[i - pixelBytes]);
        }
      }
      case 2 -> {
        for (int i = 0; i < row.length; i++) {
          row[i] = (byte) (row[i] + above[i]);
        }
      }
      case 3 -> {
        for (int i = 0; i < row.length; i++) {
          int left = i < pixelBytes ? 0 : row[i - pixelBytes] & 0xff;
          row[i] += (byte) ((left + (above[i] & 0xff)) / 2);
        }
      }
      case 4 -> {
        for (int i = 0; i < row.length; i++) {
          int left = i < pixelBytes ? 0 : row[i - pixelBytes] & 0xff;
          int upLeft = i < pixelBytes ? 0 : above[i - pixelBytes] & 0xff;
          row[i] += (byte) paeth(left, above[i] & 0xff, upLeft);
        }
      }
      default -> throw MalformedImageException.damaged("a row has unknown filter " + filter);
    }
  }

  /** Returns the neighbor that is nearest to {@code left + up - upLeft}. */
  static int paeth(int left, int up, int upLeft) {
    int fromLeft = Math.abs(up - upLeft);
    int fromUp = Math.abs(left - upLeft);
    int fromUpLeft = Math.abs(left + up - 2 * upLeft);
    if (fromLeft <= fromUp && fromLeft <= fromUpLeft) {
      return left;
    }
    return fromUp <= fromUpLeft ? up : upLeft;
  }

  private void unpack(byte[] row, int[] samples) {
    if (depth == 16) {
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (row[2 * i] & 0xff) << 8 | (row[2 * i + 1] & 0xff);
      }
    } else if (depth == 8) {
      for (int i = 0; i < samples.length; i++) {
        samples[i] = row[i] & 0xff;
      }
    } else {
      int perByte = 8 / depth;
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (row[i / perByte] >> (8 - depth * (i % perByte + 1))) & maximum();
      }
    }
  }

  private void storePalette(int[] samples, int target, int step) throws MalformedImageException {
    int to = target;
    for (int index : samples) {
      if (3 * index >= palette.length) {
        throw MalformedImageException.damaged(
            "a pixel has color %d of a palette of %d".formatted(index, palette.length / 3));
      }
      for (int c = 0; c < planes.length; c++) {
        planes[c][to] = (palette[3 * index + c] & 0xff) / 255f;
      }
      if (alpha != null && transparency != null) {
        alpha[to] = index < transparency.length ? (transparency[index] & 0xff) / 255f : 1f;
      }
      to += step;
    }
  }

  private void storeSamples(int[] samples, int samplesPerPixel, int target, int step) {
    float maximum = maximum();
    int to = target;
    for (int from = 0; from < samples.length; from += samplesPerPixel) {
      boolean transparent = true;
      for (int c = 0; c < planes.length; c++) {
        planes[c][to] = samples[from + c] / maximum;
        transparent &= transparentColor != null && samples[from + c] == transparentColor[c];
      }
      if (alpha != null && transparentColor != null) {
        alpha[to] = transparent ? 0f : 1f;
      } else if (alpha != null) {
        alpha[to] = samples[from + planes.length] / maximum;
      }
      to += step;
    }
  }

  private boolean storesAlpha() {
    return colorType == GRAY_ALPHA || colorType == RGB_ALPHA;
  }

  private int maximum() {
    return (1 << depth) - 1;
  }

  /** The rest of a content, without a copy. */
  private static InputStream stream(ByteBuffer content) {
    return new ByteArrayInputStream(
        content.array(), content.arrayOffset() + content.position(), content.remaining());
  }

  private static byte[] bytes(ByteBuffer content) {
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    return bytes;
  }

  private static String printable(String chunk) {
    return chunk.chars().allMatch(Character::isLetter) ? chunk : "without a name";
  }
}
