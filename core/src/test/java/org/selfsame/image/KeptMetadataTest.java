package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of docs/files.md, cell by cell: ExifTool writes something into a file of a format, and
 * reads it from the file of another that was made of it.
 */
class KeptMetadataTest {
  /** In the order of the table's columns. */
  private static final List<FileFormat> WRITTEN =
      List.of(FileFormat.PNG, FileFormat.JPEG, FileFormat.TIFF);

  @TempDir private Path folder;

  /**
   * Something that a file says.
   *
   * @param written how ExifTool is told to write it, where it can be
   * @param read by the format, the tag that ExifTool finds it in
   * @param value that it finds there
   */
  private record Said(List<String> written, Map<FileFormat, String> read, String value) {}

  private static final Map<String, Said> SAID =
      Map.of(
          "EXIF",
          everywhere("-EXIF:Artist=Ada", "IFD0:Artist", "Ada"),
          "XMP",
          everywhere("-XMP-dc:Title=By the sea", "XMP-dc:Title", "By the sea"),
          "IPTC",
          everywhere("-IPTC:City=Kiel", "IPTC:City", "Kiel"),
          "ICC profile",
          everywhere("-ICC_Profile<=PROFILE", "ICC-header:ColorSpaceData", "RGB "),
          "comment",
          new Said(
              List.of("-Comment=hello"),
              Map.of(
                  FileFormat.PNG, "PNG:Comment",
                  FileFormat.JPEG, "File:Comment",
                  FileFormat.TIFF, "IFD0:ImageDescription"),
              "hello"),
          "other texts",
          new Said(
              List.of("-PNG:Title=The sea"),
              Map.of(
                  FileFormat.PNG, "PNG:Title",
                  FileFormat.JPEG, "File:Comment",
                  FileFormat.TIFF, "IFD0:ImageDescription"),
              "The sea"),
          "resolution",
          new Said(
              List.of(),
              Map.of(
                  FileFormat.PNG, "PNG-pHYs:PixelsPerUnitX",
                  FileFormat.JPEG, "JFIF:XResolution",
                  FileFormat.TIFF, "IFD0:XResolution"),
              "300"),
          "gAMA, cHRM, sRGB, cICP, sBIT",
          new Said(List.of(), Map.of(FileFormat.PNG, "PNG:Gamma"), "1.8"));

  private static Said everywhere(String written, String tag, String value) {
    return new Said(
        List.of(written),
        Map.of(FileFormat.PNG, tag, FileFormat.JPEG, tag, FileFormat.TIFF, tag),
        value);
  }

