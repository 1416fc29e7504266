package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PictureTest {
  @Test
  void hiddenColorsAreReplacedByThoseBesideThem() {
    // Two seen pixels at the left of each row, of which one is half transparent.
    float[] seen = {0.2f, 0.4f};
    Image[] images = new Image[2];
    for (int i = 0; i < 2; i++) {
      float hidden = i;
      float[] row = {seen[0], seen[1], hidden, hidden, hidden};
      Image image = new Image(5, 1, row);
      Image alpha = new Image(5, 1, new float[] {1, 0.5f, 0, 0, 0});
      images[i] =
          Picture.of(image, SampleFormat.UINT8)
              .withImage(image, Optional.of(alpha))
              .imageWithoutHiddenColors();
      assertThat(row[2]).as("the picture stays").isEqualTo(hidden);
    }
    assertThat(images[0].plane(0)).containsExactly(0.2f, 0.4f, 0.4f, 0.4f, 0.4f);
    assertThat(images[1].plane(0)).containsExactly(images[0].plane(0));
  }

  @Test
  void aHiddenColorIsTheMeanOfItsNeighborsInRingsBefore() {
    Image image = TestImages.random(9, 7, 3, SampleFormat.UINT8, 1);
    Image alpha = Image.black(9, 7, 1);
    alpha.plane(0)[0] = 1;
    alpha.plane(0)[8] = 1;

    Image replaced =
        Picture.of(image, SampleFormat.UINT8)
            .withImage(image, Optional.of(alpha))
            .imageWithoutHiddenColors();

    for (int c = 0; c < 3; c++) {
      assertThat(replaced.get(c, 0, 0)).isEqualTo(image.get(c, 0, 0));
      assertThat(replaced.get(c, 1, 1)).isEqualTo(image.get(c, 0, 0));
      assertThat(replaced.get(c, 1, 7)).isEqualTo(image.get(c, 0, 8));
      float mean = (image.get(c, 0, 0) + image.get(c, 0, 8)) / 2;
      assertThat(replaced.get(c, 0, 4)).isCloseTo(mean, within(1e-6f));
    }
  }

  @Test
  void nothingIsReplacedWhereAllIsHiddenOrSeen() {
    Image image = TestImages.random(4, 3, 1, SampleFormat.UINT8, 1);
    for (float opacity : new float[] {0, 0.5f}) {
      float[] alpha = new float[12];
      Arrays.fill(alpha, opacity);
      Picture picture =
          Picture.of(image, SampleFormat.UINT8)
              .withImage(image, Optional.of(new Image(4, 3, alpha)));
      assertThat(picture.imageWithoutHiddenColors().plane(0)).isEqualTo(image.plane(0));
    }
  }

  @Test
  void anImageOfTwoChannelsIsNoPicture() {
    assertThatThrownBy(() -> Picture.of(Image.black(2, 2, 2), SampleFormat.UINT8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 channels: expected 1 (gray) or 3 (RGB)");
  }

  @Test
  void alphaHasOneChannelOfTheSizeOfTheImage() {
    Image image = Image.black(4, 3, 3);
    for (Image alpha : new Image[] {Image.black(4, 3, 3), Image.black(3, 4, 1)}) {
      assertThatThrownBy(
              () -> new Picture(image, Optional.of(alpha), SampleFormat.UINT8, Metadata.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected 1 channel of 4x3");
    }
  }

  @Test
  void anotherImageKeepsWhatIsBesideIt() {
    Picture picture = TestImages.random(4, 3, 3, true, SampleFormat.UINT16, 1);
    Image other = Image.black(4, 3, 3);

    Picture changed = picture.withImage(other);

    assertThat(changed.image()).isSameAs(other);
    assertThat(changed.alpha()).isEqualTo(picture.alpha());
    assertThat(changed.format()).isEqualTo(SampleFormat.UINT16);
    assertThat(changed.metadata()).isSameAs(picture.metadata());
    assertThat(changed.withFormat(SampleFormat.UINT8).format()).isEqualTo(SampleFormat.UINT8);
  }

  @Test
  void anImageOfAnotherSizeNeedsItsOwnAlpha() {
    Picture picture = TestImages.random(4, 3, 3, true, SampleFormat.UINT8, 1);
    Image larger = Image.black(8, 6, 3);
    Optional<Image> alpha = Optional.of(Image.black(8, 6, 1));

    assertThatThrownBy(() -> picture.withImage(larger))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(picture.withImage(larger, alpha).alpha()).isEqualTo(alpha);
  }
}
