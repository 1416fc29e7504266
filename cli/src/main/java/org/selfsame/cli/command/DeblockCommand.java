package org.selfsame.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.selfsame.cli.option.BatchOptions;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.ModelOptions;
import org.selfsame.cli.option.QualityOption;
import org.selfsame.cli.option.TaskModel;
import org.selfsame.cli.option.UsageException;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.JpegQuality;
import org.selfsame.image.Picture;
import org.selfsame.job.FileAction;
import org.selfsame.model.Task;
import org.selfsame.restore.ProgressListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes the artifacts of JPEG compression. */
@Command(
    name = "deblock",
    header = "Remove the blocks and ringing of strongly compressed JPEG files.",
    description = {
      "Writes NAME_deblocked.EXT beside each image NAME.EXT, with its bit depth, transparency, color"
          + " profile and EXIF. A result is there whole or not at all. --format png keeps it from"
          + " being compressed again.",
      "",
      "The model restores the brightness of the image; color differences stay as they are.",
      "",
      "Exits with 0 if all went well, 1 if an image failed (the others are done), 2 for wrong"
          + " arguments."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame deblock photo.jpg --format png",
      "  selfsame deblock downloads -o clean --recursive --skip-existing",
      "  selfsame deblock screenshot.png --jpeg-quality 20     was a JPEG file once",
      "  selfsame deblock photo.jpg --model runs/my-model/model.safetensors"
    })
public final class DeblockCommand implements Callable<Integer> {
  private static final String AUTO = "auto";

  @Option(
      names = "--jpeg-quality",
      defaultValue = AUTO,
      paramLabel = "N|auto",
      description = {
        "With what quality the images were compressed, from 1 to 100 on the usual scale (that of the"
            + " Independent JPEG Group); auto reads it from the quantization tables of each JPEG"
            + " file."
      })
  private String jpegQuality;

  @Mixin private BatchOptions batch;

  @Mixin private ModelOptions models;

  @Mixin private QualityOption quality;

  @Mixin HelpOption help;

  @Override
  public Integer call() throws IOException {
    try (TaskModel<Task.Deblock> deblocker =
        models.load(Task.Deblock.class, "deblocks", 3, quality)) {
      JpegQuality asked = asked(deblocker);
      return batch.run(
          "_deblocked",
          (input, output) -> {
            Picture picture = ImageFiles.read(input);
            JpegQuality found = asked == null ? qualityOf(input, deblocker) : asked;
            return FileAction.Opened.of(
                picture, progress -> deblock(picture, output, found, deblocker, progress));
          });
    }
  }

  /** Returns the quality that was asked for, or null to read it from each file. */
  private JpegQuality asked(TaskModel<Task.Deblock> deblocker) {
    if (jpegQuality.equals(AUTO)) {
      return null;
    }
    int value;
    try {
      value = Integer.parseInt(jpegQuality);
    } catch (NumberFormatException e) {
      throw new UsageException(
          "--jpeg-quality %s: expected a whole number or auto".formatted(jpegQuality));
    }
    Task.Deblock task = deblocker.task();
    if (!task.covers(value)) {
      throw new UsageException(
          "--jpeg-quality %d: model %s can %s; give a quality in that range, or auto"
              .formatted(value, deblocker.model().name(), task.description()));
    }
    return new JpegQuality(value, true);
  }

  private static FileAction.Processed deblock(
      Picture picture,
      Path output,
      JpegQuality found,
      TaskModel<Task.Deblock> deblocker,
      ProgressListener progress)
      throws IOException {
    Image restored = deblocker.restorer(progress).deblock(picture.image(), found.value());
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("quality", found.value());
    facts.put("qualityExact", found.exact());
    facts.putAll(deblocker.facts());
    facts.put("width", restored.width());
    facts.put("height", restored.height());
    String note = "quality %s%d".formatted(found.exact() ? "" : "about ", found.value());
    return FileAction.Processed.of(
        new FileAction.Result(note, facts), output, picture.withImage(restored));
  }

  private static JpegQuality qualityOf(Path input, TaskModel<Task.Deblock> deblocker)
      throws IOException {
    JpegQuality found =
        JpegQuality.of(input)
            .orElseThrow(
                () ->
                    new IOException(
                        "%s is no JPEG file, which would tell its quality; give --jpeg-quality"
                            .formatted(input)));
    Task.Deblock task = deblocker.task();
    if (!task.covers(found.value())) {
      boolean above = found.value() > task.qualityMax();
      throw new IOException(
          "%s has JPEG quality %d, and model %s can %s; --jpeg-quality %d treats it as such%s"
              .formatted(
                  input,
                  found.value(),
                  deblocker.model().name(),
                  task.description(),
                  above ? task.qualityMax() : task.qualityMin(),
                  above ? ", which smooths more than it needs" : ""));
    }
    return found;
  }
}