  /** A row of the table for one of its formats to read: what is written in each. */
  static List<Arguments> rows() throws IOException {
    List<Arguments> rows = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("../docs/files.md"))) {
      List<String> columns = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
      if (columns.size() == 7 && SAID.containsKey(columns.get(1))) {
        for (String from : columns.get(2).split(", ", -1)) {
          rows.add(Arguments.of(columns.get(1), from, columns.subList(3, 6)));
        }
      }
    }
    return rows;
  }

  @BeforeAll
  static void needsExifTool() {
    assumeTrue(runs("exiftool", "-ver"), "skipped: exiftool is not installed");
  }

  private static boolean runs(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theTableHasAllThatIsTold() throws IOException {
    assertThat(rows().stream().map(row -> row.get()[0]).distinct())
        .containsExactlyInAnyOrderElementsOf(SAID.keySet());
  }

  @ParameterizedTest(name = "{0} from {1}")
  @MethodSource("rows")
  void aRowOfTheTable(String what, String from, List<String> cells) throws IOException {
    Said said = SAID.get(what);
    Path source = source(what, from);
    for (String option : said.written) {
      if (!from.equals("BMP")) {
        exiftool(
            "-overwrite_original",
            option.replace("PROFILE", profile().toString()),
            source.toString());
      }
    }
    Picture picture = Picture.read(source);
    List<String> files = new ArrayList<>();
    for (FileFormat to : WRITTEN) {
      for (boolean strip : new boolean[] {false, true}) {
        Path file = folder.resolve((strip ? "stripped." : "target.") + to.extension());
        ImageFiles.write(file, picture, WriteOptions.of(to).withStrip(strip));
        files.add(file.toString());
      }
    }

    List<String> options = new ArrayList<>(List.of("-j", "-G1", "-a"));
    options.addAll(files);
    JsonNode read = new ObjectMapper().readTree(exiftool(options.toArray(String[]::new)));

    for (int i = 0; i < cells.size(); i++) {
      FileFormat to = WRITTEN.get(i);
      String cell = cells.get(i);
      String tag = said.read.getOrDefault(to, "");
      String kept = read.get(2 * i).path(tag).asText();
      String stripped = read.get(2 * i + 1).path(tag).asText();
      List<String> leftOut = ImageFiles.leftOut(picture, WriteOptions.of(to));
      if (cell.equals("left out, with a word")) {
        assertThat(read.get(2 * i).toString()).doesNotContain("Gamma");
        assertThat(leftOut)
            .containsExactly("how its colors are meant (gAMA), so they look different");
        continue;
      }
      assertThat(cell).startsWith("kept");
      assertThat(leftOut).isEmpty();
      boolean perMeter = what.equals("resolution") && to == FileFormat.PNG;
      assertThat(kept).as(tag).contains(perMeter ? "11811" : said.value);
      if (what.equals("ICC profile") || what.startsWith("gAMA")) {
        assertThat(stripped).as("of color").isEqualTo(kept);
      } else {
        assertThat(stripped).isIn("", "1"); // in each JPEG it says that pixels are squares
      }
    }
  }

  /** A file of a format, which says what ExifTool cannot write. */
  private Path source(String what, String from) throws IOException {
    Path file = folder.resolve("source." + from.toLowerCase(Locale.ROOT));
    boolean resolution = what.equals("resolution");
    Optional<byte[]> profile =
        what.equals("ICC profile") ? Optional.of(Files.readAllBytes(profile())) : Optional.empty();
    Picture picture = Picture.of(TestImages.smooth(16, 12, 3), SampleFormat.UINT8);
    switch (from) {
      case "WebP" ->
          Files.write(
              file,
              Base64.getDecoder()
                  .decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"));
      case "BMP" -> {
        BufferedImage image = new BufferedImage(16, 12, BufferedImage.TYPE_3BYTE_BGR);
        ImageIO.write(image, "bmp", file.toFile());
        Files.write(file, bitmap(Files.readAllBytes(file), profile));
      }
      default -> {
        Remarks remarks =
            Remarks.NONE
                .withResolution(
                    resolution
                        ? Optional.of(new Resolution(300, 300, Resolution.Unit.INCH))
                        : Optional.empty())
                .withColors(
                    what.startsWith("gAMA")
                        ? List.of(new Remarks.Chunk("gAMA", new byte[] {0, 0, (byte) 0xd9, 4}))
                        : List.of());
        Picture said = picture.withMetadata(Metadata.NONE.withRemarks(remarks));
        ImageFiles.write(file, said, WriteOptions.of(FileFormat.valueOf(from)));
      }
    }
    return file;
  }

  /** A bitmap of the longest header: 300 pixels an inch, and a profile. */
  private static byte[] bitmap(byte[] file, Optional<byte[]> profile) {
    int pixelsAt = 54;
    byte[] icc = profile.orElse(new byte[0]);
    int pixels = file.length - pixelsAt;
    return ByteBuffer.allocate(14 + 124 + pixels + icc.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(file)
        .putInt(2, 14 + 124 + pixels + icc.length)
        .putInt(10, 14 + 124)
        .putInt(14, 124)
        .putInt(38, 11811)
        .putInt(42, 11811)
        .put(54, new byte[84])
        .putInt(70, profile.isPresent() ? 0x4d424544 : 0x73524742)
        .putInt(126, 124 + pixels)
        .putInt(130, icc.length)
        .put(138, Arrays.copyOfRange(file, pixelsAt, file.length))
        .put(138 + pixels, icc)
        .array();
  }

  private Path profile() throws IOException {
    Path file = folder.resolve("linear.icc");
    Files.write(file, ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData());
    return file;
  }

  private static String exiftool(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("exiftool"));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertThat(process.waitFor()).as(out).isZero();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return out;
  }
}
