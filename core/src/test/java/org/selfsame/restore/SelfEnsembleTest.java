package org.selfsame.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;

class SelfEnsembleTest {
  @Test
  void aRestorationThatChangesNothingGivesTheImage() {
    Image image = random(7, 5, 3);
    Image restored = new SelfEnsemble(view -> view).restore(image);
    for (int c = 0; c < 3; c++) {
      assertThat(restored.plane(c)).containsExactly(image.plane(c), within(1e-6f));
    }
  }

  @Test
  void aRestorationThatTurnsWithTheImageGivesTheSameAsAlone() {
    Restoration crossBlur = SelfEnsembleTest::crossBlur;
    Image image = random(9, 6, 1);
    assertThat(new SelfEnsemble(crossBlur).restore(image).plane(0))
        .containsExactly(crossBlur(image).plane(0), within(1e-6f));
  }

  @Test
  void aRestorationThatLooksToOneSideIsAveragedOverAllSides() {
    // The pixel to the right, wherever right is in the turned view: the mean of the four around.
    Restoration lookingRight =
        view -> {
          Image result = Image.black(view.width(), view.height(), 1);
          for (int y = 0; y < view.height(); y++) {
            for (int x = 0; x < view.width(); x++) {
              result.plane(0)[y * view.width() + x] =
                  view.get(0, y, Math.min(x + 1, view.width() - 1));
            }
          }
          return result;
        };
    Image image = random(5, 4, 1);
    Image restored = new SelfEnsemble(lookingRight).restore(image);
    float around =
        (image.get(0, 1, 1) + image.get(0, 1, 3) + image.get(0, 0, 2) + image.get(0, 2, 2)) / 4;
    assertThat(restored.get(0, 1, 2)).isEqualTo(around, within(1e-6f));
  }

  @Test
  void viewsOfSmallImagesAreRestoredTogetherAndThoseOfLargerOnesOneByOne() {
    List<Integer> sizes = new ArrayList<>();
    Restoration noting =
        new Restoration() {
          @Override
          public Image restore(Image degraded) {
            return restoreAll(List.of(degraded)).get(0);
          }

          @Override
          public List<Image> restoreAll(List<Image> degraded) {
            sizes.add(degraded.size());
            assertThat(degraded).allMatch(image -> image.width() == degraded.get(0).width());
            return degraded;
          }
        };
    List<Image> small = List.of(random(40, 30, 1), random(40, 30, 1));
    List<Image> restored = new SelfEnsemble(noting).restoreAll(small);
    assertThat(sizes).containsExactly(8, 8);
    for (int i = 0; i < 2; i++) {
      assertThat(restored.get(i).plane(0)).containsExactly(small.get(i).plane(0), within(1e-6f));
    }
    sizes.clear();
    new SelfEnsemble(noting).restore(random(65, 64, 1));
    assertThat(sizes).containsExactly(1, 1, 1, 1, 1, 1, 1, 1);
  }

  @Test
  void eightDifferentViewsAreRestored() {
    Set<String> views = new HashSet<>();
    Restoration noting =
        view -> {
          views.add(view.width() + Arrays.toString(view.plane(0)));
          return view;
        };
    new SelfEnsemble(noting).restore(random(4, 3, 1));
    assertThat(views).hasSize(8);
  }

  private static Image crossBlur(Image image) {
    Image result = Image.black(image.width(), image.height(), 1);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int left = Math.max(x - 1, 0);
        int right = Math.min(x + 1, image.width() - 1);
        int up = Math.max(y - 1, 0);
        int down = Math.min(y + 1, image.height() - 1);
        result.plane(0)[y * image.width() + x] =
            image.get(0, y, x) / 2
                + (image.get(0, y, left)
                        + image.get(0, y, right)
                        + image.get(0, up, x)
                        + image.get(0, down, x))
                    / 8;
      }
    }
    return result;
  }

  private static Image random(int width, int height, int channels) {
    Random random = new Random(3);
    Image image = Image.black(width, height, channels);
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < width * height; i++) {
        image.plane(c)[i] = random.nextFloat();
      }
    }
    return image;
  }
}
