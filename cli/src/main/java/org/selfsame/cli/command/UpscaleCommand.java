package org.selfsame.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.selfsame.cli.option.BatchOptions;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.ModelOptions;
import org.selfsame.cli.option.QualityOption;
import org.selfsame.cli.option.TaskModel;
import org.selfsame.cli.option.UsageException;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.job.FileAction;
import org.selfsame.model.Task;
import org.selfsame.restore.BicubicUpscale;
import org.selfsame.restore.ProgressListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Enlarges images. */
@Command(
    name = "upscale",
    header = "Enlarge images, with the detail that interpolation lacks.",
    description = {
      "Writes NAME_x2.EXT beside each image NAME.EXT, with its bit depth, transparency, color"
          + " profile and EXIF. A result is there whole or not at all.",
      "",
      "The model restores the brightness of the image as bicubic interpolation enlarges it; color"
          + " differences stay interpolated. It is made for images that are sharp, without noise and"
          + " traces of compression.",
      "",
      "Exits with 0 if all went well, 1 if an image failed (the others are done), 2 for wrong"
          + " arguments."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame upscale photo.png --scale 2",
      "  selfsame upscale icons -o large --scale 4 --recursive --skip-existing",
      "  selfsame upscale photo.png --scale 3 -o large.png --ensemble",
      "  selfsame upscale photo.png --scale 2 --model runs/my-model/model.safetensors"
    })
public final class UpscaleCommand implements Callable<Integer> {
  @Option(
      names = "--scale",
      required = true,
      paramLabel = "N",
      description = "How many times wider and higher results are: 2, 3 or 4, as the model can.")
  private int scale;

  @Mixin private BatchOptions batch;

  @Mixin private ModelOptions models;

  @Mixin private QualityOption quality;

  @Mixin HelpOption help;

  @Override
  public Integer call() throws IOException {
    try (TaskModel<Task.Upscale> upscaler =
        models.load(Task.Upscale.class, "enlarges", 3, quality)) {
      requireScale(upscaler);
      return batch.run(
          "_x" + scale,
          (input, output) -> {
            Picture picture = ImageFiles.read(input);
            return FileAction.Opened.of(
                picture, progress -> upscale(picture, output, upscaler, progress));
          });
    }
  }

  private void requireScale(TaskModel<Task.Upscale> upscaler) {
    Task.Upscale task = upscaler.task();
    if (!task.covers(scale)) {
      throw new UsageException(
          "--scale %d: model %s enlarges by %s; give %s"
              .formatted(
                  scale,
                  upscaler.model().name(),
                  task.scales().stream().map(String::valueOf).collect(Collectors.joining(", ")),
                  task.scales().size() == 1 ? "that" : "one of these"));
    }
  }

  private FileAction.Processed upscale(
      Picture picture, Path output, TaskModel<Task.Upscale> upscaler, ProgressListener progress)
      throws IOException {
    Image enlarged = upscaler.restorer(progress).upscale(picture.image(), scale);
    Optional<Image> alpha = picture.alpha().map(new BicubicUpscale(scale)::restore);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("scale", scale);
    facts.putAll(upscaler.facts());
    facts.put("width", enlarged.width());
    facts.put("height", enlarged.height());
    return FileAction.Processed.of(
        new FileAction.Result("%dx%d".formatted(enlarged.width(), enlarged.height()), facts),
        output,
        picture.withImage(enlarged, alpha));
  }
}
