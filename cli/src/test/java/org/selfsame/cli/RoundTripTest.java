package org.selfsame.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files that other programs made go through a restoration that changes nothing, and are compared by
 * those programs' own readers: pixels by ImageMagick, metadata by ExifTool.
 */
class RoundTripTest {
  private static final List<String> PROGRAMS =
      List.of("convert", "exiftool", "tiffcp", "tiffset", "cwebp", "optipng", "pngcrush");

  /** Groups of tags that tell of the file and not of what it says. */
  private static final List<String> OF_THE_FILE =
      List.of("SourceFile", "ExifTool:", "System:", "File:", "Composite:");

  /** Tags that tell how pixels are stored, and the places of what is stored. */
  private static final List<String> OF_STORAGE =
      List.of(
          "PNG:ImageWidth",
          "PNG:ImageHeight",
          "PNG:BitDepth",
          "PNG:ColorType",
          "PNG:Compression",
          "PNG:Filter",
          "PNG:Interlace",
          "PNG:Palette",
          "PNG:Transparency",
          "PNG:BackgroundColor",
          "PNG:ModifyDate",
          "PNG:SignificantBits",
          "JFIF:JFIFVersion",
          "IFD0:SubfileType",
          "IFD0:Compression",
          "IFD0:PhotometricInterpretation",
          "IFD0:StripOffsets",
          "IFD0:StripByteCounts",
          "IFD0:RowsPerStrip",
          "IFD0:SamplesPerPixel",
          "IFD0:BitsPerSample",
          "IFD0:PlanarConfiguration",
          "IFD0:Predictor",
          "IFD0:SampleFormat",
          "IFD0:ExtraSamples",
          "IFD0:FillOrder",
          "IFD0:TileWidth",
          "IFD0:TileLength",
          "IFD0:TileOffsets",
          "IFD0:TileByteCounts",
          "IFD0:ImageWidth",
          "IFD0:ImageHeight",
          "IFD0:PageNumber",
          "IFD0:MinSampleValue",
          "IFD0:MaxSampleValue",
          "IFD0:SMinSampleValue",
          "IFD0:SMaxSampleValue",
          "IFD0:ColorMap");

  @TempDir private Path folder;

