package org.selfsame.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.selfsame.image.Remarks.Text;
import org.selfsame.image.Resolution.Unit;

/** The marker segments of a JPEG file (ITU-T T.81, annex B), from its start to its end marker. */
final class JpegSegments {
  static final int START_OF_IMAGE = 0xd8;
  static final int APP0 = 0xe0;
  static final int APP1 = 0xe1;
  static final int APP2 = 0xe2;
  static final String EXIF_HEADER = "Exif\0\0";
  static final int APP13 = 0xed;
  static final String JFIF_HEADER = "JFIF\0";

  static final String XMP_HEADER = "http://ns.adobe.com/xap/1.0/\0";
  static final String XMP_EXTENSION_HEADER = "http://ns.adobe.com/xmp/extension/\0";
  static final String PHOTOSHOP_HEADER = "Photoshop 3.0\0";
  static final String ICC_HEADER = "ICC_PROFILE\0";

  private static final int TEMPORARY = 0x01;
  private static final int START_OF_FRAME_0 = 0xc0;
  private static final int START_OF_FRAME_15 = 0xcf;
  private static final int HUFFMAN_TABLE = 0xc4;
  private static final int EXTENSION = 0xc8;
  private static final int ARITHMETIC_TABLE = 0xcc;
  private static final int QUANTIZATION_TABLE = 0xdb;
  private static final int RESTART_0 = 0xd0;
  private static final int RESTART_7 = 0xd7;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final int APP14_ADOBE = 0xee;
  private static final int APP15 = 0xef;
  static final int COMMENT = 0xfe;

  /**
   * Of an extension of XMP: the digest in hexadecimal, its whole length, and where a part begins.
   */
  static final int DIGEST_LENGTH = 32;

  private static final String MULTI_PICTURE_HEADER = "MPF\0";
  private static final String GAIN_MAP_HEADER = "urn:iso:std:iso:ts:21496:-1\0";
  private static final int CMYK_COMPONENTS = 4;

  /**
   * Where the numbers of a quantization table belong in a block of 8x8 (ITU-T T.81, Figure A.6).
   */
  private static final int[] ZIGZAG = zigzag();

  /** A segment's content, after its length; that of a scan goes on to the next marker. */
  private record Segment(int marker, int start, int end) {}

  private final byte[] file;

  /** Cyan, magenta, yellow and black. */
  private static final int INKS = 4;

  private final List<Segment> segments = new ArrayList<>();

  /** Where the file goes on behind its picture, or ends. */
  private int pictureEnd;

  private boolean endIsMissing;

