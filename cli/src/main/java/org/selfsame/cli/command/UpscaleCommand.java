package org.selfsame.cli.command;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.selfsame.Method;
import org.selfsame.Selfsame;
import org.selfsame.cli.command.ImageRestoration.Told;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.degradation.Degradation;
import org.selfsame.image.Image;
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
          + " interpolated. Best for sharp images without noise or compression artifacts.",
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
      "  selfsame upscale photo.png --scale 2 --model runs/my-model/model.safetensors"
    })
public final class UpscaleCommand implements Callable<Integer> {
  @Option(
      names = "--scale",
      required = true,
      paramLabel = "N",
      description = "Enlarge to N times the width and height: 2, 3 or 4, if the model can.")
  private int scale;

  @Mixin private ImageRestoration images;

  @Mixin HelpOption help;

  @Override
  public Integer call() throws IOException {
    try (Selfsame selfsame = images.open()) {
      Method upscaler = images.method(selfsame, "upscale", 3);
      Degradation reduction = ImageRestoration.asked(upscaler, "--scale", Integer.toString(scale));
      return images.run(
          selfsame,
          "_x" + scale,
          (input, picture) -> {
            Image low = picture.image();
            return new Told(
                reduction,
                "%dx%d".formatted(scale * low.width(), scale * low.height()),
                Map.of("scale", scale));
          });
    }
  }
}
