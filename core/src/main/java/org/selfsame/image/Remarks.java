package org.selfsame.image;

import java.util.List;
import java.util.Optional;

/**
 * What a PNG or JPEG says beside its pixels, color profile and EXIF: texts, XMP, IPTC, resolution,
 * and how a PNG's colors are meant without a profile. It is carried unread, and written only to a
 * file of the same kind.
 *
 * @param format of the file
 * @param all in the file's order
 */
public record Remarks(FileFormat format, List<Remark> all) {
  /**
   * One of them.
   *
   * @param kind name of a PNG's chunk, or number of a JPEG's marker in hexadecimal
   * @param content of the chunk or segment; treat it as read-only
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Remark(String kind, byte[] content) {}

  /** Copies the list. */
  public Remarks {
    all = List.copyOf(all);
  }

  /** Returns what a file can say of these remarks. */
  static List<Remark> in(Optional<Remarks> remarks, FileFormat format) {
    return remarks.filter(some -> some.format == format).map(Remarks::all).orElse(List.of());
  }
}
