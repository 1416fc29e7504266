package org.selfsame.image;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Image resource blocks, as Photoshop puts them into JPEG and TIFF files (Adobe Photoshop File
 * Formats Specification): numbered blocks, among them IPTC.
 */
final class ImageResources {
  private static final int IPTC = 0x0404;

  /**
   * What is told elsewhere, or of the old picture: thumbnails, ICC profile, EXIF and XMP in copy.
   */
  private static final Set<Integer> LEFT_OUT =
      Set.of(0x0409, 0x040c, 0x040f, 0x0422, 0x0423, 0x0424);

  /** From its signature to its padding. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Block(int id, byte[] bytes, byte[] data) {}

  private ImageResources() {}

  /** Returns the blocks that are worth keeping; nothing if none is. */
  static Optional<byte[]> kept(byte[] blocks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Block block : parse(blocks)) {
      if (!LEFT_OUT.contains(block.id)) {
        out.writeBytes(block.bytes);
      }
    }
    return out.size() == 0 ? Optional.empty() : Optional.of(out.toByteArray());
  }

  /** Returns IPTC: its data sets (IIM 4.2). */
  static Optional<byte[]> iptc(byte[] blocks) {
    return parse(blocks).stream().filter(b -> b.id == IPTC).map(Block::data).findFirst();
  }

  /** Returns whether there is more than IPTC. */
  static boolean haveMore(byte[] blocks) {
    return parse(blocks).stream().anyMatch(block -> block.id != IPTC);
  }

  /** Returns blocks that have IPTC: those of a file, or with its IPTC added. */
  static byte[] withIptc(byte[] blocks, byte[] iptc) {
    if (iptc(blocks).isPresent()) {
      return blocks;
    }
    int padding = iptc.length % 2;
    return ByteBuffer.allocate(blocks.length + 12 + iptc.length + padding)
        .put(blocks)
        .put("8BIM".getBytes(StandardCharsets.ISO_8859_1))
        .putShort((short) IPTC)
        .putShort((short) 0) // no name
        .putInt(iptc.length)
        .put(iptc)
        .array();
  }

  /** Returns the blocks up to where they cannot be understood. */
  private static List<Block> parse(byte[] bytes) {
    List<Block> blocks = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      while (in.remaining() >= 12) {
        int start = in.position();
        in.getInt(); // the signature, mostly 8BIM
        int id = Short.toUnsignedInt(in.getShort());
        int name = 1 + (in.get(in.position()) & 0xff);
        in.position(in.position() + name + name % 2);
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
          break;
        }
        byte[] data = new byte[length];
        in.get(data);
        in.position(Math.min(in.limit(), in.position() + length % 2));
        byte[] block = new byte[in.position() - start];
        in.get(start, block);
        blocks.add(new Block(id, block, data));
      }
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      // Those before are whole.
    }
    return blocks;
  }
}
