package org.selfsame.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.image.Image;
import org.selfsame.image.Picture;
import org.selfsame.image.SampleFormat;

class ComparisonPageTest {
  @TempDir private Path folder;

  @Test
  void thePageHoldsAllItShows() throws IOException {
    Path page = folder.resolve("page.html");
    Picture before = Picture.of(Image.black(6, 4, 3), SampleFormat.UINT16);
    Picture after = Picture.of(Image.black(12, 8, 3), SampleFormat.FLOAT32);
    Picture large = Picture.of(Image.black(2500, 1700, 1), SampleFormat.UINT8);
    try (ComparisonPage comparison = new ComparisonPage(page)) {
      comparison.add("a\"<b>.png", "sigma 5 & more", before, after);
      comparison.add("large.png", "", large, large);
      assertThat(page).doesNotExist();
    }

    String html = Files.readString(page);

    assertThat(html).contains("data-name=\"a&quot;&lt;b>.png\" data-note=\"sigma 5 &amp; more\"");
    assertThat(html).doesNotContain("http:", "https:", "<!--PAIRS-->");
    String[] images =
        Pattern.compile("^data:image/(.*)$", Pattern.MULTILINE)
            .matcher(html)
            .results()
            .map(MatchResult::group)
            .toArray(String[]::new);
    assertThat(images).hasSize(4);
    assertThat(Stream.of(images).map(image -> image.substring(0, image.indexOf(','))))
        .containsExactly(
            "data:image/png;base64",
            "data:image/png;base64",
            "data:image/jpeg;base64",
            "data:image/jpeg;base64");
    byte[] shown = Base64.getDecoder().decode(images[1].substring(images[1].indexOf(',') + 1));
    assertThat(ImageIO.read(new ByteArrayInputStream(shown)).getWidth()).isEqualTo(12);
  }

  @Test
  void noImageMakesNoPage() throws IOException {
    Path page = folder.resolve("page.html");
    new ComparisonPage(page).close();
    assertThat(page).doesNotExist();
  }
}
