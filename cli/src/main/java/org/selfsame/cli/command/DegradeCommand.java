package org.selfsame.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.selfsame.cli.option.BatchOptions;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.PatternConverter;
import org.selfsame.cli.option.UsageException;
import org.selfsame.cli.print.NumberText;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.degradation.CameraNoise;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.FileFormat;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.image.WriteOptions;
import org.selfsame.job.FileAction;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes images worse in one of the ways that restoration is measured on. */
@Command(
    name = "degrade",
    header = "Make images worse in a known way, to try restoring on.",
    description = {
      "Adds noise, reduces the size, compresses, or leaves one color at each pixel; as published"
          + " figures are measured.",
      "",
      "Writes NAME_noisy, NAME_reduced3, NAME_jpeg10, NAME_mosaic or NAME_camera beside each image, with its bit depth,"
          + " transparency, color profile and EXIF. The result of --jpeg, written as JPEG, is that"
          + " very file; any other is compressed once more if it is written as JPEG, which --format"
          + " png avoids."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame degrade photo.png --noise 25",
      "  selfsame degrade photo.png --scale 3 -o small.png",
      "  selfsame degrade photos -o photos10 --jpeg 10 --format jpg",
      "  selfsame degrade photo.png --mosaic rggb",
      "  selfsame degrade photo.png --camera --seed 3"
    })
public final class DegradeCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private Kind kind;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description =
          "Chooses the noise, with the name of the image; a whole number. 0 when not given.")
  private Long seed;

  @Mixin private BatchOptions batch;

  @Mixin HelpOption help;

  /** The ways, of which one is given. */
  private static final class Kind {
    @Option(
        names = "--noise",
        paramLabel = "SIGMA",
        description = {
          "Add Gaussian noise of this standard deviation, for samples from 0 to 255. It is clipped"
              + " and rounded as the format of the result asks; a float TIFF keeps it as it is."
        })
    private Double noise;

    @Option(
        names = "--scale",
        paramLabel = "N",
        description = {
          "Crop the image to a multiple of N and reduce it to 1/N, bicubic with antialiasing as"
              + " MATLAB's imresize."
        })
    private Integer scale;

    @Option(
        names = "--jpeg",
        paramLabel = "QUALITY",
        description = "Compress the image as JPEG, from 1 to 100; color has half the resolution.")
    private Integer jpeg;

    @Option(
        names = "--mosaic",
        paramLabel = "PATTERN",
        converter = PatternConverter.class,
        description = {
          "Keep the color that a sensor sees at each pixel and make the others 0: rggb, bggr, grbg"
              + " or gbrg, the colors of the first two rows."
        })
    private BayerMosaic.Pattern mosaic;

    @Option(
        names = "--camera",
        description = {
          "Photograph the image again: with the noise of a camera's sensor, through its mosaic and"
              + " its colors, and mostly stored as JPEG. One in four gets white noise."
        })
    private boolean camera;
  }

  /**
   * What is done to each image.
   *
   * @param suffix the end of the names of results
   * @param note what is to tell a person
   * @param facts what is to tell a program
   * @param opacity what becomes of the alpha channel
   * @param asJpeg how a JPEG file is written that is itself what is done, if it can be
   */
  private record Work(
      Degradation degradation,
      String suffix,
      String note,
      Map<String, Object> facts,
      UnaryOperator<Image> opacity,
      Optional<WriteOptions> asJpeg) {
    Work(Degradation degradation, String suffix, String note, Map<String, Object> facts) {
      this(degradation, suffix, note, facts, UnaryOperator.identity(), Optional.empty());
    }
  }

  @Override
  public Integer call() {
    if (seed != null && kind.noise == null && !kind.camera) {
      throw new UsageException(
          "--seed %d: only --noise and --camera have a seed; leave it out".formatted(seed));
    }
    Work work = work();
    return batch.run(
        work.suffix,
        (input, output) -> {
          Picture picture = ImageFiles.read(input);
          String name = input.getFileName().toString();
          return FileAction.Opened.of(picture, progress -> degrade(picture, name, output, work));
        });
  }

  private Work work() {
    if (kind.noise != null) {
      long chosen = seed == null ? 0 : seed;
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("noise", kind.noise);
      facts.put("seed", chosen);
      return new Work(
          checked("--noise", () -> new GaussianNoise(kind.noise, chosen, GaussianNoise.Form.FLOAT)),
          "_noisy",
          "sigma %s, seed %d".formatted(NumberText.level(kind.noise), chosen),
          facts);
    }
    if (kind.scale != null) {
      Degradation reduction = checked("--scale", () -> new BicubicDownscale(kind.scale));
      return new Work(
          reduction,
          "_reduced" + kind.scale,
          "to 1/" + kind.scale,
          Map.of("scale", kind.scale),
          alpha -> reduction.degrade(alpha, ""),
          Optional.empty());
    }
    if (kind.jpeg != null) {
      JpegCompression compression = checked("--jpeg", () -> new JpegCompression(kind.jpeg));
      return new Work(
          compression,
          "_jpeg" + kind.jpeg,
          "JPEG quality " + kind.jpeg,
          Map.of("jpeg", kind.jpeg),
          UnaryOperator.identity(),
          Optional.of(compression.writeOptions()));
    }
    if (kind.camera) {
      long chosen = seed == null ? 0 : seed;
      return new Work(
          new CameraNoise(chosen), "_camera", "camera, seed " + chosen, Map.of("seed", chosen));
    }
    String pattern = PatternConverter.nameOf(kind.mosaic);
    return new Work(
        new BayerMosaic(kind.mosaic), "_mosaic", "mosaic " + pattern, Map.of("mosaic", pattern));
  }

  private static <D extends Degradation> D checked(String option, Supplier<D> degradation) {
    try {
      return degradation.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + ": " + e.getMessage());
    }
  }

  private static FileAction.Processed degrade(Picture picture, String name, Path output, Work work)
      throws IOException {
    Picture result = picture;
    WriteOptions options = WriteOptions.forFile(output);
    boolean isJpegFile = FileFormat.ofFile(output).equals(Optional.of(FileFormat.JPEG));
    if (work.asJpeg.isPresent() && isJpegFile) {
      options = work.asJpeg.get();
    } else {
      result =
          picture.withImage(
              work.degradation.degrade(picture.image(), name), picture.alpha().map(work.opacity));
    }
    Map<String, Object> facts = new LinkedHashMap<>(work.facts);
    facts.put("width", result.image().width());
    facts.put("height", result.image().height());
    return FileAction.Processed.of(
        new FileAction.Result(work.note, facts), output, result, options);
  }
}
