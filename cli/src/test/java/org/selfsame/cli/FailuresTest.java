package org.selfsame.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.system.FileReplacement;
import org.selfsame.tensor.DeviceMemoryException;

class FailuresTest {
  @TempDir private Path folder;

  @Test
  void aMissingFileIsSaidInWords() {
    assertThat(Failures.messageOf(new NoSuchFileException("a.png")))
        .isEqualTo("a.png: no such file or folder");
  }

  @Test
  void whatMayNotBeReadOrWrittenIsSaidInWords() {
    assertThat(Failures.messageOf(new AccessDeniedException("out")))
        .isEqualTo("out: permission denied");
  }

  @Test
  void aFileInPlaceOfAFolderIsSaidInWords() {
    assertThat(Failures.messageOf(new FileAlreadyExistsException("out")))
        .isEqualTo("out: is a file, where a folder is expected");
  }

  @Test
  void aFullDiskIsSaidWithWhatToDoHoweverItShows() {
    String full = "the disk is full (No space left on device). Make room, or choose another.";
    assertThat(Failures.messageOf(new IOException("No space left on device"))).isEqualTo(full);
    assertThat(
            Failures.messageOf(new FileSystemException("b.png", null, "No space left on device")))
        .isEqualTo("b.png: " + full);
  }

  @Test
  void whatCouldNotBeWrittenToAFullDiskIsNamedAndExplainedOnce() {
    Throwable failure =
        catchThrowable(
            () ->
                FileReplacement.write(
                    folder.resolve("b.png"),
                    out -> {
                      throw new IOException("No space left on device");
                    }));
    assertThat(Failures.messageOf(failure))
        .isEqualTo(
            folder.resolve("b.png")
                + ": cannot be written: the disk is full (No space left on device). Make room, or"
                + " choose another.");
  }

  @Test
  void aMessageIsPlacedOnlyByThePathItBeginsWith() {
    Path place = Path.of("a");
    assertThat(Failures.isPlaced("a: is empty", place)).isTrue();
    assertThat(Failures.isPlaced("a holds no image", place)).isTrue();
    assertThat(Failures.isPlaced(Path.of("a", "b.png") + ": is empty", place)).isTrue();
    assertThat(Failures.isPlaced("found bad letters", place)).isFalse();
    assertThat(Failures.isPlaced("a.png: is empty", place)).isFalse();
  }

  @Test
  void otherReasonsOfTheFileSystemAreKept() {
    assertThat(Failures.messageOf(new FileSystemException("b.png", null, "Read-only file system")))
        .isEqualTo("b.png: Read-only file system");
    assertThat(Failures.messageOf(new FileSystemException("b.png")))
        .isEqualTo("b.png: cannot be used");
  }

  @Test
  void messagesMadeForAPersonAreKept() {
    assertThat(Failures.messageOf(new IOException("a.png: is empty"))).isEqualTo("a.png: is empty");
    assertThat(Failures.messageOf(new IllegalArgumentException("sigma is -1: expected 0 to 255")))
        .isEqualTo("sigma is -1: expected 0 to 255");
    assertThat(Failures.messageOf(new UncheckedIOException(new IOException("a.png: is empty"))))
        .isEqualTo("a.png: is empty");
  }

  @Test
  void whatNobodyExpectedIsOwnedAsAnError() {
    assertThat(Failures.messageOf(new NullPointerException("x")))
        .contains("error in Selfsame itself")
        .contains("NullPointerException")
        .contains("--debug")
        .hasLineCount(2);
  }

  @Test
  void tooLittleMemoryIsSaidWithWhatToDo() {
    assertThat(Failures.messageOf(new OutOfMemoryError("Java heap space")))
        .startsWith("not enough memory")
        .contains("--memory");
  }

  @Test
  void whatIsSaidOfTheMemoryOfAnImageIsKept() {
    RuntimeException cause = new RuntimeException("CUDA out of memory");
    assertThat(Failures.messageOf(new DeviceMemoryException("let tiles be cut", cause)))
        .isEqualTo("let tiles be cut");
  }

  @Test
  void memoryThatTheTensorLibraryLacksIsSaidTheSame() {
    String heap = Failures.messageOf(new OutOfMemoryError("Java heap space"));
    for (String message :
        List.of(
            "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate"
                + " memory: you tried to allocate 4000000000000 bytes. Error code 12",
            "CUDA out of memory. Tried to allocate 2.00 GiB.\nException raised from malloc")) {
      RuntimeException failure = new RuntimeException(message);
      assertThat(Failures.messageOf(failure)).isEqualTo(heap);
      assertThat(Failures.messageOf(new IllegalStateException("a step failed", failure)))
          .isEqualTo(heap);
    }
  }

  @Test
  void theStackTraceOfTheTensorLibraryIsLeftOut() {
    RuntimeException failure =
        new RuntimeException("The size of tensor a must match\nException raised from infer_size");
    assertThat(Failures.messageOf(failure))
        .contains("The size of tensor a must match")
        .doesNotContain("Exception raised");
    assertThat(Failures.messageOf(new IllegalStateException("a step failed", failure)))
        .contains("a step failed")
        .contains("The size of tensor a must match")
        .hasLineCount(2);
  }

  @Test
  void aLibraryThatCannotBeLoadedSaysWhy() {
    Throwable failure =
        new ExceptionInInitializerError(new IllegalStateException("libtorch could not be loaded"));
    assertThat(Failures.messageOf(failure)).isEqualTo("libtorch could not be loaded");
  }
}
