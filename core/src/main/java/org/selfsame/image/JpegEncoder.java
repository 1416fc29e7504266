package org.selfsame.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.selfsame.image.Remarks.Text;
import org.selfsame.image.WriteOptions.JpegChroma;
import org.w3c.dom.NodeList;

/** Writes baseline JPEG, gray or YCbCr, 8 bits, opaque. */
final class JpegEncoder {
  static final int MAX_SIDE = 65535;

  private static final int MAX_SEGMENT_CONTENT = 65533;
  private static final int MAX_ICC_PARTS = 255;

  /** Where a JFIF segment has its units and numbers of pixels, after header and version. */
  private static final int RESOLUTION_AT = JpegSegments.JFIF_HEADER.length() + 2;

  /** APP10, which no standard uses. */
  private static final byte MARK_SEGMENT = (byte) 0xea;

  private JpegEncoder() {}

  static void encode(Picture picture, int quality, JpegChroma chroma, OutputStream out)
      throws IOException {
    requireFitting(picture.image().width(), picture.image().height());
    byte[] jpeg = compress(picture, quality, chroma);
    // Behind the start marker and the JFIF segment, as readers expect.
    int metadataAt = 2;
    if ((jpeg[3] & 0xff) == JpegSegments.APP0) {
      picture.metadata().resolution().ifPresent(resolution -> setResolution(resolution, jpeg));
      metadataAt += 2 + ((jpeg[4] & 0xff) << 8 | (jpeg[5] & 0xff));
    }
    out.write(jpeg, 0, metadataAt);
    byte[] mark = ResultMark.bytes();
    out.write(new byte[] {(byte) 0xff, MARK_SEGMENT, 0, (byte) (2 + mark.length)});
    out.write(mark);
    writeMetadata(picture.metadata(), new DataOutputStream(out));
    writeRemarks(picture.metadata().remarks(), new DataOutputStream(out));
    out.write(jpeg, metadataAt, jpeg.length - metadataAt);
  }

  static void requireFitting(long width, long height) throws MalformedImageException {
    if (width > MAX_SIDE || height > MAX_SIDE) {
      throw new MalformedImageException(
          "the image has %dx%d pixels, and a JPEG can have %d a side. Write a PNG or TIFF."
              .formatted(width, height, MAX_SIDE));
    }
  }

  /** Puts a resolution into the JFIF segment. */
  private static void setResolution(Resolution resolution, byte[] jpeg) {
    ByteBuffer.wrap(jpeg, 6 + RESOLUTION_AT, 5)
        .put(
            (byte)
                switch (resolution.unit()) {
                  case NONE -> 0;
                  case INCH -> 1;
                  case CENTIMETER -> 2;
                })
        .putShort(whole(resolution.across()))
        .putShort(whole(resolution.down()));
  }

  private static short whole(double pixels) {
    return (short) Math.max(1, Math.min(0xffff, Math.round(pixels)));
  }

  private static BufferedImage toBufferedImage(Picture picture) {
    SampleRows rows = new SampleRows(picture, false, ByteOrder.BIG_ENDIAN);
    int width = picture.image().width();
    int height = picture.image().height();
    boolean gray = picture.image().channels() == 1;
    BufferedImage result =
        new BufferedImage(
            width, height, gray ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < height; y++) {
      result.getRaster().setDataElements(0, y, width, 1, rows.row(y));
    }
    return result;
  }

