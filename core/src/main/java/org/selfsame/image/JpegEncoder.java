package org.selfsame.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.selfsame.image.Remarks.Remark;
import org.selfsame.image.WriteOptions.JpegChroma;
import org.w3c.dom.NodeList;

/** Writes baseline JPEG, gray or YCbCr, 8 bits, opaque. */
final class JpegEncoder {
  static final int MAX_SIDE = 65535;

  private static final int MAX_SEGMENT_CONTENT = 65533;
  private static final int MAX_ICC_PARTS = 255;

  /** Where a JFIF segment has its units and numbers of pixels, after header and version. */
  private static final int RESOLUTION_AT = JpegSegments.JFIF_HEADER.length() + 2;

  private static final int RESOLUTION_BYTES = 5;

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
      setResolution(picture.metadata(), jpeg);
      metadataAt += 2 + ((jpeg[4] & 0xff) << 8 | (jpeg[5] & 0xff));
    }
    out.write(jpeg, 0, metadataAt);
    byte[] mark = ResultMark.bytes();
    out.write(new byte[] {(byte) 0xff, MARK_SEGMENT, 0, (byte) (2 + mark.length)});
    out.write(mark);
    writeMetadata(picture.metadata(), new DataOutputStream(out));
    writeRemarks(picture.metadata(), new DataOutputStream(out));
    out.write(jpeg, metadataAt, jpeg.length - metadataAt);
  }

  static void requireFitting(long width, long height) throws MalformedImageException {
    if (width > MAX_SIDE || height > MAX_SIDE) {
      throw new MalformedImageException(
          "the image has %dx%d pixels, and a JPEG can have %d a side. Write a PNG or TIFF."
              .formatted(width, height, MAX_SIDE));
    }
  }

  /** Copies the units and numbers of pixels of the JFIF segment that was read. */
  private static void setResolution(Metadata metadata, byte[] jpeg) {
    for (Remark remark : Remarks.in(metadata.remarks(), FileFormat.JPEG)) {
      if (isJfif(remark) && remark.content().length >= RESOLUTION_AT + RESOLUTION_BYTES) {
        System.arraycopy(
            remark.content(), RESOLUTION_AT, jpeg, 6 + RESOLUTION_AT, RESOLUTION_BYTES);
      }
    }
  }

  private static boolean isJfif(Remark remark) {
    return remark.kind().equals(Integer.toHexString(JpegSegments.APP0));
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

  private static void writeMetadata(Metadata metadata, DataOutputStream out) throws IOException {
    int exifRoom = MAX_SEGMENT_CONTENT - JpegSegments.EXIF_HEADER.length();
    if (metadata.exif().isPresent() && metadata.exif().get().length <= exifRoom) {
      writeSegment(
          JpegSegments.APP1, JpegSegments.EXIF_HEADER, new byte[0], metadata.exif().get(), out);
    }
    int profileRoom = MAX_SEGMENT_CONTENT - JpegSegments.ICC_HEADER.length() - 2;
    byte[] profile = metadata.iccProfile().orElse(new byte[0]);
    int parts = (profile.length + profileRoom - 1) / profileRoom;
    if (parts <= MAX_ICC_PARTS) {
      for (int part = 0; part < parts; part++) {
        int start = part * profileRoom;
        int end = Math.min(profile.length, start + profileRoom);
        byte[] number = {(byte) (part + 1), (byte) parts};
        writeSegment(
            JpegSegments.APP2,
            JpegSegments.ICC_HEADER,
            number,
            Arrays.copyOfRange(profile, start, end),
            out);
      }
    }
  }

  private static void writeRemarks(Metadata metadata, DataOutputStream out) throws IOException {
    for (Remark remark : Remarks.in(metadata.remarks(), FileFormat.JPEG)) {
      if (!isJfif(remark)) {
        int marker = Integer.parseInt(remark.kind(), 16);
        writeSegment(marker, "", new byte[0], remark.content(), out);
      }
    }
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
