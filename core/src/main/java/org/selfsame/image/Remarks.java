package org.selfsame.image;

import java.util.List;
import java.util.Optional;

/**
 * What a file says beside its pixels, color profile and EXIF. It does not depend on the format:
 * each encoder says of it what its kind of file can say.
 *
 * <p>The arrays are shared, not copied: treat them as read-only.
 *
 * @param xmp a packet of XMP (ISO 16684-1), all of it: extensions of a JPEG are merged
 * @param photoshop image resource blocks of Photoshop; one of them is IPTC
 * @param texts comments and other texts
 * @param resolution of the file itself; EXIF may tell another
 * @param colors chunks of a PNG that say how its colors are meant, in their order
 * @param unkept what the file had beside its picture and is not carried, in words for people, such
 *     as {@code its HDR gain map}
 */
public record Remarks(
    Optional<byte[]> xmp,
    Optional<byte[]> photoshop,
    List<Text> texts,
    Optional<Resolution> resolution,
    List<Chunk> colors,
    List<String> unkept) {
  /** Says nothing. */
  public static final Remarks NONE =
      new Remarks(
          Optional.empty(), Optional.empty(), List.of(), Optional.empty(), List.of(), List.of());

  /** What a file that stops before its end marker may have had. */
  static final String BEHIND_MISSING_END = "anything behind the end marker, which is missing";

  /** What is left of four inks. */
  static final String INKS = "its CMYK colors (they are RGB now)";

  /** The keyword of a text that says no more of what it is. */
  static final String COMMENT = "Comment";

  /**
   * A text.
   *
   * @param keyword what it tells, such as Title; {@code Comment} if that is not known
   * @param text its lines end with a line feed
   * @param language as in RFC 5646; empty if unknown
   * @param translation the keyword in that language; empty if there is none
   */
  public record Text(String keyword, String text, String language, String translation) {
    /** Makes a text of unknown language. */
    public Text(String keyword, String text) {
      this(keyword, text, "", "");
    }

    /** Returns the text for a file whose texts have no keywords. */
    String withKeyword() {
      boolean plain = keyword.equals(COMMENT) || keyword.equals("Description");
      return plain ? text : keyword + ": " + text;
    }
  }

  /** A chunk of a PNG: its name, and its content without length and checksum. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Chunk(String name, byte[] content) {}

  /** Copies the lists. */
  public Remarks {
    texts = List.copyOf(texts);
    colors = List.copyOf(colors);
    unkept = List.copyOf(unkept);
  }

  /** Returns these remarks with another packet of XMP. */
  Remarks withXmp(Optional<byte[]> other) {
    return new Remarks(other, photoshop, texts, resolution, colors, unkept);
  }

  /** Returns these remarks with another resolution. */
  Remarks withResolution(Optional<Resolution> other) {
    return new Remarks(xmp, photoshop, texts, other, colors, unkept);
  }

  /** Returns these remarks with other chunks of color. */
  Remarks withColors(List<Chunk> other) {
    return new Remarks(xmp, photoshop, texts, resolution, other, unkept);
  }
}