  /** Returns a file without the picture's metadata. */
  static byte[] compress(Picture picture, int quality, JpegChroma chroma) throws IOException {
    BufferedImage image = toBufferedImage(picture);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), param);
      setTables(metadata, JpegTables.of(quality), chroma);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, metadata), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Sets the quantization tables, 0 of luma and 1 of chroma, and the components' sizes. */
  private static void setTables(IIOMetadata metadata, JpegTables tables, JpegChroma chroma)
      throws IOException {
    String tree = metadata.getNativeMetadataFormatName();
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(tree);
    NodeList nodes = root.getElementsByTagName("dqtable");
    for (int i = 0; i < nodes.getLength(); i++) {
      IIOMetadataNode node = (IIOMetadataNode) nodes.item(i);
      boolean luma = node.getAttribute("qtableId").equals("0");
      node.setUserObject(luma ? tables.luminance() : tables.chrominance());
    }
    NodeList components = root.getElementsByTagName("componentSpec");
    for (int i = 0; i < components.getLength(); i++) {
      IIOMetadataNode component = (IIOMetadataNode) components.item(i);
      // The others are as much smaller.
      String factor =
          i == 0 && chroma == JpegChroma.HALF_SIZE && components.getLength() > 1 ? "2" : "1";
      component.setAttribute("HsamplingFactor", factor);
      component.setAttribute("VsamplingFactor", factor);
    }
    metadata.setFromTree(tree, root);
  }

  /** Returns whether EXIF, if there is any, is short enough. */
  static boolean holdsExif(Metadata metadata) {
    int room = MAX_SEGMENT_CONTENT - JpegSegments.EXIF_HEADER.length();
    return metadata.exif().map(block -> block.length <= room).orElse(true);
  }

  private static void writeMetadata(Metadata metadata, DataOutputStream out) throws IOException {
    if (metadata.exif().isPresent() && holdsExif(metadata)) {
      writeSegment(
          JpegSegments.APP1, JpegSegments.EXIF_HEADER, new byte[0], metadata.exif().get(), out);
    }
    String header = JpegSegments.ICC_HEADER;
    List<byte[]> parts = parts(metadata.iccProfile().orElse(new byte[0]), header.length() + 2);
    if (parts.size() <= MAX_ICC_PARTS) {
      for (int i = 0; i < parts.size(); i++) {
        byte[] number = {(byte) (i + 1), (byte) parts.size()};
        writeSegment(JpegSegments.APP2, header, number, parts.get(i), out);
      }
    }
  }

  private static void writeRemarks(Remarks remarks, DataOutputStream out) throws IOException {
    if (remarks.xmp().isPresent()) {
      writeXmp(remarks.xmp().get(), out);
    }
    String photoshop = JpegSegments.PHOTOSHOP_HEADER;
    for (byte[] part : parts(remarks.photoshop().orElse(new byte[0]), photoshop.length())) {
      writeSegment(JpegSegments.APP13, photoshop, new byte[0], part, out);
    }
    for (Text text : remarks.texts()) {
      for (byte[] part : parts(text.withKeyword().getBytes(StandardCharsets.UTF_8), 0)) {
        writeSegment(JpegSegments.COMMENT, "", new byte[0], part, out);
      }
    }
  }

  /** Writes a packet; all of a long one is an extension (ISO 16684-3). */
  private static void writeXmp(byte[] packet, DataOutputStream out) throws IOException {
    String header = JpegSegments.XMP_HEADER;
    if (header.length() + packet.length <= MAX_SEGMENT_CONTENT) {
      writeSegment(JpegSegments.APP1, header, new byte[0], packet, out);
      return;
    }
    String digest = HexFormat.of().withUpperCase().formatHex(md5(packet));
    byte[] pointer = Xmp.pointer(digest).getBytes(StandardCharsets.UTF_8);
    writeSegment(JpegSegments.APP1, header, new byte[0], pointer, out);
    String further = JpegSegments.XMP_EXTENSION_HEADER;
    int at = 0;
    for (byte[] part : parts(packet, further.length() + JpegSegments.DIGEST_LENGTH + 8)) {
      byte[] number =
          ByteBuffer.allocate(JpegSegments.DIGEST_LENGTH + 8)
              .put(digest.getBytes(StandardCharsets.ISO_8859_1))
              .putInt(packet.length)
              .putInt(at)
              .array();
      writeSegment(JpegSegments.APP1, further, number, part, out);
      at += part.length;
    }
  }

  private static byte[] md5(byte[] bytes) {
    try {
      return MessageDigest.getInstance("MD5").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java has MD5", e);
    }
  }

  /** Cuts a content into what fits into segments beside their headers. */
  private static List<byte[]> parts(byte[] content, int header) {
    List<byte[]> parts = new ArrayList<>();
    int room = MAX_SEGMENT_CONTENT - header;
    for (int at = 0; at < content.length; at += room) {
      parts.add(Arrays.copyOfRange(content, at, Math.min(content.length, at + room)));
    }
    return parts;
  }

  private static void writeSegment(
      int marker, String header, byte[] number, byte[] content, DataOutputStream out)
      throws IOException {
    out.writeByte(0xff);
    out.writeByte(marker);
    out.writeShort(2 + header.length() + number.length + content.length);
    out.write(header.getBytes(StandardCharsets.ISO_8859_1));
    out.write(number);
    out.write(content);
  }
}
