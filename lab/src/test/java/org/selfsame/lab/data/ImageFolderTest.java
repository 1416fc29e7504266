package org.selfsame.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir private Path folder;

  @Test
  void imagesOfAllSubfoldersAreListedByPath() throws IOException {
    make("b/2.png", "b/1.JPG", "a.tiff", "c/d/e.webp");
    assertThat(list(folder)).containsExactly("a.tiff", "b/1.JPG", "b/2.png", "c/d/e.webp");
  }

  @Test
  void whatIsNoImageOrHiddenIsLeftOut() throws IOException {
    make("notes.txt", "png", ".hidden.png", "._a.png", ".cache/a.png", "a.png", "a.png.tmp");
    assertThat(list(folder)).containsExactly("a.png");
  }

  @Test
  void aFolderThatIsHiddenItselfIsSearched() throws IOException {
    make(".data/a.png");
    assertThat(list(folder.resolve(".data"))).containsExactly("a.png");
  }

  @Test
  void linksAreFollowedAndThoseBackUpAreNot() throws IOException {
    make("real/a.png");
    Path searched = Files.createDirectory(folder.resolve("searched"));
    try {
      Files.createSymbolicLink(searched.resolve("images"), folder.resolve("real"));
      Files.createSymbolicLink(folder.resolve("real/up"), folder.resolve("real"));
      Files.createSymbolicLink(folder.resolve("real/gone.png"), folder.resolve("nowhere.png"));
      Files.createSymbolicLink(folder.resolve("link"), searched);
    } catch (IOException | UnsupportedOperationException e) {
      assumeTrue(false, "this system makes no links: " + e);
    }
    assertThat(list(searched)).containsExactly("images/a.png");
    assertThat(list(folder.resolve("link"))).containsExactly("images/a.png");
  }

  @Test
  void aMissingFolderIsNamed() {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> ImageFolder.list(missing))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(missing.toString())
        .hasMessageContaining("no such folder");
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    make("a.png");
    assertThatThrownBy(() -> ImageFolder.list(folder.resolve("a.png")))
        .isInstanceOf(NotDirectoryException.class)
        .hasMessageContaining("a.png");
  }

  private void make(String... files) throws IOException {
    for (String file : files) {
      Path path = folder.resolve(file);
      Files.createDirectories(path.getParent());
      Files.createFile(path);
    }
  }

  private static List<String> list(Path searched) throws IOException {
    return ImageFolder.list(searched).stream()
        .map(path -> searched.relativize(path).toString().replace('\\', '/'))
        .toList();
  }
}
