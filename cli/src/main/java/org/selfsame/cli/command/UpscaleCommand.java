package org.selfsame.cli.command;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.selfsame.Method;
import org.selfsame.Selfsame;
import org.selfsame.cli.command.ImageRestoration.Told;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.image.Image;
import org.selfsame.image.JpegQuality;
import org.selfsame.image.Picture;
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
      "Enlarges with bicubic interpolation, then restores the brightness; color differences stay"
          + " interpolated. Best for sharp images without noise; --deblock removes the artifacts of JPEG.",
      "",
      "Exit code: 0 if all went well, 1 if an image failed (the rest are still done), 2 for wrong"
          + " arguments."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame upscale photo.png --scale 2",
      "  selfsame upscale icons -o large --scale 4 --recursive --skip-existing",
      "  selfsame upscale photo.png --scale 3 -o large.png --ensemble",
      "  selfsame upscale photo.jpg --scale 2 --deblock --format png",
      "  selfsame upscale photo.png --scale 2 --model runs/my-model/model.safetensors"
    })
public final class UpscaleCommand implements Callable<Integer> {
  /** The artifacts of JPEG files up to this quality show when they are enlarged. */
  private static final int POOR_QUALITY = 80;

  @Option(
      names = "--scale",
      required = true,
      paramLabel = "N",
      description = "Enlarge to N times the width and height: 2, 3 or 4, if the model can.")
  private int scale;

  @Option(
      names = "--deblock",
      description = "First remove the artifacts of JPEG, which enlarging makes plain to see.")
  private boolean deblock;

  @Mixin private ImageRestoration images;

  @Mixin HelpOption help;

  @Override
  public Integer call() throws IOException {
    try (Selfsame selfsame = images.open()) {
      Method upscaler = images.method(selfsame, "upscale", 3);
      ImageRestoration.requireLevel(upscaler, "--scale", Integer.toString(scale));
      return images.run(
          "_x" + scale,
          (input, picture) ->
              new Told(
                  selfsame.enlarging(picture, scale, deblock),
                  note(picture),
                  Map.of("scale", scale, "deblocked", deblock)));
    }
  }

  private String note(Picture picture) {
    Image low = picture.image();
    String size = "%dx%d".formatted(scale * low.width(), scale * low.height());
    Optional<JpegQuality> quality = picture.metadata().jpegQuality();
    boolean poor = quality.isPresent() && quality.get().value() <= POOR_QUALITY;
    return !deblock && poor
        ? "%s, a JPEG of quality %d: --deblock removes its blocks first"
            .formatted(size, quality.get().value())
        : size;
  }
}
