package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class ExternalDecoderTest {
  @TempDir private Path folder;

  private void install(String script) throws IOException {
    Path program = Files.writeString(folder.resolve("djxl"), "#!/bin/sh\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  private Picture decode(byte[] file) throws IOException {
    return ExternalDecoder.JXL.decode(file, "/nowhere:" + folder);
  }

  @Test
  void theProgramMakesAPngOfACopy() throws IOException {
    Picture picture = TestImages.random(5, 4, 3, false, SampleFormat.UINT16, 1);
    Path png = folder.resolve("a.png");
    ImageFiles.write(png, picture);
    install("touch \"$(dirname \"$2\")/more\"; exec cat \"$1\" > \"$2\"");

    Picture decoded = decode(Files.readAllBytes(png));

    assertThat(decoded.format()).isEqualTo(SampleFormat.UINT16);
    assertThat(decoded.image().plane(2)).isEqualTo(picture.image().plane(2));
  }

  @Test
  void whereThereIsNoProgramTheErrorNamesIt() {
    assertThatThrownBy(() -> decode(new byte[12]))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("it is JXL, which is only read with the program djxl")
        .hasMessageContaining("libjxl-tools");
  }

  @Test
  void whatTheProgramSaysOfItsFailureIsTold() throws IOException {
    install("echo starting; echo broken beyond repair >&2; exit 3");
    assertThatThrownBy(() -> decode(new byte[12]))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("djxl cannot read it (broken beyond repair)");
    install("exit 0");
    assertThatThrownBy(() -> decode(new byte[12]))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("djxl cannot read it. Convert it");
  }

  @Test
  void formatsAreKnownByTheirFirstBytes() {
    assertThat(Signature.of(latin("\u00ff\n\u00fa\u001f"))).contains(Signature.JXL);
    assertThat(Signature.of(latin("\0\0\0\fJXL \r\n\u0087\n"))).contains(Signature.JXL);
    assertThat(Signature.of(latin("\0\0\0\u0018ftypheic"))).contains(Signature.HEIC);
    assertThat(Signature.of(latin("\0\0\0\u0018ftypmif1"))).contains(Signature.HEIC);
    assertThat(Signature.of(latin("\0\0\0\u0018ftypavif"))).contains(Signature.AVIF);
    assertThat(Signature.of(latin("\0\0\0\u0018ftypmp42"))).isEmpty();
    assertThat(Signature.describe(latin("GIF89a.."))).contains("a GIF image, which is not read");
    assertThat(Signature.describe(latin("\0\0\0\u0018ftypcrx "))).contains("raw file");
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
