package org.selfsame.image;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.selfsame.image.Remarks.Chunk;
import org.selfsame.image.Remarks.Text;

/**
 * The texts of a PNG (chunks tEXt, zTXt and iTXt), some of which are XMP, or hold EXIF, IPTC or a
 * color profile in hexadecimal numbers, as ImageMagick began to write them.
 */
final class PngTexts {
  private static final String XMP = "XML:com.adobe.xmp";
  private static final String RAW = "Raw profile type ";
  private static final String XMP_OF_JPEG = "http://ns.adobe.com/xap/1.0/\0";
  private static final int MAX_BYTES = 1 << 26;
  private static final int MAX_KEYWORD = 79;
  private static final int WORTH_DEFLATING = 1024;

  private final List<Text> texts = new ArrayList<>();
  private byte @Nullable [] xmp;
  private byte @Nullable [] exif;
  private byte @Nullable [] photoshop;
  private byte @Nullable [] profile;

  Optional<byte[]> xmp() {
    return Optional.ofNullable(xmp);
  }

  Optional<byte[]> exif() {
    return Optional.ofNullable(exif);
  }

  Optional<byte[]> photoshop() {
    return Optional.ofNullable(photoshop);
  }

  Optional<byte[]> profile() {
    return Optional.ofNullable(profile);
  }

  List<Text> texts() {
    return texts;
  }

  /** Reads a chunk; a broken one is ignored. */
  void read(String type, byte[] chunk) {
    try {
      ByteBuffer in = ByteBuffer.wrap(chunk);
      String keyword = upToZero(in, StandardCharsets.ISO_8859_1);
      boolean unicode = type.equals("iTXt");
      boolean deflated = type.equals("zTXt") || (unicode && in.get() != 0);
      if (deflated || unicode) {
        in.get(); // the method, of which there is one
      }
      String language = unicode ? upToZero(in, StandardCharsets.UTF_8) : "";
      String translation = unicode ? upToZero(in, StandardCharsets.UTF_8) : "";
      byte[] bytes = new byte[in.remaining()];
      in.get(bytes);
      if (deflated) {
        bytes = inflated(bytes);
      }
      Charset charset = unicode ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
      if (keyword.equals(XMP)) {
        xmp = bytes;
      } else if (!keyword.startsWith(RAW)
          || !takeRaw(keyword.substring(RAW.length()), new String(bytes, charset))) {
        texts.add(new Text(keyword, new String(bytes, charset), language, translation));
      }
    } catch (IOException | RuntimeException e) {
      // The picture does not depend on it.
    }
  }

  private static String upToZero(ByteBuffer in, Charset charset) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (byte next = in.get(); next != 0; next = in.get()) {
      text.write(next);
    }
    return text.toString(charset);
  }

  private static byte[] inflated(byte[] bytes) throws IOException {
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
      byte[] text = in.readNBytes(MAX_BYTES);
      if (text.length == MAX_BYTES) {
        throw new IOException("a text of more than " + MAX_BYTES + " bytes");
      }
      return text;
    }
  }

  /** Takes a profile: lines of its name, its number of bytes, and these in hexadecimal. */
  private boolean takeRaw(String kind, String text) {
    String[] parts = text.strip().split("\n", 3);
    byte[] bytes;
    try {
      bytes = HexFormat.of().parseHex(parts[2].replaceAll("\\s", ""));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return false;
    }
    switch (kind) {
      case "exif", "EXIF", "APP1", "app1" -> {
        if (Bytes.startsWith(bytes, 0, XMP_OF_JPEG)) {
          xmp = withoutStart(bytes, XMP_OF_JPEG.length());
        } else {
          boolean headed = Bytes.startsWith(bytes, 0, JpegSegments.EXIF_HEADER);
          exif = headed ? withoutStart(bytes, JpegSegments.EXIF_HEADER.length()) : bytes;
        }
      }
      case "iptc", "8bim" ->
          photoshop =
              Bytes.startsWith(bytes, 0, "8BIM")
                  ? bytes
                  : ImageResources.withIptc(new byte[0], bytes);
      case "xmp" -> xmp = bytes;
      case "icc", "icm" -> profile = bytes;
      default -> {
        return false;
      }
    }
    return true;
  }

  private static byte[] withoutStart(byte[] bytes, int start) {
    return Arrays.copyOfRange(bytes, start, bytes.length);
  }

  /** Returns the chunks that say what remarks say. */
  static List<Chunk> chunks(Remarks remarks) {
    List<Chunk> chunks = new ArrayList<>();
    remarks.xmp().ifPresent(packet -> chunks.add(unicode(XMP, "", "", packet, false)));
    remarks.photoshop().ifPresent(blocks -> chunks.add(raw("iptc", blocks)));
    for (Text text : remarks.texts()) {
      chunks.add(chunk(text));
    }
    return chunks;
  }

  private static Chunk raw(String kind, byte[] bytes) {
    StringBuilder text = new StringBuilder("\n%s\n%8d\n".formatted(kind, bytes.length));
    String hex = HexFormat.of().formatHex(bytes);
    for (int i = 0; i < hex.length(); i += 72) {
      text.append(hex, i, Math.min(hex.length(), i + 72)).append('\n');
    }
    return latin(RAW + kind, text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Chunk chunk(Text text) {
    Charset latin = StandardCharsets.ISO_8859_1;
    boolean fits =
        latin.newEncoder().canEncode(text.text())
            && text.language().isEmpty()
            && text.translation().isEmpty();
    String keyword = keyword(text.keyword());
    if (fits) {
      return latin(keyword, text.text().replace("\0", "").getBytes(latin));
    }
    byte[] bytes = text.text().replace("\0", "").getBytes(StandardCharsets.UTF_8);
    boolean deflate = bytes.length > WORTH_DEFLATING;
    return unicode(keyword, text.language(), text.translation(), bytes, deflate);
  }

  /** Keywords are short, of Latin-1, and not empty. */
  private static String keyword(String keyword) {
    String latin = keyword.replaceAll("[^ -~\\xa1-\\xff]+", " ").strip();
    String cut = latin.substring(0, Math.min(MAX_KEYWORD, latin.length())).strip();
    return cut.isEmpty() ? Remarks.COMMENT : cut;
  }

  private static Chunk latin(String keyword, byte[] text) {
    boolean deflate = text.length > WORTH_DEFLATING;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes((keyword + (deflate ? "\0\0" : "\0")).getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(deflate ? deflated(text) : text);
    return new Chunk(deflate ? "zTXt" : "tEXt", out.toByteArray());
  }

  private static Chunk unicode(
      String keyword, String language, String translation, byte[] text, boolean deflate) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(keyword.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(new byte[] {0, (byte) (deflate ? 1 : 0), 0});
    out.writeBytes((language + "\0" + translation + "\0").getBytes(StandardCharsets.UTF_8));
    out.writeBytes(deflate ? deflated(text) : text);
    return new Chunk("iTXt", out.toByteArray());
  }

  private static byte[] deflated(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflate = new DeflaterOutputStream(out)) {
      deflate.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of memory
    }
    return out.toByteArray();
  }
}
