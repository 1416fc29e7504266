package org.selfsame.image;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The marker segments of a JPEG file (ITU-T T.81, annex B), from its start to its end marker. */
final class JpegSegments {
  static final int START_OF_IMAGE = 0xd8;
  static final int APP0 = 0xe0;
  static final int APP1 = 0xe1;
  static final int APP2 = 0xe2;
  static final String EXIF_HEADER = "Exif\0\0";
  static final String ICC_HEADER = "ICC_PROFILE\0";

  private static final int TEMPORARY = 0x01;
  private static final int START_OF_FRAME_0 = 0xc0;
  private static final int START_OF_FRAME_15 = 0xcf;
  private static final int HUFFMAN_TABLE = 0xc4;
  private static final int EXTENSION = 0xc8;
  private static final int ARITHMETIC_TABLE = 0xcc;
  private static final int RESTART_0 = 0xd0;
  private static final int RESTART_7 = 0xd7;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final int APP14_ADOBE = 0xee;
  private static final int APP15 = 0xef;
  private static final int COMMENT = 0xfe;
  private static final int CMYK_COMPONENTS = 4;

  /** A segment's content, after its length; that of a scan goes on to the next marker. */
  private record Segment(int marker, int start, int end) {}

  private final byte[] file;
  private final List<Segment> segments = new ArrayList<>();

  /**
   * Finds the segments.
   *
   * @throws MalformedImageException if the file ends before its end marker
   */
  JpegSegments(byte[] file) throws MalformedImageException {
    this.file = file;
    int at = 2;
    while (true) {
      while (at < file.length && file[at] != (byte) 0xff) {
        at++; // bytes between segments say nothing
      }
      while (at < file.length && file[at] == (byte) 0xff) {
        at++; // a marker may be preceded by any number of these
      }
      if (at >= file.length) {
        throw MalformedImageException.cutOff("before the JPEG's end marker");
      }
      int marker = file[at++] & 0xff;
      if (marker == END_OF_IMAGE) {
        return;
      }
      if (marker == 0 || marker == TEMPORARY || marker == START_OF_IMAGE || isRestart(marker)) {
        continue;
      }
      if (file.length - at < 2) {
        throw MalformedImageException.cutOff("inside a segment of the JPEG");
      }
      int length = (file[at] & 0xff) << 8 | (file[at + 1] & 0xff);
      if (length < 2) {
        throw MalformedImageException.damaged("a segment of the JPEG has length " + length);
      }
      if (length > file.length - at) {
        throw MalformedImageException.cutOff("inside a segment of the JPEG");
      }
      int end = marker == START_OF_SCAN ? endOfScan(at + length) : at + length;
      segments.add(new Segment(marker, at + 2, end));
      at = end;
    }
  }

  private int endOfScan(int start) {
    int at = start;
    while (at + 1 < file.length) {
      int next = file[at + 1] & 0xff;
      if (file[at] == (byte) 0xff && next != 0 && !isRestart(next)) {
        return at;
      }
      at++;
    }
    return file.length;
  }

  private static boolean isRestart(int marker) {
    return RESTART_0 <= marker && marker <= RESTART_7;
  }

  /** Returns the number of colour components, or 0 if the file has no frame. */
  int components() {
    for (Segment segment : segments) {
      int marker = segment.marker;
      if (START_OF_FRAME_0 <= marker
          && marker <= START_OF_FRAME_15
          && marker != HUFFMAN_TABLE
          && marker != EXTENSION
          && marker != ARITHMETIC_TABLE
          && segment.end - segment.start >= 6) {
        return file[segment.start + 5] & 0xff; // after precision, height and width
      }
    }
    return 0;
  }

  /**
   * Returns the file with what its samples need and no more: without metadata, and without the ICC
   * profile that a decoder would apply, but for CMYK, where it must.
   */
  byte[] bareImage() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length);
    writeMarker(START_OF_IMAGE, out);
    for (Segment segment : segments) {
      boolean needed =
          switch (segment.marker) {
            case APP0, APP14_ADOBE -> true;
            case APP2 -> components() == CMYK_COMPONENTS;
            default -> segment.marker != COMMENT && !isApplication(segment.marker);
          };
      if (needed) {
        writeMarker(segment.marker, out);
        out.write(file, segment.start - 2, segment.end - segment.start + 2);
      }
    }
    writeMarker(END_OF_IMAGE, out);
    return out.toByteArray();
  }

  private static boolean isApplication(int marker) {
    return APP0 <= marker && marker <= APP15;
  }

  private static void writeMarker(int marker, ByteArrayOutputStream out) {
    out.write(0xff);
    out.write(marker);
  }

  /** Returns the EXIF block and the ICC profile; one whose parts are not all there is left out. */
  Metadata metadata() {
    Optional<byte[]> exif =
        segments.stream()
            .filter(segment -> isHeaded(segment, APP1, EXIF_HEADER))
            .findFirst()
            .map(s -> Arrays.copyOfRange(file, s.start + EXIF_HEADER.length(), s.end));
    return new Metadata(iccProfile(), exif);
  }

  /** Joins the parts of a profile; each has its number, from 1, and their count (ICC.1, B.4). */
  private Optional<byte[]> iccProfile() {
    List<Segment> parts =
        segments.stream()
            .filter(segment -> isHeaded(segment, APP2, ICC_HEADER))
            .filter(segment -> segment.end - segment.start >= ICC_HEADER.length() + 2)
            .toList();
    ByteArrayOutputStream profile = new ByteArrayOutputStream();
    for (int number = 1; number <= parts.size(); number++) {
      int wanted = number;
      Optional<Segment> part =
          parts.stream()
              .filter(s -> (file[s.start + ICC_HEADER.length()] & 0xff) == wanted)
              .findFirst();
      if (part.isEmpty()) {
        return Optional.empty();
      }
      int start = part.get().start + ICC_HEADER.length();
      if ((file[start + 1] & 0xff) != parts.size()) {
        return Optional.empty();
      }
      profile.write(file, start + 2, part.get().end - start - 2);
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(profile.toByteArray());
  }

  private boolean isHeaded(Segment segment, int marker, String header) {
    return segment.marker == marker
        && segment.end - segment.start >= header.length()
        && Bytes.startsWith(file, segment.start, header);
  }
}