  @BeforeAll
  static void needsPrograms() {
    for (String program : PROGRAMS) {
      boolean there =
          Stream.of(System.getenv("PATH").split(":", -1))
              .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
      assumeTrue(there, "skipped: " + program + " is not installed");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gray16.png   | convert BASE -colorspace Gray -depth 16 -set Title Sea -density 300 -units PixelsPerInch OUT
          palette.png  | convert BASE -colors 40 PNG8:OUT; optipng -quiet -o1 OUT
          crushed.png  | convert BASE IN; pngcrush -q -text b Author Ada -res 150 IN OUT
          alpha.png    | convert BASE -alpha set -channel A -evaluate set 60% +channel -interlace PNG OUT
          exif.png     | convert BASE OUT; exiftool -q -overwrite_original -EXIF:Artist=Ada -XMP-dc:Title=Sea -IPTC:City=Kiel OUT
          plain.jpg    | convert BASE -quality 98 -density 240 -units PixelsPerInch OUT
          gray.jpg     | convert BASE -colorspace Gray -quality 98 -comment sea OUT
          progress.jpg | convert BASE -interlace JPEG -sampling-factor 4:4:4 -quality 98 -density 100 -units PixelsPerCentimeter OUT
          iptc.jpg     | convert BASE -quality 98 OUT; exiftool -q -overwrite_original -IPTC:City=Kiel -XMP-dc:Title=Sea -Comment=hi OUT
          gps.jpg      | convert BASE -quality 98 OUT; exiftool -q -overwrite_original -EXIF:GPSLatitude=54 -EXIF:GPSLatitudeRef=N -EXIF:ISO=200 -EXIF:Make=Ada OUT
          lzw.tif      | convert BASE -compress LZW -density 300 -units PixelsPerInch OUT
          tiled.tif    | convert BASE -compress None IN; tiffcp -t -w 32 -l 32 IN OUT
          planes.tif   | convert BASE -depth 8 -compress None IN; tiffcp -p separate -c zip:2 IN OUT; tiffset -s 270 Sea OUT
          big.tif      | convert BASE -depth 16 -endian MSB -compress Zip OUT; exiftool -q -overwrite_original -XMP-dc:Title=Sea -IPTC:City=Kiel OUT
          float.tif    | convert BASE -define quantum:format=floating-point -depth 32 -compress Zip OUT; tiffset -s 305 maker OUT
          lossless.webp| convert BASE IN; cwebp -quiet -lossless IN -o OUT
          exif.webp    | convert BASE IN; cwebp -quiet -lossless IN -o OUT; exiftool -q -overwrite_original -EXIF:Artist=Ada OUT
          xmp.webp     | convert BASE IN; cwebp -quiet -lossless IN -o OUT; exiftool -q -overwrite_original -XMP-dc:Title=Sea OUT
          alpha.webp   | convert BASE -alpha set -channel A -evaluate set 60% +channel IN; cwebp -quiet -lossless -exact IN -o OUT
          gray.webp    | convert BASE -colorspace Gray IN; cwebp -quiet -lossless IN -o OUT
          v3.bmp       | convert BASE -alpha off BMP3:OUT
          v4.bmp       | convert BASE -density 300 -units PixelsPerInch BMP:OUT
          palette.bmp  | convert BASE -colors 16 -type Palette BMP3:OUT
          black.bmp    | convert BASE -monochrome BMP3:OUT
          runs.bmp     | convert BASE -colors 16 -type Palette -compress RLE BMP3:OUT
          """)
  void aFileOfAnotherProgramComesBack(String name, String commands) throws IOException {
    Path base = folder.resolve("base.ppm");
    run(List.of("convert", "-size", "80x60", "-seed", "7", "plasma:red-blue", base.toString()));
    Path file = folder.resolve(name);
    String between = folder.resolve("in." + (name.endsWith(".tif") ? "tif" : "png")).toString();
    for (String command : commands.split("; ", -1)) {
      List<String> words = new ArrayList<>();
      for (String word : command.strip().split(" ", -1)) {
        words.add(
            word.replace("BASE", base.toString())
                .replace("OUT", file.toString())
                .replaceFirst("^IN$", between));
      }
      run(words);
    }
    Path results = folder.resolve("results");

    CommandLineRun restored =
        name.endsWith(".jpg")
            ? CommandLineRun.of(
                "deblock", file, "--strength", 0, "--output-quality", 100, "-o", results)
            : CommandLineRun.of("deblock", file, "--strength", 0, "-o", results);

    assertThat(restored.err()).isEmpty();
    boolean readOnly = name.endsWith(".webp") || name.endsWith(".bmp");
    Path result = results.resolve(readOnly ? name.replaceFirst("\\.[^.]*$", ".png") : name);
    double psnr = psnr(file, result);
    assertThat(psnr).isGreaterThan(name.endsWith(".jpg") ? 40 : 90);
    Map<String, String> said = tags(file);
    Map<String, String> kept = tags(result);
    String resolution = said.getOrDefault("File:PixelsPerMeterX", "0");
    if (!resolution.equals("0")) {
      assertThat(kept).containsEntry("PNG-pHYs:PixelsPerUnitX", resolution);
    }
    said.keySet().removeIf(tag -> tag.startsWith("File:") && !tag.equals("File:Comment"));
    said.keySet().removeIf(tag -> tag.startsWith("RIFF:"));
    assertThat(kept).containsAllEntriesOf(said);
  }

  private static Map<String, String> tags(Path file) throws IOException {
    JsonNode all =
        new ObjectMapper().readTree(run(List.of("exiftool", "-j", "-G1", file.toString()))).get(0);
    Map<String, String> tags = new LinkedHashMap<>();
    all.properties()
        .forEach(
            tag -> {
              boolean kept = tag.getKey().equals("File:Comment") || tag.getKey().contains("Meter");
              boolean ofTheFile =
                  OF_THE_FILE.stream().anyMatch(tag.getKey()::startsWith)
                      || OF_STORAGE.contains(tag.getKey());
              if (kept || !ofTheFile) {
                tags.put(tag.getKey(), tag.getValue().asText());
              }
            });
    return tags;
  }

  /** Compares what ImageMagick reads; 100 if it is the same. */
  private static double psnr(Path one, Path other) throws IOException {
    byte[] expected = pixels(one);
    byte[] found = pixels(other);
    assertThat(found).hasSameSizeAs(expected);
    double sum = 0;
    for (int i = 0; i < found.length; i++) {
      sum += Math.pow((found[i] & 0xff) - (expected[i] & 0xff), 2);
    }
    return sum == 0 ? 100 : 10 * Math.log10(255 * 255 * found.length / sum);
  }

  private static byte[] pixels(Path file) throws IOException {
    return run(List.of("convert", file.toString(), "-depth", "8", "RGBA:-"));
  }

  private static byte[] run(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    byte[] out = process.getInputStream().readAllBytes();
    try {
      assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return out;
  }
}
