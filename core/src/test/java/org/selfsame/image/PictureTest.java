package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PictureTest {
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
