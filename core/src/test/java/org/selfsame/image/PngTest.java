package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PngTest {
  private static final int GRAY = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int GRAY_ALPHA = 4;
  private static final int RGB_ALPHA = 6;

  static List<Arguments> kindsWithoutPalette() {
    List<Arguments> kinds = new ArrayList<>();
    for (boolean interlaced : new boolean[] {false, true}) {
      for (int depth : new int[] {1, 2, 4, 8, 16}) {
        kinds.add(Arguments.of(GRAY, 1, depth, interlaced));
      }
      for (int depth : new int[] {8, 16}) {
        kinds.add(Arguments.of(RGB, 3, depth, interlaced));
        kinds.add(Arguments.of(GRAY_ALPHA, 2, depth, interlaced));
        kinds.add(Arguments.of(RGB_ALPHA, 4, depth, interlaced));
      }
    }
    return kinds;
  }

  @ParameterizedTest
  @MethodSource("kindsWithoutPalette")
  void samplesAreWhatIsStoredOverTheGreatest(
      int colorType, int samplesPerPixel, int depth, boolean interlaced) throws IOException {
    for (int[] size : new int[][] {{21, 13}, {1, 1}, {3, 2}, {8, 8}}) {
      int[][] samples = randomSamples(size[0] * samplesPerPixel, size[1], 1 << depth);
      byte[] file =
          new PngFile()
              .header(size[0], size[1], depth, colorType, interlaced)
              .pixels(samples, samplesPerPixel, depth, interlaced)
              .end();

      Picture picture = PngDecoder.decode(file);

      assertThat(picture.format())
          .isEqualTo(depth == 16 ? SampleFormat.UINT16 : SampleFormat.UINT8);
      int channels = colorType == RGB || colorType == RGB_ALPHA ? 3 : 1;
      assertThat(picture.image().channels()).isEqualTo(channels);
      assertThat(picture.alpha().isPresent()).isEqualTo(samplesPerPixel > channels);
      for (int y = 0; y < size[1]; y++) {
        for (int x = 0; x < size[0]; x++) {
          for (int s = 0; s < samplesPerPixel; s++) {
            float value =
                s < channels
                    ? picture.image().get(s, y, x)
                    : picture.alpha().orElseThrow().get(0, y, x);
            assertThat(value)
                .isEqualTo(samples[y][x * samplesPerPixel + s] / (float) ((1 << depth) - 1));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void aPaletteIsExpandedToItsColorsAndTransparency(int depth) throws IOException {
    int colors = 1 << depth;
    byte[] palette = new byte[3 * colors];
    new Random(depth).nextBytes(palette);
    byte[] transparency = Arrays.copyOf(palette, colors - 1); // the last color is opaque
    int[][] samples = randomSamples(19, 11, colors);
    PngFile opaque = new PngFile().header(19, 11, depth, PALETTE, false).chunk("PLTE", palette);
    PngFile transparent =
        new PngFile()
            .header(19, 11, depth, PALETTE, true)
            .chunk("PLTE", palette)
            .chunk("tRNS", transparency);

    Picture picture = PngDecoder.decode(opaque.pixels(samples, 1, depth, false).end());
    Picture withAlpha = PngDecoder.decode(transparent.pixels(samples, 1, depth, true).end());

    assertThat(picture.alpha()).isEmpty();
    assertThat(picture.image().channels()).isEqualTo(3);
    for (int y = 0; y < 11; y++) {
      for (int x = 0; x < 19; x++) {
        int index = samples[y][x];
        for (int c = 0; c < 3; c++) {
          float stored = (palette[3 * index + c] & 0xff) / 255f;
          assertThat(picture.image().get(c, y, x)).isEqualTo(stored);
          assertThat(withAlpha.image().get(c, y, x)).isEqualTo(stored);
        }
        float alpha = index == colors - 1 ? 1f : (transparency[index] & 0xff) / 255f;
        assertThat(withAlpha.alpha().orElseThrow().get(0, y, x)).isEqualTo(alpha);
      }
    }
  }

  @Test
  void aPaletteOfGraysIsGrayUnlessAColorProfileIsForRgb() throws IOException {
    byte[] palette = {0, 0, 0, 100, 100, 100, (byte) 200, (byte) 200, (byte) 200};
    int[][] samples = {{0, 1, 2}};
    byte[] plain =
        new PngFile()
            .header(3, 1, 2, PALETTE, false)
            .chunk("PLTE", palette)
            .pixels(samples, 1, 2, false)
            .end();
    byte[] tagged =
        new PngFile()
            .header(3, 1, 2, PALETTE, false)
            .chunk("iCCP", deflatedProfile(TestImages.profile("RGB ", 300)))
            .chunk("PLTE", palette)
            .pixels(samples, 1, 2, false)
            .end();

    assertThat(PngDecoder.decode(plain).image().channels()).isEqualTo(1);
    assertThat(PngDecoder.decode(plain).image().plane(0))
        .containsExactly(0f, 100 / 255f, 200 / 255f);
    assertThat(PngDecoder.decode(tagged).image().channels()).isEqualTo(3);
    assertThat(PngDecoder.decode(tagged).metadata().iccProfile()).isPresent();
  }

  @Test
  void theOneTransparentColorOfAnImageBecomesAlpha() throws IOException {
    byte[] gray =
        new PngFile()
            .header(3, 1, 4, GRAY, false)
            .chunk("tRNS", new byte[] {0, 7})
            .pixels(new int[][] {{6, 7, 8}}, 1, 4, false)
            .end();
    byte[] rgb =
        new PngFile()
            .header(3, 1, 16, RGB, false)
            .chunk("tRNS", new byte[] {1, 0, 2, 0, 3, 0})
            .pixels(new int[][] {{256, 512, 768, 256, 512, 769, 257, 512, 768}}, 3, 16, false)
            .end();

    assertThat(PngDecoder.decode(gray).alpha().orElseThrow().plane(0)).containsExactly(1, 0, 1);
    assertThat(PngDecoder.decode(rgb).alpha().orElseThrow().plane(0)).containsExactly(0, 1, 1);
  }

  @Test
  void javaReadsTheSameSamplesFromAFileThatWeWrite() throws IOException {
    for (SampleFormat format : List.of(SampleFormat.UINT8, SampleFormat.UINT16)) {
      for (int channels : new int[] {1, 3}) {
        for (boolean alpha : new boolean[] {false, true}) {
          Picture picture = TestImages.random(31, 17, channels, alpha, format, 8);
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          PngEncoder.encode(picture, out);

          Raster raster = ImageIO.read(new ByteArrayInputStream(out.toByteArray())).getRaster();

          assertThat(raster.getNumBands()).isEqualTo(channels + (alpha ? 1 : 0));
          for (int y = 0; y < 17; y++) {
            for (int x = 0; x < 31; x++) {
              for (int c = 0; c < channels; c++) {
                assertThat(raster.getSample(x, y, c))
                    .isEqualTo(format.quantize(picture.image().get(c, y, x)));
              }
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void weReadTheSameSamplesFromAFileThatJavaWrites(boolean interlaced) throws IOException {
    // Smooth, so that the writer uses every filter.
    Image image = TestImages.smooth(61, 47, 3);
    BufferedImage java = new BufferedImage(61, 47, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 61 * 47; i++) {
      for (int c = 0; c < 3; c++) {
        java.getRaster().setSample(i % 61, i / 61, c, Math.round(image.plane(c)[i] * 255));
      }
      java.getRaster().setSample(i % 61, i / 61, 3, i % 256);
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(
        interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(java, null, null), param);
    }

    Picture picture = PngDecoder.decode(bytes.toByteArray());

    for (int i = 0; i < 61 * 47; i++) {
      for (int c = 0; c < 3; c++) {
        assertThat(picture.image().plane(c)[i])
            .isEqualTo(java.getRaster().getSample(i % 61, i / 61, c) / 255f);
      }
      assertThat(picture.alpha().orElseThrow().plane(0)[i]).isEqualTo(i % 256 / 255f);
    }
  }

  @Test
  void aDamagedProfileOrTextIsLeftOutAndTheImageRead() throws IOException {
    PngFile file =
        new PngFile()
            .header(1, 1, 8, GRAY, false)
            .chunk("iCCP", "name\0\0this is not deflated".getBytes(StandardCharsets.US_ASCII))
            .chunk("eXIf", TestImages.exif(ByteOrder.BIG_ENDIAN), 12345)
            .chunk("tEXt", "Comment".getBytes(StandardCharsets.US_ASCII));

    Picture picture = PngDecoder.decode(file.pixels(new int[][] {{51}}, 1, 8, false).end());

    assertThat(picture.image().plane(0)).containsExactly(0.2f);
    assertThat(picture.metadata().iccProfile()).isEmpty();
    assertThat(picture.metadata().exif()).isEmpty();
  }

  @Test
  void pixelsThatDoNotMatchTheirChecksumAreRefused() throws IOException {
    PngFile file =
        new PngFile().header(1, 1, 8, GRAY, false).chunk("IDAT", new byte[] {1, 2, 3}, 99);

    assertThatThrownBy(() -> PngDecoder.decode(file.end()))
        .hasMessageContaining("IDAT does not match its checksum");
  }

  @Test
  void tooFewPixelsAreRefused() throws IOException {
    byte[] file =
        new PngFile()
            .header(4, 4, 8, GRAY, false)
            .pixels(new int[][] {{1, 2, 3, 4}, {5, 6, 7, 8}}, 1, 8, false)
            .end();

    assertThatThrownBy(() -> PngDecoder.decode(file)).hasMessageContaining("too few pixels");
  }

  @Test
  void anImageWithoutItsEndMarkerIsReadIfAllPixelsAreThere() throws IOException {
    byte[] whole =
        new PngFile()
            .header(2, 2, 8, GRAY, false)
            .pixels(new int[][] {{0, 51}, {102, 153}}, 1, 8, false)
            .end();
    byte[] endless = Arrays.copyOf(whole, whole.length - 12);
    byte[] tooShort =
        new PngFile().header(2, 2, 8, GRAY, false).pixels(new int[][] {{0, 51}}, 1, 8, false).end();

    assertThat(PngDecoder.decode(endless).image().plane(0)).containsExactly(0, 0.2f, 0.4f, 0.6f);
    assertThat(PngDecoder.decode(endless).metadata().remarks().unkept())
        .containsExactly("anything behind the end marker, which is missing");
    assertThat(PngDecoder.decode(whole).metadata().remarks().unkept()).isEmpty();
    assertThatThrownBy(() -> PngDecoder.decode(Arrays.copyOf(tooShort, tooShort.length - 12)))
        .hasMessageContaining("too few pixels");
  }

  @Test
  void anAnimationIsRefusedButAStillImageThatIsMadeLikeOneIsRead() throws IOException {
    for (byte frames = 1; frames <= 3; frames++) {
      byte[] file =
          new PngFile()
              .header(1, 1, 8, GRAY, false)
              .chunk("acTL", new byte[] {0, 0, 0, frames, 0, 0, 0, 0})
              .pixels(new int[][] {{51}}, 1, 8, false)
              .end();
      if (frames == 1) {
        assertThat(PngDecoder.decode(file).image().plane(0)).containsExactly(0.2f);
      } else {
        assertThatThrownBy(() -> PngDecoder.decode(file))
            .isInstanceOf(MalformedImageException.class)
            .hasMessageContaining("it is an animation, expected a still image");
      }
    }
  }

  @Test
  void aColorOutsideThePaletteIsRefused() throws IOException {
    byte[] file =
        new PngFile()
            .header(2, 1, 8, PALETTE, false)
            .chunk("PLTE", new byte[6])
            .pixels(new int[][] {{1, 2}}, 1, 8, false)
            .end();

    assertThatThrownBy(() -> PngDecoder.decode(file))
        .hasMessageContaining("color 2 of a palette of 2");
  }

  @Test
  void aHeaderOfImpossibleValuesIsRefused() throws IOException {
    int[][] depthsAndTypes = {{3, GRAY}, {16, PALETTE}, {4, RGB}, {8, 1}, {8, 7}, {0, GRAY}};
    for (int[] kind : depthsAndTypes) {
      byte[] file =
          new PngFile().header(1, 1, kind[0], kind[1], false).chunk("IDAT", new byte[0]).end();
      assertThatThrownBy(() -> PngDecoder.decode(file))
          .isInstanceOf(MalformedImageException.class)
          .hasMessageContaining("its header says");
    }
  }

  private static int[][] randomSamples(int perRow, int rows, int bound) {
    Random random = new Random(perRow * 31L + rows);
    int[][] samples = new int[rows][];
    for (int y = 0; y < rows; y++) {
      samples[y] = random.ints(perRow, 0, bound).toArray();
    }
    return samples;
  }

  private static byte[] deflatedProfile(byte[] profile) throws IOException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.writeBytes("p\0\0".getBytes(StandardCharsets.US_ASCII));
    try (var deflate = new DeflaterOutputStream(chunk)) {
      deflate.write(profile);
    }
    return chunk.toByteArray();
  }
}
