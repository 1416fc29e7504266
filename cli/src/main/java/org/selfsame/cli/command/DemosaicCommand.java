package org.selfsame.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.selfsame.cli.option.BatchOptions;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.ModelOptions;
import org.selfsame.cli.option.PatternConverter;
import org.selfsame.cli.option.QualityOption;
import org.selfsame.cli.option.TaskModel;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.job.FileAction;
import org.selfsame.model.Task;
import org.selfsame.restore.ProgressListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds the colors that Bayer mosaics lack. */
@Command(
    name = "demosaic",
    header = "Make color images of Bayer mosaics.",
    description = {
      "A mosaic is a gray image, each pixel of which is a sample of one color; or an RGB image that"
          + " is 0 in the other two. PNG or TIFF, of 8 or 16 bits; JPEG has lost too much.",
      "",
      "Writes NAME_demosaiced.EXT beside each image NAME.EXT, with its bit depth and EXIF. A result is"
          + " there whole or not at all.",
      "",
      "Exits with 0 if all went well, 1 if an image failed (the others are done), 2 for wrong"
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

  @Mixin private BatchOptions batch;

  @Mixin private ModelOptions models;

  @Mixin private QualityOption quality;

  @Mixin HelpOption help;

  @Override
  public Integer call() throws IOException {
    try (TaskModel<Task.Demosaic> demosaicker =
        models.load(Task.Demosaic.class, "demosaics", 3, quality)) {
      return batch.run(
          "_demosaiced",
          (input, output) -> {
            Picture picture = ImageFiles.read(input);
            requireMosaic(input, picture.image());
            return FileAction.Opened.of(
                picture, progress -> demosaic(picture, output, demosaicker, progress));
          });
    }
  }

  private FileAction.Processed demosaic(
      Picture picture, Path output, TaskModel<Task.Demosaic> demosaicker, ProgressListener progress)
      throws IOException {
    Image restored = demosaicker.restorer(progress).demosaic(picture.image(), pattern);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("pattern", PatternConverter.nameOf(pattern));
    facts.putAll(demosaicker.facts());
    facts.put("width", restored.width());
    facts.put("height", restored.height());
    return FileAction.Processed.of(
        new FileAction.Result("pattern " + PatternConverter.nameOf(pattern), facts),
        output,
        picture.withImage(restored));
  }

  /** An RGB image with more than the pattern's samples is none, or of another pattern. */
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
              "%s is no mosaic of pattern %s: %s is %s at x %d, y %d, expected 0. Give its own --pattern, or a gray image"
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
