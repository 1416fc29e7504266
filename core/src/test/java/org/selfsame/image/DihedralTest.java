package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DihedralTest {
  /**
   *
   *
   * <pre>
   * 0 1 2
   * 3 4 5
   * </pre>
   */
  private static final Image IMAGE = new Image(3, 2, new float[] {0, 1, 2, 3, 4, 5});

  @ParameterizedTest
  @EnumSource(Dihedral.class)
  void theInverseUndoes(Dihedral transform) {
    Image image = TestImages.random(7, 4, 3, SampleFormat.FLOAT32, 1);

    Image there = transform.apply(image);
    Image back = transform.inverse().apply(there);

    assertThat(there.width()).isEqualTo(transform.transposes() ? 4 : 7);
    assertThat(back).hasToString(image.toString());
    for (int c = 0; c < 3; c++) {
      assertThat(back.plane(c)).isEqualTo(image.plane(c));
    }
  }

  @Test
  void eachMovesThePixelsAsItsNameSays() {
    assertThat(plane(Dihedral.IDENTITY)).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(plane(Dihedral.ROTATE_90)).containsExactly(3, 0, 4, 1, 5, 2);
    assertThat(plane(Dihedral.ROTATE_180)).containsExactly(5, 4, 3, 2, 1, 0);
    assertThat(plane(Dihedral.ROTATE_270)).containsExactly(2, 5, 1, 4, 0, 3);
    assertThat(plane(Dihedral.FLIP_HORIZONTAL)).containsExactly(2, 1, 0, 5, 4, 3);
    assertThat(plane(Dihedral.FLIP_VERTICAL)).containsExactly(3, 4, 5, 0, 1, 2);
    assertThat(plane(Dihedral.TRANSPOSE)).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(plane(Dihedral.ANTITRANSPOSE)).containsExactly(5, 2, 4, 1, 3, 0);
  }

  @Test
  void oneAfterAnotherIsAlwaysOneOfTheEight() {
    Set<String> eight = new HashSet<>();
    Set<String> products = new HashSet<>();
    for (Dihedral first : Dihedral.values()) {
      Image once = first.apply(IMAGE);
      eight.add(once + Arrays.toString(once.plane(0)));
      for (Dihedral second : Dihedral.values()) {
        Image twice = second.apply(once);
        products.add(twice + Arrays.toString(twice.plane(0)));
      }
    }

    assertThat(eight).hasSize(8);
    assertThat(products).isEqualTo(eight);
  }

  private static float[] plane(Dihedral transform) {
    return transform.apply(IMAGE).plane(0);
  }
}
