package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesTest {
  @TempDir private Path folder;

  @Test
  void pagesOfDifferentSizesAndDepthsComeBack() throws IOException {
    Path file = folder.resolve("stack.tif");
    List<Picture> written =
        List.of(
            TestImages.random(7, 5, 1, false, SampleFormat.UINT8, 1),
            TestImages.random(3, 9, 3, true, SampleFormat.UINT16, 2),
            TestImages.random(300, 200, 3, false, SampleFormat.FLOAT32, 3),
            TestImages.random(1, 1, 1, true, SampleFormat.UINT8, 4));
    write(file, written);

    Pages pages = ImageFiles.pages(file);

    assertThat(pages.count()).isEqualTo(4);
    for (int i : new int[] {3, 0, 2, 1}) {
      Picture page = pages.read(i);
      Picture expected = written.get(i);
      assertThat(page.format()).isEqualTo(expected.format());
      assertThat(page.alpha().isPresent()).isEqualTo(expected.alpha().isPresent());
      for (int c = 0; c < expected.image().channels(); c++) {
        assertThat(page.image().plane(c)).isEqualTo(expected.image().plane(c));
      }
    }
    assertThat(sizesByJava(file)).containsExactly("7x5", "3x9", "300x200", "1x1");
  }

  private static void write(Path file, List<Picture> pages) throws IOException {
    PagedTiff tiff = new PagedTiff();
    for (Picture page : pages) {
      tiff.add(page);
    }
    tiff.write(file);
  }

  private static List<String> sizesByJava(Path file) throws IOException {
    List<String> sizes = new ArrayList<>();
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      ImageReader reader = ImageIO.getImageReaders(in).next();
      reader.setInput(in);
      for (int i = 0; i < reader.getNumImages(true); i++) {
        sizes.add(reader.getWidth(i) + "x" + reader.getHeight(i));
      }
      reader.dispose();
    }
    return sizes;
  }

  @Test
  void aFileOfSeveralPagesIsNotTakenForAPicture() throws IOException {
    Path file = folder.resolve("two.tif");
    Picture page = TestImages.random(2, 2, 1, false, SampleFormat.UINT8, 1);
    write(file, List.of(page, page));

    assertThatThrownBy(() -> ImageFiles.read(file))
        .isInstanceOf(ImageFileException.class)
        .hasMessageContaining("it has 2 pages, expected one");
    assertThatThrownBy(() -> ImageFiles.pages(file).read(2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("page 2 of 2, counted from 0");
  }

  @Test
  void otherFilesHaveOnePage() throws IOException {
    Path file = folder.resolve("a.png");
    ImageFiles.write(file, TestImages.random(2, 2, 1, false, SampleFormat.UINT8, 1));
    assertThat(ImageFiles.pages(file).count()).isEqualTo(1);
    assertThat(ImageFiles.pages(file).mosaic(0).isRaw()).isFalse();
  }

  @Test
  void pagesOfDifferentByteOrdersAreNotMixed() throws IOException {
    PagedTiff tiff = new PagedTiff();
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      Metadata metadata = new Metadata(Optional.empty(), Optional.of(TestImages.exif(order)));
      tiff.add(TestImages.random(2, 2, 1, false, SampleFormat.UINT8, 1).withMetadata(metadata));
    }
    assertThatThrownBy(() -> tiff.write(folder.resolve("mixed.tif")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("different byte orders");
    assertThatThrownBy(() -> new PagedTiff().write(folder.resolve("none.tif")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileThatIsWrittenIsKnownAgain() throws IOException {
    Picture picture = TestImages.random(8, 8, 3, false, SampleFormat.UINT8, 1);
    for (String name : List.of("a.png", "a.jpg", "a.tif")) {
      Path file = folder.resolve(name);
      ImageFiles.write(file, picture);
      assertThat(ImageFiles.isWrittenHere(file)).as(name).isTrue();
      Path foreign = folder.resolve("foreign-" + name);
      ImageIO.write(ImageIO.read(file.toFile()), name.substring(2), foreign.toFile());
      assertThat(ImageFiles.isWrittenHere(foreign)).as(name).isFalse();
    }
  }
}
