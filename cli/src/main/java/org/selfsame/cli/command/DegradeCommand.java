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

/** Degrades images in one of the ways that restoration is measured on. */
@Command(
    name = "degrade",
    header = "Degrade images in a known way, to try out restoring them.",
    description = {
      "Adds noise, shrinks, compresses, or keeps one color per pixel, just as for published"
          + " figures.",
      "",
      "Writes NAME_noisy, NAME_reduced3, NAME_jpeg10, NAME_mosaic or NAME_camera next to each"
          + " image, keeping bit depth, transparency, color profile and EXIF. With --jpeg and a JPEG result, the"
          + " file is compressed just once. Other results are compressed on top if written as"
          + " JPEG; use --format png to avoid that."
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
      description = "Seed of the noise, along with the image's name; a whole number (default: 0).")
  private Long seed;

  @Mixin private BatchOptions batch;

  @Mixin HelpOption help;

  /** The ways to degrade; exactly one must be given. */
  private static final class Kind {
    @Option(
        names = "--noise",
        paramLabel = "SIGMA",
        description = {
          "Add Gaussian noise of this standard deviation, on samples from 0 to 255. It is clipped"
              + " and rounded to the result's format; a float TIFF keeps it exactly."
        })
    private Double noise;

    @Option(
        names = "--scale",
        paramLabel = "N",
        description = {
          "Crop the image to a multiple of N and shrink it to 1/N, bicubic with antialiasing like"
              + " MATLAB's imresize."
        })
    private Integer scale;

    @Option(
        names = "--jpeg",
        paramLabel = "QUALITY",
        description =
            "Compress the image as JPEG of quality 1 to 100, with color at half resolution.")
    private Integer jpeg;

    @Option(
        names = "--mosaic",
        paramLabel = "PATTERN",
        description = {
          "Keep only the color that a sensor sees at each pixel and set the others to 0: rggb,"
              + " bggr, grbg or gbrg, the colors of the first two rows."
        })
    private BayerMosaic.Pattern mosaic;

    @Option(
        names = "--camera",
        description = {
          "Photograph the image again: with sensor noise, through a camera's mosaic and colors,"
              + " and usually stored as JPEG. One image in four gets white noise instead."
        })
    private boolean camera;
  }

  /**
   * The action for each image.
   *
   * @param suffix of the results' names
   * @param note for people
   * @param facts for programs
   * @param opacity what happens to the alpha channel
   * @param asJpeg how to write a JPEG file so that writing it is the degradation; empty if it is
   *     not
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
    if (kind.jpeg != null && batch.hasOutputQuality()) {
      throw new UsageException(
          "--output-quality: --jpeg %d already says the quality; leave it out"
              .formatted(kind.jpeg));
    }
    Work work = work();
    return batch.run(
        work.suffix,
        (input, output) -> {
          Picture picture = ImageFiles.read(input);
          if (!picture.bands().isEmpty()) {
            throw new IOException(
                "%s: it has %d bands beside its colors, which are not degraded. Split them off first"
                    .formatted(input, picture.bands().size()));
          }
          return FileAction.Opened.of(picture, progress -> degrade(picture, input, output, work));
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
    BayerMosaic mosaic = new BayerMosaic(kind.mosaic);
    String pattern = mosaic.level();
    return new Work(mosaic, "_mosaic", "mosaic " + pattern, Map.of("mosaic", pattern));
  }

  private static <D extends Degradation> D checked(String option, Supplier<D> degradation) {
    try {
      return degradation.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + ": " + e.getMessage());
    }
  }

  private FileAction.Processed degrade(Picture picture, Path input, Path output, Work work)
      throws IOException {
    Picture result = picture;
    String name = input.getFileName().toString();
    WriteOptions options = batch.writing(output);
    boolean isJpegFile = FileFormat.ofFile(output).equals(Optional.of(FileFormat.JPEG));
    if (work.asJpeg.isPresent() && isJpegFile) {
      options = work.asJpeg.get().withStrip(options.strip());
    } else {
      result =
          picture.withImage(
              work.degradation.degrade(picture.image(), name), picture.alpha().map(work.opacity));
    }
    Map<String, Object> facts = new LinkedHashMap<>(work.facts);
    facts.put("width", result.image().width());
    facts.put("height", result.image().height());
    FileAction.Processed processed =
        FileAction.Processed.of(new FileAction.Result(work.note, facts), output, result, options);
    return batch.compared(processed, input, picture, result);
  }
}
