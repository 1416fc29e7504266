package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class BmpTest {
  @Test
  void trueColorIsRead() throws IOException {
    BufferedImage java = new BufferedImage(7, 5, BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < 35; i++) {
      java.setRGB(i % 7, i / 7, i * 0x010305);
    }

    Picture picture = BmpDecoder.decode(write(java));

    assertThat(picture.format()).isEqualTo(SampleFormat.UINT8);
    assertThat(picture.alpha()).isEmpty();
    for (int i = 0; i < 35; i++) {
      assertThat(picture.image().plane(0)[i]).isEqualTo(i / 255f);
      assertThat(picture.image().plane(1)[i]).isEqualTo(3 * i / 255f);
      assertThat(picture.image().plane(2)[i]).isEqualTo(5 * i / 255f);
    }
  }

  @Test
  void colorsOfFiveAndSixBitsAreOverTheirOwnGreatest() throws IOException {
    BufferedImage java = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_565_RGB);
    int[][] pixels = {{31, 63, 31}, {0, 0, 0}, {7, 21, 15}};
    for (int x = 0; x < 3; x++) {
      java.getRaster().setPixel(x, 0, pixels[x]);
    }

    Image image = BmpDecoder.decode(write(java)).image();

    assertThat(image.plane(0)).containsExactly(1, 0, 7 / 31f);
    assertThat(image.plane(1)).containsExactly(1, 0, 21 / 63f);
    assertThat(image.plane(2)).containsExactly(1, 0, 15 / 31f);
  }

  @Test
  void palettesAreExpandedAndGrayOnesAreGray() throws IOException {
    for (int bits : new int[] {1, 4, 8}) {
      int colors = 1 << bits;
      byte[] reds = new byte[colors];
      byte[] others = new byte[colors];
      for (int i = 0; i < colors; i++) {
        reds[i] = (byte) (i * 255 / (colors - 1));
        others[i] = (byte) (i * 100 / (colors - 1));
      }
      Image gray = BmpDecoder.decode(write(indexed(bits, reds, reds))).image();
      Image color = BmpDecoder.decode(write(indexed(bits, reds, others))).image();

      assertThat(gray.channels()).isEqualTo(1);
      assertThat(color.channels()).isEqualTo(3);
      for (int i = 0; i < 9 * 4; i++) {
        assertThat(gray.plane(0)[i]).isEqualTo((reds[i % colors] & 0xff) / 255f);
        assertThat(color.plane(0)[i]).isEqualTo((reds[i % colors] & 0xff) / 255f);
        assertThat(color.plane(2)[i]).isEqualTo((others[i % colors] & 0xff) / 255f);
      }
    }
  }

  private static BufferedImage indexed(int bits, byte[] reds, byte[] others) {
    IndexColorModel palette = new IndexColorModel(bits, reds.length, reds, reds, others);
    int type = bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY;
    BufferedImage image = new BufferedImage(9, 4, type, palette);
    for (int i = 0; i < 9 * 4; i++) {
      image.getRaster().setSample(i % 9, i / 9, 0, i % reds.length);
    }
    return image;
  }

  static byte[] write(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "bmp", out)).isTrue();
    return out.toByteArray();
  }
}
