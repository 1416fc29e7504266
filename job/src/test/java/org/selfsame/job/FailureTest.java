package org.selfsame.job;

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

class FailureTest {
  @TempDir private Path folder;

  private static String messageOf(Throwable failure) {
    return Failure.of(failure).message();
  }

  private static Failure told(String message) {
    return new Failure(Failure.Kind.TOLD, message);
  }

  @Test
  void aMissingFileIsSaidInWords() {
    assertThat(messageOf(new NoSuchFileException("a.png")))
        .isEqualTo("a.png: no such file or folder");
  }

  @Test
  void whatMayNotBeReadOrWrittenIsSaidInWords() {
    assertThat(messageOf(new AccessDeniedException("out"))).isEqualTo("out: permission denied");
  }

  @Test
  void aFileInPlaceOfAFolderIsSaidInWords() {
    assertThat(messageOf(new FileAlreadyExistsException("out")))
        .isEqualTo("out: is a file, expected a folder");
  }

  @Test
  void aFullDiskIsSaidWithWhatToDoHoweverItShows() {
    String full = "the disk is full (No space left on device). Make room, or choose another.";
    assertThat(messageOf(new IOException("No space left on device"))).isEqualTo(full);
    assertThat(messageOf(new FileSystemException("b.png", null, "No space left on device")))
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
    assertThat(messageOf(failure))
        .isEqualTo(
            folder.resolve("b.png")
                + ": cannot be written: the disk is full (No space left on device). Make room, or"
                + " choose another.");
  }

  @Test
  void aMessageIsPlacedOnlyByThePathItBeginsWith() {
    Path place = Path.of("a");
    assertThat(told("a: is empty").isAt(place)).isTrue();
    assertThat(told("a holds no image").isAt(place)).isTrue();
    assertThat(told(Path.of("a", "b.png") + ": is empty").isAt(place)).isTrue();
    assertThat(told("found bad letters").isAt(place)).isFalse();
    assertThat(told("a.png: is empty").isAt(place)).isFalse();
    assertThat(told("a: is empty").at(place)).isEqualTo(told("a: is empty"));
    assertThat(told("is empty").at(place)).isEqualTo(told("a: is empty"));
  }

  @Test
  void otherReasonsOfTheFileSystemAreKept() {
    assertThat(messageOf(new FileSystemException("b.png", null, "Read-only file system")))
        .isEqualTo("b.png: Read-only file system");
    assertThat(messageOf(new FileSystemException("b.png"))).isEqualTo("b.png: cannot be used");
  }

  @Test
  void messagesMadeForAPersonAreKept() {
    assertThat(messageOf(new IOException("a.png: is empty"))).isEqualTo("a.png: is empty");
    assertThat(messageOf(new IllegalArgumentException("sigma is -1: expected 0 to 255")))
        .isEqualTo("sigma is -1: expected 0 to 255");
    assertThat(messageOf(new UncheckedIOException(new IOException("a.png: is empty"))))
        .isEqualTo("a.png: is empty");
  }

  @Test
  void whatNobodyExpectedIsOwnedAsAnError() {
    assertThat(messageOf(new NullPointerException("x")))
        .contains("error in Selfsame itself")
        .contains("NullPointerException");
    assertThat(Failure.of(new NullPointerException("x")).kind()).isEqualTo(Failure.Kind.BUG);
  }

  @Test
  void whatIsSaidOfTheMemoryOfAnImageIsKept() {
    RuntimeException cause = new RuntimeException("CUDA out of memory");
    assertThat(messageOf(new DeviceMemoryException("use tiles", cause))).isEqualTo("use tiles");
  }

  @Test
  void memoryThatTheTensorLibraryLacksIsSaidTheSame() {
    Failure heap = Failure.of(new OutOfMemoryError("Java heap space"));
    assertThat(heap.message()).startsWith("not enough memory");
    assertThat(heap.kind()).isEqualTo(Failure.Kind.OUT_OF_MEMORY);
    for (String message :
        List.of(
            "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate"
                + " memory: you tried to allocate 4000000000000 bytes. Error code 12",
            "CUDA out of memory. Tried to allocate 2.00 GiB.\nException raised from malloc")) {
      RuntimeException failure = new RuntimeException(message);
      assertThat(Failure.of(failure)).isEqualTo(heap);
      assertThat(Failure.of(new IllegalStateException("a step failed", failure))).isEqualTo(heap);
    }
  }

  @Test
  void theStackTraceOfTheTensorLibraryIsLeftOut() {
    RuntimeException failure =
        new RuntimeException("The size of tensor a must match\nException raised from infer_size");
    assertThat(messageOf(failure))
        .contains("The size of tensor a must match")
        .doesNotContain("Exception raised");
    assertThat(messageOf(new IllegalStateException("a step failed", failure)))
        .contains("a step failed")
        .contains("The size of tensor a must match")
        .hasLineCount(1);
  }

  @Test
  void aLibraryThatCannotBeLoadedSaysWhy() {
    Throwable failure =
        new ExceptionInInitializerError(new IllegalStateException("libtorch could not be loaded"));
    assertThat(messageOf(failure)).isEqualTo("libtorch could not be loaded");
  }
}
