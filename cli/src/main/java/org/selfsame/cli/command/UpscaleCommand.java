package org.selfsame.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.selfsame.Method;
import org.selfsame.Plan;
import org.selfsame.Selfsame;
import org.selfsame.cli.command.ImageRestoration.Told;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.TargetSize;
import org.selfsame.cli.option.UsageException;
import org.selfsame.cli.print.NumberText;
import org.selfsame.image.JpegQuality;
import org.selfsame.image.Picture;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Enlarges images. */
@Command(
    name = "upscale",
    header = "Enlarge images, adding detail that interpolation lacks.",
    description = {
      "Writes NAME_x2.EXT next to each image NAME.EXT, keeping bit depth, transparency, color"
          + " profile and EXIF. Results are written whole or not at all.",
      "",
      "Enlarges by 2, 3 or 4, or by two of them one after the other, and reduces what is then too"
          + " large. An enlarged image keeps its pixels per inch.",
      "",
      "Enlarges with bicubic interpolation, then restores the brightness; color differences stay"
          + " interpolated. Best for sharp images without noise; --deblock removes JPEG artifacts"
          + " first.",
      "",
      "Exit code: 0 if all went well, 1 if an image failed (the rest are still done), 2 for wrong"
          + " arguments."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame upscale photo.png --scale 2",
      "  selfsame upscale photo.png --scale 1.5",
      "  selfsame upscale photos -o large --size 4000x      4000 pixels wide",
      "  selfsame upscale icons -o large --scale 4 --recursive --skip-existing",
      "  selfsame upscale photo.png --scale 3 -o large.png --ensemble",
      "  selfsame upscale photo.jpg --scale 2 --deblock --format png",
      "  selfsame upscale photo.png --scale 2 --model runs/my-model/model.safetensors"
    })
public final class UpscaleCommand implements Callable<Integer> {
  /** Up to this quality, the artifacts of a JPEG file show when enlarged. */
  private static final int POOR_QUALITY = 80;

  @ArgGroup(multiplicity = "1")
  private Target target;

  /** How large images become; one of the two must be given. */
  private static final class Target {
    @Option(
        names = "--scale",
        paramLabel = "X",
        description = "Enlarge to X times the width and height, such as 2, 4 or 1.5.")
    private Double scale;

    @Option(
        names = "--size",
        paramLabel = "WxH",
        description = {
          "Enlarge to this size in proportion: 4000x is the width, x3000 the height, and 4000x3000"
              + " what it is to fit into."
        })
    private TargetSize size;

    String text() {
      return scale == null ? size.toString() : NumberText.level(scale);
    }
  }

  @Option(
      names = "--deblock",
      description = "First remove JPEG artifacts, which enlarging would make obvious.")
  private boolean deblock;

  @Mixin private ImageRestoration images;

  @Mixin HelpOption help;

  @Override
  public Integer call() throws IOException {
    try (Selfsame selfsame = images.open()) {
      Method upscaler = images.method(selfsame, "upscale", 3);
      requireScale(upscaler, Math.min(selfsame.largestScale(1), selfsame.largestScale(3)));
      return images.run(
          (target.scale == null ? "_" : "_x") + target.text(),
          (input, picture) -> {
            double scale = scale(input, picture);
            Plan plan = enlarging(selfsame, input, picture, scale);
            return new Told(
                plan, note(plan, picture), Map.of("scale", scale, "deblocked", deblock));
          });
    }
  }

  private void requireScale(Method upscaler, int largest) {
    if (target.scale != null && !(target.scale > 1 && target.scale <= largest)) {
      throw new UsageException(
          "--scale %s: expected above 1, and at most %d: %s can %s, and do it twice"
              .formatted(target.text(), largest, upscaler.who(), upscaler.task().description()));
    }
  }

  private double scale(Path input, Picture picture) throws IOException {
    if (target.scale != null) {
      return target.scale;
    }
    int width = picture.seenWidth();
    int height = picture.seenHeight();
    double scale = target.size.scaleOf(width, height);
    if (scale <= 1) {
      throw new IOException(
          "%s has %dx%d pixels, no less than --size %s; reduce it with another program"
              .formatted(input, width, height, target.text()));
    }
    return scale;
  }

  private Plan enlarging(Selfsame selfsame, Path input, Picture picture, double scale)
      throws IOException {
    try {
      return selfsame.enlarging(picture, scale, deblock);
    } catch (IllegalArgumentException e) {
      throw new IOException(input + ": " + e.getMessage(), e);
    }
  }

  private String note(Plan plan, Picture picture) {
    String size = "%dx%d".formatted(plan.resultSize().width(), plan.resultSize().height());
    Optional<JpegQuality> quality = picture.metadata().jpegQuality();
    boolean poor = quality.isPresent() && quality.get().value() <= POOR_QUALITY;
    return !deblock && poor
        ? "%s, a JPEG of quality %d: --deblock removes its blocks first"
            .formatted(size, quality.get().value())
        : size;
  }
}