  /**
   * Finds the segments.
   *
   * @throws MalformedImageException if the file ends before its end marker, and more than that may
   *     be missing
   */
  JpegSegments(byte[] file) throws MalformedImageException {
    this.file = file;
    int at = 2;
    while (true) {
      while (at < file.length && file[at] != (byte) 0xff) {
        at++; // bytes between segments mean nothing
      }
      while (at < file.length && file[at] == (byte) 0xff) {
        at++; // any number of these may precede a marker
      }
      if (at >= file.length) {
        if (hasItsOneScan()) {
          pictureEnd = file.length;
          endIsMissing = true;
          return;
        }
        throw MalformedImageException.cutOff("before the JPEG's end marker");
      }
      int marker = file[at++] & 0xff;
      if (marker == END_OF_IMAGE) {
        pictureEnd = at;
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

  /**
   * Whether nothing is to come but the end: the decoder tells if pixels of the scan are missing.
   */
  private boolean hasItsOneScan() {
    List<Segment> scans = segments.stream().filter(s -> s.marker == START_OF_SCAN).toList();
    boolean sequential = segments.stream().anyMatch(s -> s.marker == START_OF_FRAME_0);
    return sequential && scans.size() == 1 && (file[scans.get(0).start] & 0xff) == components();
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

  /** Returns the number of color components, or 0 if the file has no frame. */
  int components() {
    for (Segment segment : segments) {
      if (isFrame(segment) && segment.end - segment.start >= 6) {
        return file[segment.start + 5] & 0xff; // after precision, height and width
      }
    }
    return 0;
  }

  /**
   * Returns the quantization table of the first component, which is gray or luma, row by row; none
   * if the file has none.
   */
  Optional<int[]> luminanceTable() {
    Optional<Segment> frame = segments.stream().filter(JpegSegments::isFrame).findFirst();
    if (frame.isEmpty() || frame.get().end - frame.get().start < 9) {
      return Optional.empty();
    }
    int wanted = file[frame.get().start + 8] & 0xff; // after the component's id and sampling
    int[] found = null; // the last, as later tables replace earlier ones
    for (Segment segment : segments) {
      int at = segment.start;
      while (segment.marker == QUANTIZATION_TABLE && at < segment.end) {
        int bytes = (file[at] & 0xff) >> 4 == 0 ? 1 : 2;
        int end = at + 1 + ZIGZAG.length * bytes;
        if ((file[at] & 0x0f) == wanted && end <= segment.end) {
          found = table(at + 1, bytes);
        }
        at = end;
      }
    }
    return Optional.ofNullable(found);
  }

  private int[] table(int start, int bytes) {
    int[] table = new int[ZIGZAG.length];
    for (int i = 0; i < table.length; i++) {
      int at = start + i * bytes;
      int first = file[at] & 0xff;
      table[ZIGZAG[i]] = bytes == 1 ? first : first << 8 | (file[at + 1] & 0xff);
    }
    return table;
  }

  private static int[] zigzag() {
    int[] places = new int[64];
    int next = 0;
    for (int diagonal = 0; diagonal < 15; diagonal++) {
      for (int i = Math.max(0, diagonal - 7); i <= Math.min(7, diagonal); i++) {
        boolean upwards = diagonal % 2 == 0;
        places[next++] = upwards ? (diagonal - i) * 8 + i : i * 8 + diagonal - i;
      }
    }
    return places;
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

  private static boolean isFrame(Segment segment) {
    int marker = segment.marker;
    return START_OF_FRAME_0 <= marker
        && marker <= START_OF_FRAME_15
        && marker != HUFFMAN_TABLE
        && marker != EXTENSION
        && marker != ARITHMETIC_TABLE;
  }

  private static boolean isApplication(int marker) {
    return APP0 <= marker && marker <= APP15;
  }

  private static void writeMarker(int marker, ByteArrayOutputStream out) {
    out.write(0xff);
    out.write(marker);
  }

  /** Returns the EXIF block and the ICC profile; one with missing parts is left out. */
  Metadata metadata() {
    Optional<byte[]> exif =
        segments.stream()
            .filter(segment -> isHeaded(segment, APP1, EXIF_HEADER))
            .findFirst()
            .map(s -> Arrays.copyOfRange(file, s.start + EXIF_HEADER.length(), s.end));
    return new Metadata(
        iccProfile(),
        exif,
        luminanceTable().map(JpegQuality::nearest),
        Optional.empty(),
        remarks());
  }

  private Remarks remarks() {
    Optional<byte[]> packet = contents(APP1, XMP_HEADER).stream().findFirst();
    Optional<byte[]> extension = extensionOfXmp();
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    contents(APP13, PHOTOSHOP_HEADER).forEach(blocks::writeBytes);
    return new Remarks(
        extension.isEmpty() ? packet : packet.map(main -> Xmp.merged(main, extension.get())),
        ImageResources.kept(blocks.toByteArray()),
        contents(COMMENT, "").stream()
            .map(comment -> new Text(Remarks.COMMENT, Bytes.text(comment)))
            .toList(),
        contents(APP0, JFIF_HEADER).stream().findFirst().flatMap(JpegSegments::resolution),
        List.of(),
        unkept(packet.orElse(new byte[0])));
  }

  /** Returns what follows the header in the segments that have it. */
  private List<byte[]> contents(int marker, String header) {
    return segments.stream()
        .filter(segment -> isHeaded(segment, marker, header))
        .map(segment -> Arrays.copyOfRange(file, segment.start + header.length(), segment.end))
        .toList();
  }

  private static Optional<Resolution> resolution(byte[] jfif) {
    if (jfif.length < 7) {
      return Optional.empty();
    }
    Unit unit = switch (jfif[2]) { // after the version
          case 1 -> Unit.INCH;
          case 2 -> Unit.CENTIMETER;
          default -> Unit.NONE;
        };
    ByteBuffer numbers = ByteBuffer.wrap(jfif, 3, 4);
    return Resolution.of(numbers.getShort() & 0xffff, numbers.getShort() & 0xffff, unit);
  }

  /** Joins the parts of the first extension; nothing if some are missing (ISO 16684-3). */
  private Optional<byte[]> extensionOfXmp() {
    List<byte[]> parts = contents(APP1, XMP_EXTENSION_HEADER);
    int head = DIGEST_LENGTH + 8;
    if (parts.isEmpty() || parts.get(0).length < head) {
      return Optional.empty();
    }
    int length = ByteBuffer.wrap(parts.get(0)).getInt(DIGEST_LENGTH);
    if (length <= 0 || length > file.length) {
      return Optional.empty();
    }
    byte[] joined = new byte[length];
    int missing = length;
    for (byte[] part : parts) {
      boolean belongs =
          part.length >= head
              && Arrays.equals(part, 0, DIGEST_LENGTH, parts.get(0), 0, DIGEST_LENGTH);
      int at = belongs ? ByteBuffer.wrap(part).getInt(DIGEST_LENGTH + 4) : -1;
      if (at >= 0 && at <= length - (part.length - head)) {
        System.arraycopy(part, head, joined, at, part.length - head);
        missing -= part.length - head;
      }
    }
    return missing == 0 ? Optional.of(joined) : Optional.empty();
  }

  /** Returns what lies behind the picture, or belongs to that. */
  private List<String> unkept(byte[] xmp) {
    List<String> found = new ArrayList<>();
    boolean gainMap =
        Bytes.contain(xmp, 0, "hdr-gain-map")
            || Bytes.contain(file, pictureEnd, "HDRGainMap")
            || segments.stream().anyMatch(s -> isHeaded(s, APP2, GAIN_MAP_HEADER));
    boolean further = segments.stream().anyMatch(s -> isHeaded(s, APP2, MULTI_PICTURE_HEADER));
    if (gainMap) {
      found.add("its HDR gain map");
    } else if (further && Bytes.contain(file, pictureEnd, "\u00ff\u00d8\u00ff")) {
      found.add("the further pictures in the file");
    }
    if (Bytes.contain(file, pictureEnd, "ftyp")) {
      found.add("its video (motion photo)");
    }
    if (components() == INKS) {
      found.add(Remarks.INKS);
    }
    if (endIsMissing) {
      found.add(Remarks.BEHIND_MISSING_END);
    }
    return found;
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
