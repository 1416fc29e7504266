package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WebpTest {
  @Test
  void losslessSamplesAndAlphaAreWhatIsStored() throws IOException {
    int[] pixels = new Random(1).ints(13 * 7).toArray();

    Picture picture = WebpDecoder.decode(riff(chunk("VP8L", lossless(13, 7, pixels))));

    assertThat(picture.format()).isEqualTo(SampleFormat.UINT8);
    for (int i = 0; i < pixels.length; i++) {
      assertThat(picture.alpha().orElseThrow().plane(0)[i]).isEqualTo((pixels[i] >>> 24) / 255f);
      for (int c = 0; c < 3; c++) {
        int stored = pixels[i] >> (16 - 8 * c) & 0xff;
        assertThat(picture.image().plane(c)[i]).isEqualTo(stored / 255f);
      }
    }
  }

  @Test
  void profileAndExifAreReadAndTheProfileIsNotApplied() throws IOException {
    int[] pixels = new Random(2).ints(5 * 4).toArray();
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    byte[] exif = TestImages.exif(ByteOrder.LITTLE_ENDIAN);
    byte[] header = {0x20 | 0x08 | 0x10, 0, 0, 0, 4, 0, 0, 3, 0, 0};
    byte[] image = chunk("VP8L", lossless(5, 4, pixels));
    byte[] file = riff(chunk("VP8X", header), chunk("ICCP", profile), image, chunk("EXIF", exif));

    Picture picture = WebpDecoder.decode(file);

    Picture plain = WebpDecoder.decode(riff(image));
    assertThat(picture.metadata().iccProfile()).hasValue(profile);
    assertThat(picture.metadata().exif()).hasValue(exif);
    for (int c = 0; c < 3; c++) {
      assertThat(picture.image().plane(c)).isEqualTo(plain.image().plane(c));
    }
  }

  @Test
  void exifWithTheHeaderOfAJpegSegmentIsReadWithoutIt() throws IOException {
    byte[] exif = TestImages.exif(ByteOrder.BIG_ENDIAN);
    byte[] headed =
        ("Exif\0\0" + Bytes.ascii(exif, 0, exif.length)).getBytes(StandardCharsets.ISO_8859_1);
    byte[] header = {0x08, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    byte[] image = chunk("VP8L", lossless(1, 1, new int[] {0xff336699}));

    Picture picture = WebpDecoder.decode(riff(chunk("VP8X", header), image, chunk("EXIF", headed)));

    assertThat(picture.metadata().exif()).hasValue(exif);
  }

  @Test
  void aLossyImageIsRead() throws IOException {
    // Columns of gray 40, 51, 62, ..., 205, as the reference encoder writes them at quality 60.
    byte[] file =
        HexFormat.of()
            .parseHex(
                "524946462e0000005745425056503820220000009001009d012a1000100002804225a400021db8bb"
                    + "0000fef5e8f14de3727bb0e00000");

    Picture picture = WebpDecoder.decode(file);

    assertThat(picture.alpha()).isEmpty();
    for (int i = 0; i < 16 * 16; i++) {
      for (int c = 0; c < 3; c++) {
        float gray = (40 + 11 * (i % 16)) / 255f;
        assertThat(picture.image().plane(c)[i]).isCloseTo(gray, within(4 / 255f));
      }
    }
  }

  @Test
  void aLossyImageHasNoTint() throws IOException {
    // 48x64, waves in each color, as the reference encoder writes them at quality 20.
    byte[] file =
        HexFormat.of()
            .parseHex(
                "5249464670010000574542505650382064010000500d009d012a300040003f1980b753aca9a622b7"
                    + "f8ed519023096c009d32847a0c812b4d311a03ca561ffd2f3f80233e8cfbe3b6e00d89105ea69d18"
                    + "566c0ae9cbd1d8f43837c25e9cd708a8b714fae96681523e9bd85ac3ddb500b1569a4cbe5d715c3b"
                    + "4bff6aea62825feac4ff3fa7f18a0000fee1907982db8721588552d2d70c25ee9a65d5cbbc1059a3"
                    + "cc273b6d4383b5d7fa2332017f4a94dd049af8d8f9cb0cddfe2916cfdd8197ca23773bedd732a9c7"
                    + "4a6b8dea1ceb35ee6d7ddad1bf03bbd9f4aecb61a4b15edefa4c69e07ef7fd6edd55808d3d88b828"
                    + "e6e8cb19d5a5a9e0b84843876b17557f1c8d9309926d2f57027654b2ad732b6e4ae5d93fd8bfafa3"
                    + "7737a4ce6e838980eb7afabc594ecc298ec464c176d20ce68368adcdea78b37254ed1faca3b416bf"
                    + "0f1678b13ad7316d97be5ce3a29befa46461b04b342f0f0a1df4aae1ec146dcea101ab4cc14697f4"
                    + "939330b571326899094d5118f0640000");

    Image image = WebpDecoder.decode(file).image();

    // Errors of prediction add up from the top: the means of the last 16 rows, as the reference
    // decoder has them, tell. It interpolates color, which moves them by less than half a level.
    double[] expected = {120.061, 123.677, 128.529};
    for (int c = 0; c < 3; c++) {
      double sum = 0;
      for (int i = 48 * 48; i < 64 * 48; i++) {
        sum += 255 * image.plane(c)[i];
      }
      assertThat(sum / (16 * 48)).as("channel %d", c).isCloseTo(expected[c], within(0.5));
    }
  }

  @Test
  void alphaThatTheReaderWouldLoseIsRefused() throws IOException {
    byte[] header = {0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0};
    byte[] uncompressed = {0, 10, 20};
    byte[] image = chunk("VP8L", lossless(2, 1, new int[] {0xff336699, 0xff000000}));
    byte[] file = riff(chunk("VP8X", header), chunk("ALPH", uncompressed), image);

    assertThatThrownBy(() -> WebpDecoder.decode(file))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("alpha not implemented");
  }

  @Test
  void anAnimationIsRefused() throws IOException {
    byte[] header = {0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    byte[] file = riff(chunk("VP8X", header), chunk("ANIM", new byte[6]));

    assertThatThrownBy(() -> WebpDecoder.decode(file))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("animation");
  }

  static byte[] riff(byte[]... chunks) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("WEBP".getBytes(StandardCharsets.US_ASCII));
    for (byte[] chunk : chunks) {
      body.writeBytes(chunk);
    }
    return chunk("RIFF", body.toByteArray());
  }

  static byte[] chunk(String type, byte[] content) {
    return ByteBuffer.allocate(8 + content.length + content.length % 2)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(type.getBytes(StandardCharsets.US_ASCII))
        .putInt(content.length)
        .put(content)
        .array();
  }

  /**
   * A lossless bit stream (RFC 9649, section 3) of ARGB pixels without any transform, where every
   * byte is its own code of 8 bits.
   */
  static byte[] lossless(int width, int height, int[] argb) {
    Bits bits = new Bits();
    bits.put(0x2f, 8);
    bits.put(width - 1, 14);
    bits.put(height - 1, 14);
    bits.put(1, 1); // alpha is used
    bits.put(0, 3); // version
    bits.put(0, 1); // no transform
    bits.put(0, 1); // no color cache
    bits.put(0, 1); // one group of codes
    for (int alphabet = 0; alphabet < 4; alphabet++) { // green, red, blue, alpha
      bits.put(0, 1); // a code by its lengths
      // Lengths of the codes of lengths 17, 18, 0, 1, ..., 8: only 0 and 8 occur, with a bit each.
      bits.put(12 - 4, 4);
      for (int length : new int[] {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8}) {
        bits.put(length == 0 || length == 8 ? 1 : 0, 3);
      }
      bits.put(0, 1); // as many lengths as the alphabet has symbols
      for (int symbol = 0; symbol < (alphabet == 0 ? 280 : 256); symbol++) {
        bits.put(symbol < 256 ? 1 : 0, 1);
      }
    }
    bits.put(1, 1); // distances: a simple code
    bits.put(0, 1); // of one symbol
    bits.put(0, 1); // of one bit
    bits.put(0, 1); // which is 0
    for (int pixel : argb) {
      for (int shift : new int[] {8, 16, 0, 24}) {
        bits.put(Integer.reverse(pixel >> shift & 0xff) >>> 24, 8);
      }
    }
    return bits.toBytes();
  }

  /** Bits from the least significant of each byte on. */
  private static final class Bits {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int held;
    private int count;

    void put(int value, int length) {
      for (int i = 0; i < length; i++) {
        held |= (value >> i & 1) << count++;
        if (count == 8) {
          out.write(held);
          held = 0;
          count = 0;
        }
      }
    }

    byte[] toBytes() {
      put(0, (8 - count) % 8);
      return out.toByteArray();
    }
  }
}
