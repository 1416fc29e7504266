package org.selfsame.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.selfsame.Method;
import org.selfsame.Selfsame;
import org.selfsame.cli.command.ImageRestoration.Told;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.UsageException;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.JpegQuality;
import org.selfsame.image.Picture;
import org.selfsame.task.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes the artifacts of JPEG compression. */
@Command(
    name = "deblock",
    header = "Remove blocks and ringing from heavily compressed JPEG files.",
    description = {
      "Writes NAME_deblocked.EXT next to each image NAME.EXT, keeping bit depth, transparency,"
          + " color profile and EXIF. Use --format png to avoid compressing the result again."
          + " Results are written whole or not at all.",
      "",
      "The model restores brightness; color differences stay as they are.",
      "",
      "Exit code: 0 if all went well, 1 if an image failed (the rest are still done), 2 for wrong"
          + " arguments."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame deblock photo.jpg --format png",
      "  selfsame deblock downloads -o clean --recursive --skip-existing",
      "  selfsame deblock screenshot.png --jpeg-quality 20     once was a JPEG file",
      "  selfsame deblock photo.jpg --model runs/my-model/model.safetensors"
    })
public final class DeblockCommand implements Callable<Integer> {
  private static final String AUTO = "auto";

  @Option(
      names = "--jpeg-quality",
      defaultValue = AUTO,
      paramLabel = "N|auto",
      description = {
        "The quality the images were saved with, from 1 to 100 on the usual scale (that of the"
            + " Independent JPEG Group); auto reads it from the quantization tables of each JPEG"
            + " file."
      })
  private String jpegQuality;

  @Mixin private ImageRestoration images;

  @Mixin HelpOption help;

  @Override
  public Integer call() throws IOException {
    try (Selfsame selfsame = images.open()) {
      Method deblocker = images.method(selfsame, "deblock", 3);
      Optional<JpegQuality> asked = asked(deblocker);
      return images.run(
          selfsame,
          "_deblocked",
          (input, picture) -> {
            JpegQuality quality =
                asked.isPresent() ? asked.get() : qualityOf(input, picture, deblocker);
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("quality", quality.value());
            facts.put("qualityExact", quality.exact());
            return new Told(
                new JpegCompression(quality.value()),
                "quality %s%d".formatted(quality.exact() ? "" : "about ", quality.value()),
                facts);
          });
    }
  }

  /** Returns the quality from the command line; empty to read it from each file. */
  private Optional<JpegQuality> asked(Method deblocker) {
    if (jpegQuality.equals(AUTO)) {
      return Optional.empty();
    }
    int value;
    try {
      value = Integer.parseInt(jpegQuality);
    } catch (NumberFormatException e) {
      throw new UsageException(
          "--jpeg-quality %s: expected a whole number or auto".formatted(jpegQuality));
    }
    ImageRestoration.asked(deblocker, "--jpeg-quality", jpegQuality);
    return Optional.of(new JpegQuality(value, true));
  }

  private static JpegQuality qualityOf(Path input, Picture picture, Method deblocker)
      throws IOException {
    JpegQuality found =
        picture
            .metadata()
            .jpegQuality()
            .orElseThrow(
                () ->
                    new IOException(
                        "%s is not a JPEG file, so its quality is unknown; give --jpeg-quality"
                            .formatted(input)));
    JpegCompression compression = new JpegCompression(found.value());
    Task task = deblocker.task();
    if (!task.covers(compression)) {
      String nearest = task.nearest(compression).level();
      throw new IOException(
          "%s has JPEG quality %d, but %s can %s; use --jpeg-quality %s to treat it as such%s"
              .formatted(
                  input,
                  found.value(),
                  deblocker.who(),
                  task.description(),
                  nearest,
                  found.value() > Integer.parseInt(nearest)
                      ? ", which smooths more than necessary"
                      : ""));
    }
    return found;
  }
}
