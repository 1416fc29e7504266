package org.selfsame.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ImageSearchTest {
  @TempDir private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    touch("b.PNG", "a.jpg", "notes.txt", ".hidden.png", "deep/c.webp", "deep/deeper/d.tif");
    touch(".git/e.png");
  }

  private void touch(String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "");
    }
  }

  private static List<String> places(ImageSearch.Found found) {
    return found.images().stream()
        .map(image -> image.place().toString().replace('\\', '/'))
        .toList();
  }

  private ImageSearch.Found find(boolean recursive, Path results, Path... named) {
    return new ImageSearch(List.of(named), recursive, Optional.ofNullable(results), "_denoised")
        .find();
  }

  @Test
  void aFolderStandsForItsImagesInTheOrderOfTheirNames() {
    ImageSearch.Found found = find(false, null, folder);
    assertThat(places(found)).containsExactly("a.jpg", "b.PNG");
    assertThat(found.images().get(0).file()).isEqualTo(folder.resolve("a.jpg"));
    assertThat(found.failures()).isEmpty();
  }

  @Test
  void imagesOfKindsThatAreNotReadAreToldAndOtherFilesAreNot() throws IOException {
    touch("layers.PSD", "anime.gif", ".hidden.gif", "deep/raw.dng");
    assertThat(find(false, null, folder).unread())
        .containsExactly(folder.resolve("anime.gif"), folder.resolve("layers.PSD"));
    assertThat(find(true, null, folder).unread()).hasSize(3);
    assertThat(places(find(false, null, folder))).containsExactly("a.jpg", "b.PNG");
  }

  @Test
  void foldersBelowAreSearchedWhenAsked() {
    assertThat(places(find(true, null, folder)))
        .containsExactly("a.jpg", "b.PNG", "deep/c.webp", "deep/deeper/d.tif");
  }

  @Test
  void severalFoldersKeepTheirNamesAmongTheResults() {
    assertThat(places(find(false, null, folder.resolve("deep"), folder.resolve("deep/deeper"))))
        .containsExactly("deep/c.webp", "deeper/d.tif");
  }

  @Test
  void aFileThatIsNamedIsTakenWhateverItsName() {
    assertThat(
            places(find(false, null, folder.resolve("notes.txt"), folder.resolve("missing.png"))))
        .containsExactly("notes.txt", "missing.png");
  }

  @Test
  void aFileIsTakenOnceHoweverOftenItIsNamed() {
    Path again = folder.resolve("deep/../a.jpg");
    assertThat(places(find(false, null, folder.resolve("a.jpg"), again, folder)))
        .containsExactly("a.jpg", "b.PNG");
  }

  @Test
  void resultsOfAnEarlierRunAreLeftOut() throws IOException {
    touch("a_denoised.png", "a_denoised_denoised.png", "alone_denoised.png");
    ImageSearch.Found found = find(false, null, folder);
    assertThat(places(found)).containsExactly("a.jpg", "alone_denoised.png", "b.PNG");
    assertThat(found.earlierResults())
        .containsExactly(
            folder.resolve("a_denoised.png"), folder.resolve("a_denoised_denoised.png"));
  }

  @Test
  void aResultThatIsNamedAloneIsTaken() throws IOException {
    touch("a_denoised.png");
    assertThat(places(find(false, null, folder.resolve("a_denoised.png"))))
        .containsExactly("a_denoised.png");
  }

  @Test
  void theFolderOfTheResultsIsNotSearched() {
    assertThat(places(find(true, folder.resolve("deep"), folder)))
        .containsExactly("a.jpg", "b.PNG");
    assertThat(places(find(false, folder, folder))).containsExactly("a.jpg", "b.PNG");
  }

  @Test
  void aFolderWithoutImagesIsAFailureThatTellsOfRecursion() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Failure atTop = Failure.of(find(false, null, empty).failures().get(empty));
    assertThat(atTop.message()).contains("no image in this folder (");
    assertThat(atTop.kind()).isEqualTo(Failure.Kind.NO_IMAGE_AT_TOP);
    Failure anywhere = Failure.of(find(true, null, empty).failures().get(empty));
    assertThat(anywhere.message()).contains("no image in this folder or below (");
    assertThat(anywhere.kind()).isEqualTo(Failure.Kind.TOLD);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFolderThatLinksToItselfIsSearchedOnce() throws IOException {
    Files.createSymbolicLink(folder.resolve("deep/up"), folder);
    ImageSearch.Found found = find(true, null, folder);
    assertThat(places(found)).containsExactly("a.jpg", "b.PNG", "deep/c.webp", "deep/deeper/d.tif");
    assertThat(found.failures()).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFolderThatCannotBeOpenedIsLeftOutAndToldOf() throws Exception {
    // Root may read everything, but no path may be longer than 4096 bytes.
    shell("for i in $(seq 17); do mkdir $(printf %0250d 0); cd $(printf %0250d 0); done");
    try {
      ImageSearch.Found found = find(true, null, folder);
      assertThat(places(found)).contains("a.jpg", "b.PNG");
      assertThat(found.failures()).isEmpty();
      assertThat(found.closed()).hasSize(1);
    } finally {
      shell("rm -rf 0*"); // Java cannot
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void namesInNoEncodingKeepTheirBytesInAnotherFolder() throws Exception {
    shell("mkdir odd; touch odd/$'a\\xe9.png' odd/$'a\\xe8.png'");
    Path odd = folder.resolve("odd");
    Path results = Files.createDirectory(folder.resolve("results"));
    OutputNames names =
        OutputNames.of(List.of(odd), Optional.of(results), Optional.empty(), "_denoised");
    for (ImageInput image : find(false, null, odd).images()) {
      Files.createFile(names.of(image));
    }
    shell("test -e results/$'a\\xe9.png' && test -e results/$'a\\xe8.png'");
  }

  private void shell(String script) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder("bash", "-c", script).directory(folder.toFile()).start();
    assertThat(shell.waitFor()).isZero();
  }
}
