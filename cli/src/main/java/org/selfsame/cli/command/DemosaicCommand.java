package org.selfsame.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.selfsame.Selfsame;
import org.selfsame.cli.command.ImageRestoration.Told;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.PatternConverter;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.image.Image;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fills in the colors that Bayer mosaics lack. */
@Command(
    name = "demosaic",
    header = "Make color images from Bayer mosaics.",
    description = {
      "A mosaic is a gray image with one color's sample at each pixel, or an RGB image that is 0 in"
          + " the other two. It must be PNG or TIFF with 8 or 16 bits: JPEG loses too much.",
      "",
      "Writes NAME_demosaiced.EXT next to each image NAME.EXT, keeping bit depth and EXIF."
          + " Results are written whole or not at all.",
      "",
      "Exit code: 0 if all went well, 1 if an image failed (the rest are still done), 2 for wrong"
          + " arguments."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame demosaic sensor.png --pattern rggb",
      "  selfsame demosaic frames -o color --pattern grbg --recursive --skip-existing",
      "  selfsame demosaic sensor.tif --pattern bggr -o color.tif --ensemble"
    })
public final class DemosaicCommand implements Callable<Integer> {
  @Option(
      names = "--pattern",
      required = true,
      paramLabel = "PATTERN",
      converter = PatternConverter.class,
      description = "The colors of the first two rows: rggb, bggr, grbg or gbrg.")
  private BayerMosaic.Pattern pattern;

  @Mixin private ImageRestoration images;

  @Mixin HelpOption help;

  @Override
  public Integer call() throws IOException {
    try (Selfsame selfsame = images.open()) {
      images.method(selfsame, "demosaic", 3);
      String name = PatternConverter.nameOf(pattern);
      return images.run(
          "_demosaiced",
          (input, picture) -> {
            requireMosaic(input, picture.image());
            return new Told(
                selfsame.plan(picture, new BayerMosaic(pattern)),
                "pattern " + name,
                Map.of("pattern", name));
          });
    }
  }

  /** Refuses an RGB image with samples outside the pattern: not a mosaic, or another pattern's. */
  private void requireMosaic(Path input, Image mosaic) throws IOException {
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
                      PatternConverter.nameOf(pattern),
                      new String[] {"red", "green", "blue"}[c],
                      plane[i],
                      x,
                      y));
        }
      }
    }
  }
}
