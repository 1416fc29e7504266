package org.selfsame.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.selfsame.Method;
import org.selfsame.Plan;
import org.selfsame.Selfsame;
import org.selfsame.cli.command.ImageRestoration.Told;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.UsageException;
import org.selfsame.cli.print.NumberText;
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
    header = "Remove blocks, ringing and false colors from JPEG files.",
    description = {
      "Writes NAME_deblocked.EXT next to each image NAME.EXT, keeping bit depth, transparency,"
          + " color profile and EXIF. Use --format png to avoid compressing the result again."
          + " Results are written whole or not at all.",
      "",
      "The default model needs no quality, so it also takes images that once were JPEG files. The"
          + " lighter the compression, the less it changes.",
      "",
      "Exit code: 0 if all went well, 1 if an image failed (the rest are still done), 2 for wrong"
          + " arguments."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame deblock photo.jpg --format png",
      "  selfsame deblock downloads -o clean --recursive --skip-existing",
      "  selfsame deblock screenshot.png --strength 0.7     changes the image less",
      "  selfsame deblock photo.jpg --model runs/my-model/model.safetensors"
    })
public final class DeblockCommand implements Callable<Integer> {
  private static final String AUTO = "auto";
  private static final String SUFFIX = "_deblocked";
  private static final String ANY_QUALITY = "deblock-color";
  private static final String SOME_QUALITIES = "deblock";

  @Option(
      names = "--input-quality",
      defaultValue = AUTO,
      paramLabel = "N|auto",
      description = {
        "Only for models made for certain qualities, such as --model deblock: the quality the"
            + " images were once saved with, from 1 to 100 on the usual scale (that of the Independent"
            + " JPEG Group); auto reads it from the quantization tables of each JPEG file."
      })
  private String inputQuality;

  @Option(
      names = "--strength",
      defaultValue = "1",
      paramLabel = "X",
      description = "From 0 (change nothing) to 1.5: how strongly to remove artifacts.")
  private double strength;

  @Mixin private ImageRestoration images;

  @Mixin HelpOption help;

  @Override
  public Integer call() throws IOException {
    if (!(strength >= 0 && strength <= Plan.MAX_STRENGTH)) {
      throw new UsageException(
          "--strength %s: expected 0 to %s"
              .formatted(NumberText.level(strength), NumberText.level(Plan.MAX_STRENGTH)));
    }
    try (Selfsame selfsame = images.open(builder -> builder.strength(strength))) {
      if (selfsame.does(ANY_QUALITY)) {
        Method deblocker = images.method(selfsame, ANY_QUALITY, 3);
        if (!inputQuality.equals(AUTO)) {
          throw new UsageException(
              "--input-quality %s: %s takes JPEG files of any quality; leave it out"
                  .formatted(inputQuality, deblocker.who()));
        }
        return images.run(SUFFIX, (input, picture) -> ofAnyQuality(selfsame, picture));
      }
      Method deblocker = images.method(selfsame, SOME_QUALITIES, 3);
      Optional<JpegQuality> asked = asked(deblocker);
      return images.run(
          SUFFIX,
          (input, picture) -> {
            JpegQuality quality =
                asked.isPresent() ? asked.get() : qualityOf(input, picture, deblocker);
            Plan plan = selfsame.deblocking(picture, quality.value());
            return new Told(plan, words(quality), facts(quality));
          });
    }
  }

  private static Told ofAnyQuality(Selfsame selfsame, Picture picture) {
    Plan plan = selfsame.deblocking(picture);
    Optional<JpegQuality> quality = picture.metadata().jpegQuality();
    return new Told(
        plan,
        quality.map(DeblockCommand::words).orElse("quality unknown"),
        quality.map(DeblockCommand::facts).orElse(Map.of()));
  }

  private static String words(JpegQuality quality) {
    return "quality %s%d".formatted(quality.exact() ? "" : "about ", quality.value());
  }

  private static Map<String, Object> facts(JpegQuality quality) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("quality", quality.value());
    facts.put("qualityExact", quality.exact());
    return facts;
  }

  /** Returns the quality from the command line; empty to read it from each file. */
  private Optional<JpegQuality> asked(Method deblocker) {
    if (inputQuality.equals(AUTO)) {
      return Optional.empty();
    }
    int value;
    try {
      value = Integer.parseInt(inputQuality);
    } catch (NumberFormatException e) {
      throw new UsageException(
          "--input-quality %s: expected a whole number or auto".formatted(inputQuality));
    }
    ImageRestoration.requireLevel(deblocker, "--input-quality", inputQuality);
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
                        "%s is not a JPEG file, so its quality is unknown; give --input-quality"
                            .formatted(input)));
    JpegCompression compression = new JpegCompression(found.value());
    Task task = deblocker.task();
    if (!task.covers(compression)) {
      String nearest = task.nearest(compression).level();
      throw new IOException(
          "%s has JPEG quality %d, but %s can %s; use --input-quality %s to treat it as such%s"
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
