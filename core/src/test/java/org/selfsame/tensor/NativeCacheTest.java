package org.selfsame.tensor;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class NativeCacheTest {
  @TempDir private Path folder;

  private Path open(String name, String permissions) throws IOException {
    Path place = folder.resolve(name);
    Files.createDirectories(place);
    return Files.setPosixFilePermissions(place, fromString(permissions));
  }

  @Test
  void aFolderIsMadeForTheUserAlone() throws IOException {
    Path made = folder.resolve("home/.javacpp/cache");
    assertThat(NativeCache.problem(made)).isEmpty();
    assertThat(Files.getPosixFilePermissions(made)).isEqualTo(fromString("rwx------"));
    assertThat(made).isEmptyDirectory();
  }

  @Test
  void aFolderThatAllMayWriteToIsNotTrusted() throws IOException {
    assertThat(NativeCache.problem(open("all", "rwxrwxrwx")))
        .hasValueSatisfying(found -> assertThat(found).contains("written to by other users"));
    assertThat(NativeCache.problem(open("readable", "rwxr-xr-x"))).isEmpty();
  }

  @Test
  void norIsOneThatAllMayReplace() throws IOException {
    Path above = open("above", "rwxrwxrwx");
    Path inside = Files.createDirectory(above.resolve("cache"));
    Files.setPosixFilePermissions(inside, fromString("rwx------"));
    assertThat(NativeCache.problem(inside))
        .hasValueSatisfying(found -> assertThat(found).contains(above + ", above " + inside));
  }

  @Test
  void norIsAnothersFolder() throws IOException {
    Path cache = open("cache", "rwxr-xr-x");
    Files.createDirectories(cache.resolve("pytorch-2.jar/org"));
    assumeThat(Files.getOwner(folder).getName()).as("root, who can give away").isEqualTo("root");
    Files.setAttribute(cache.resolve("pytorch-2.jar/org"), "unix:uid", 4321);
    assertThat(NativeCache.problem(cache))
        .hasValueSatisfying(found -> assertThat(found).contains("org belongs to another user"));
    Files.setAttribute(cache, "unix:uid", 4321);
    assertThat(NativeCache.problem(cache))
        .hasValueSatisfying(found -> assertThat(found).contains("cache belongs to another user"));
  }

  @Test
  void aLibraryThatAllMayChangeIsNotTrustedWhereOthersGetIn() throws IOException {
    Path cache = open("cache", "rwxr-xr-x");
    Path library = Files.createDirectories(cache.resolve("openblas-1.jar/a")).resolve("lib.so");
    Files.setPosixFilePermissions(Files.createFile(library), fromString("rw-rw-rw-"));
    assertThat(NativeCache.problem(cache))
        .hasValueSatisfying(found -> assertThat(found).contains("lib.so may be written to"));
    open("cache", "rwx------");
    assertThat(NativeCache.problem(cache)).isEmpty();
  }

  @Test
  void filesOfOtherProgramsAreNotLookedAt() throws IOException {
    Path cache = open("cache", "rwxr-xr-x");
    Path other = Files.createFile(Files.createDirectory(cache.resolve("other-1.jar")).resolve("o"));
    Files.setPosixFilePermissions(other, fromString("rw-rw-rw-"));
    assertThat(NativeCache.problem(cache)).isEmpty();
  }

  @Test
  void withoutAHomeThereIsAFolderAmongTheTemporaryOnes() throws IOException {
    Path temporary = open("tmp", "rwxr-xr-x");
    Path first = temporary.resolve("selfsame-a_b-0");
    assertThat(found("?", temporary)).isEqualTo(first);
    Path noFolder = Files.createFile(folder.resolve("file")).resolve("cache");
    assertThat(found(noFolder.toString(), temporary)).isEqualTo(first);
    open("tmp/selfsame-a_b-0", "rwxrwxrwx"); // someone else may have made it
    assertThat(found("?", temporary)).isEqualTo(temporary.resolve("selfsame-a_b-1"));
    Path home = folder.resolve("home");
    assertThat(found(home.toString(), temporary)).isEqualTo(home);
  }

  @Test
  void withNowhereToUnpackToTheErrorSaysWhatToDo() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> found("?", file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("neither ? nor " + file)
        .hasMessageContaining("-Dorg.bytedeco.javacpp.cachedir");
  }

  private static Path found(String atHome, Path temporary) throws IOException {
    return NativeCache.firstSafe(new File(atHome), temporary.toFile(), "a.b");
  }
}
