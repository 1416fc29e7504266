package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.image.WriteOptions.JpegChroma;

class JpegTablesTest {
  @ParameterizedTest
  @CsvSource({
    // The first, second and last of luminance (16, 11, 99) and chrominance (17, 18, 99).
    "1, 255, 255, 255, 255, 255, 255",
    "10, 80, 55, 255, 85, 90, 255",
    "20, 40, 28, 248, 43, 45, 248",
    "30, 27, 18, 164, 28, 30, 164", // 5000 / 30 is 166, not 166.7: 16 * 166 + 50 is 2706
    "40, 20, 14, 124, 21, 23, 124",
    "49, 16, 11, 101, 17, 18, 101", // 5000 / 49 is 102
    "50, 16, 11, 99, 17, 18, 99",
    "75, 8, 6, 50, 9, 9, 50",
    "90, 3, 2, 20, 3, 4, 20",
    "100, 1, 1, 1, 1, 1, 1"
  })
  void theTablesAreThoseOfTheIndependentJpegGroup(
      int quality, int luma0, int luma1, int luma63, int chroma0, int chroma1, int chroma63) {
    JpegTables tables = JpegTables.of(quality);
    int[] luma = tables.luminance().getTable();
    int[] chroma = tables.chrominance().getTable();
    assertThat(new int[] {luma[0], luma[1], luma[63]}).containsExactly(luma0, luma1, luma63);
    assertThat(new int[] {chroma[0], chroma[1], chroma[63]})
        .containsExactly(chroma0, chroma1, chroma63);
  }

  @Test
  void theFileHasTheTablesInZigzagOrder() throws IOException {
    Picture picture = Picture.of(TestImages.smooth(16, 16, 3), SampleFormat.UINT8);
    byte[] file = JpegEncoder.compress(picture, 30, JpegChroma.HALF_SIZE);
    // The first diagonals of annex K: 16, 11 12, 14 12 10 and 17, 18 18, 24 21 24; by 1.66.
    assertThat(firstOfTable(file, 0)).containsExactly(27, 18, 20, 23, 20, 17);
    assertThat(firstOfTable(file, 1)).containsExactly(28, 30, 30, 40, 35, 40);
  }

  @Test
  void colorIsHalvedOnlyWhereThatIsAskedForAndThereIsColor() throws IOException {
    assertThat(samplingFactors(3, JpegChroma.HALF_SIZE)).containsExactly(0x22, 0x11, 0x11);
    assertThat(samplingFactors(3, JpegChroma.FULL_SIZE)).containsExactly(0x11, 0x11, 0x11);
    assertThat(samplingFactors(1, JpegChroma.HALF_SIZE)).containsExactly(0x11);
  }

  private static byte[] samplingFactors(int channels, JpegChroma chroma) throws IOException {
    Picture picture = Picture.of(TestImages.smooth(16, 16, channels), SampleFormat.UINT8);
    byte[] file = JpegEncoder.compress(picture, 50, chroma);
    int frame = find(file, 0xc0, 2);
    byte[] factors = new byte[file[frame + 9]];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = file[frame + 11 + 3 * i];
    }
    return factors;
  }

  private static byte[] firstOfTable(byte[] file, int id) {
    int at = find(file, 0xdb, 2);
    int inSegment = at + 4;
    while (file[inSegment] != id) {
      inSegment += 65;
      if (inSegment >= at + 2 + ((file[at + 2] & 0xff) << 8 | (file[at + 3] & 0xff))) {
        at = find(file, 0xdb, inSegment);
        inSegment = at + 4;
      }
    }
    return Arrays.copyOfRange(file, inSegment + 1, inSegment + 7);
  }

  /** Returns where a segment starts, its marker included, from a segment's start on. */
  private static int find(byte[] file, int marker, int from) {
    int at = from;
    while ((file[at + 1] & 0xff) != marker) {
      at += 2 + ((file[at + 2] & 0xff) << 8 | (file[at + 3] & 0xff));
    }
    return at;
  }
}
