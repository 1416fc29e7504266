package org.selfsame.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.selfsame.Demosaicing;
import org.selfsame.Development;
import org.selfsame.Development.Balance;
import org.selfsame.Development.Tone;
import org.selfsame.Selfsame;
import org.selfsame.cli.command.ImageRestoration.Told;
import org.selfsame.cli.option.AutoPattern;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.print.NumberText;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.SensorResponse;
import org.selfsame.image.Image;
import org.selfsame.image.SensorMosaic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fills in the colors that Bayer mosaics lack. */
@Command(
    name = "demosaic",
    header = "Make color images from Bayer mosaics.",
    description = {
      "A mosaic is a gray image with one color's sample at each pixel, or an RGB image that is 0 in"
          + " the other two, or a raw file of the kind of DNG. It must be lossless: JPEG loses too"
          + " much.",
      "",
      "Writes NAME_demosaiced.EXT next to each image NAME.EXT, keeping bit depth and EXIF."
          + " Results are written whole or not at all.",
      "",
      "Samples of raw files, of 10 to 14 bits in 16, and all where one of the options from --black"
          + " on is given, grow with the light. They are shown to the network as a display shows"
          + " them. The result is light again, in the file's own numbers, or with --tone srgb as a"
          + " display shows it, which is how raw files are made by default. Colors stay the"
          + " sensor's own.",
      "",
      "Exit code: 0 if all went well, 1 if an image failed (the rest are still done), 2 for wrong"
          + " arguments."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame demosaic sensor.png --pattern rggb",
      "  selfsame demosaic photo.dng                      makes photo_demosaiced.png",
      "  selfsame demosaic frames -o color --pattern grbg --recursive --skip-existing",
      "  selfsame demosaic 12bit.tif --pattern bggr --black 256 --white 4095 --tone srgb",
      "  selfsame demosaic sensor.tif --pattern bggr -o color.tif --ensemble"
    })
public final class DemosaicCommand implements Callable<Integer> {
  @Option(
      names = "--pattern",
      defaultValue = "auto",
      paramLabel = "PATTERN",
      description = {
        "The colors of the first two rows: rggb, bggr, grbg or gbrg. By default auto: as a raw file"
            + " says, or an RGB image shows. A gray image only shows where its greens are; then two"
            + " patterns are left, and you are asked."
      })
  private AutoPattern pattern;

  @Option(
      names = "--black",
      paramLabel = "N",
      description = "The file's number where there is no light. By default as a raw file says.")
  private Double black;

  @Option(
      names = "--white",
      paramLabel = "N",
      description = {
        "The file's number where a pixel is full. By default as a raw file says; where 16 bits hold"
            + " at most 10, 12 or 14, their greatest; and else the greatest there can be."
      })
  private Double white;

  @Option(
      names = "--white-balance",
      paramLabel = "auto|none|R,G,B",
      description = {
        "What to multiply the result's red, green and blue with. auto: what a raw file says, or"
            + " else what makes the picture gray on average. By default auto with --tone srgb, and"
            + " none with linear."
      })
  private Balance balance;

  @Option(
      names = "--tone",
      paramLabel = "linear|srgb",
      description = {
        "What the result's numbers are: light, in the file's own numbers; or what a display shows."
            + " By default srgb for raw files, and else linear."
      })
  private Tone tone;

  @Mixin private ImageRestoration images;

  @Mixin HelpOption help;

  @Override
  public Integer call() throws IOException {
    try (Selfsame selfsame = images.open()) {
      images.method(selfsame, "demosaic", 3);
      Development wanted =
          new Development(
              pattern.pattern(),
              optional(black),
              optional(white),
              Optional.ofNullable(balance),
              Optional.ofNullable(tone));
      return images.runMosaics(
          "_demosaiced", (input, mosaic) -> told(selfsame, input, mosaic, wanted));
    }
  }

  private static OptionalDouble optional(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static Told told(Selfsame selfsame, Path input, SensorMosaic mosaic, Development wanted)
      throws IOException {
    if (wanted.pattern().isPresent()) {
      requireMosaic(input, mosaic.picture().image(), wanted.pattern().get());
    }
    Demosaicing demosaicing = Demosaicing.of(mosaic, wanted);
    String name = new BayerMosaic(demosaicing.pattern()).level();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("pattern", name);
    StringBuilder note = new StringBuilder("pattern " + name);
    demosaicing.misfit().ifPresent(reason -> note.append(", but ").append(reason));
    demosaicing.misfit().ifPresent(reason -> facts.put("patternDoubt", reason));
    if (demosaicing.response().isPresent()) {
      SensorResponse response = demosaicing.response().get();
      double black = response.black().stream().mapToDouble(b -> b).average().orElseThrow();
      facts.put("black", rounded(black * mosaic.unit()));
      facts.put("white", rounded(response.white() * mosaic.unit()));
      facts.put(
          "whiteBalance", demosaicing.balance().stream().map(DemosaicCommand::rounded).toList());
      facts.put("tone", demosaicing.tone().name().toLowerCase(Locale.ROOT));
      note.append(
          ", black %s, white %s, %s"
              .formatted(
                  NumberText.level(rounded(black * mosaic.unit())),
                  NumberText.level(rounded(response.white() * mosaic.unit())),
                  facts.get("tone")));
    }
    return new Told(
        selfsame.demosaicing(demosaicing), demosaicing::finished, note.toString(), facts);
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  /** Refuses an RGB image with samples outside the pattern: not a mosaic, or another pattern's. */
  private static void requireMosaic(Path input, Image mosaic, BayerMosaic.Pattern pattern)
      throws IOException {
    if (mosaic.channels() != 3) {
      return;
    }
    for (int c = 0; c < 3; c++) {
      float[] plane = mosaic.plane(c);
      for (int i = 0; i < plane.length; i++) {
        int x = i % mosaic.width();
        int y = i / mosaic.width();
        if (plane[i] != 0 && pattern.channel(y, x) != c) {
          throw new IOException(
              ("%s is not a mosaic of pattern %s: %s is %s at x %d, y %d, expected 0. Give its own"
                      + " --pattern, or a gray image")
                  .formatted(
                      input,
                      new BayerMosaic(pattern).level(),
                      new String[] {"red", "green", "blue"}[c],
                      plane[i],
                      x,
                      y));
        }
      }
    }
  }
}
