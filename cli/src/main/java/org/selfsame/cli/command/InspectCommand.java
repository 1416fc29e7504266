package org.selfsame.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.ModelOptions;
import org.selfsame.cli.option.OptionValue;
import org.selfsame.cli.option.Pixel;
import org.selfsame.cli.option.Sigma;
import org.selfsame.cli.option.UsageException;
import org.selfsame.cli.print.InspectReport;
import org.selfsame.cli.print.NumberText;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.job.BatchFile;
import org.selfsame.job.FileName;
import org.selfsame.job.SigmaRange;
import org.selfsame.lab.inspection.InspectionFiles;
import org.selfsame.model.Model;
import org.selfsame.nonlocal.classic.ClassicMethod;
import org.selfsame.quality.NoiseLevel;
import org.selfsame.restore.Inspection;
import org.selfsame.restore.Inspector;
import org.selfsame.restore.Tiling;
import org.selfsame.task.NoiseRange;
import org.selfsame.tensor.Device;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the weights with which a network averages for a pixel. */
@Command(
    name = "inspect",
    header = "Show which pixels a network averages for a given pixel.",
    description = {
      "Writes NAME_inspect.png next to the image NAME.EXT. For an NLRN it shows the pixel's"
          + " neighborhood and the correlation map of each recurrent state, as in Figure 4 of the"
          + " paper; for an RNAN, the attention of the first and last block, and below it the"
          + " mean of each block's mask. NAME_inspect.npy holds the weights, float32 [maps,"
          + " height, width]; a network that folds squares of pixels has one for each square. For"
          + " an RNAN, NAME_inspect_masks.npy holds the masks, float32 [blocks, features, height,"
          + " width]. Colors follow the square root of the weights.",
      "",
      "Give the image that would be restored. For upscaling, first enlarge it with bicubic"
          + " interpolation, unless the network enlarges by itself; for demosaicing, give a"
          + " mosaic of the model's own pattern (GRBG for the shipped one), gray or RGB. A gray"
          + " model sees only the brightness of a color image.",
      "",
      "Exit code: 0 if all went well, 1 if a file failed, 2 for wrong arguments."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame degrade photo.png --noise 25",
      "  selfsame inspect photo_noisy.png --at 120,80 --sigma 25 --clean photo.png",
      "  selfsame inspect photo.jpg --at 120,80 --model deblock -o figures",
      "  selfsame inspect photo_noisy.png --at 120,80 --model my-model.safetensors"
    })
public final class InspectCommand implements Callable<Integer> {
  private static final String PNG = "png";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "IMAGE", description = "The image (png, jpg, tiff, bmp, webp).")
  private Path input;

  @Option(
      names = "--at",
      required = true,
      paramLabel = "X,Y",
      description = "The pixel: column and row, counted from 0.")
  private Pixel pixel;

  @Option(
      names = "--model",
      paramLabel = "ID|FILE",
      description = {
        "A shipped model (selfsame models list), or a weight file or checkpoint of selfsame train.",
        "By default the one that denoises images like this, gray or color."
      })
  private String modelName;

  @Option(
      names = "--sigma",
      defaultValue = "auto",
      paramLabel = "N|auto",
      description = {
        "For models that denoise: standard deviation of the noise, on samples from 0 to 255; auto"
            + " estimates and prints it, and whether to trust it."
      })
  private Sigma sigma;

  @Option(
      names = "--clean",
      paramLabel = "IMAGE",
      description = "The image without noise, to show beside the inspected one.")
  private Path cleanFile;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = {
        "Where the picture goes, with the data beside it: a name ending in .png, or a folder. By"
            + " default next to the image."
      })
  private Path output;

  @Option(names = "--overwrite", description = "Replace existing results.")
  private boolean overwrite;

  @Option(
      names = "--tile",
      defaultValue = "auto",
      paramLabel = "N|auto|none",
      description = {
        "Side in pixels of the area around the pixel that the network sees; auto is as for"
            + " restoring, none the whole image. An RNAN averages over all of it."
      })
  private String tile;

  @Option(
      names = "--device",
      defaultValue = "auto",
      paramLabel = "DEVICE",
      description = "cpu, cuda, cuda:N, or auto: a CUDA device if there is one.")
  private String device;

  @Option(names = "--json", description = "Print a JSON object per map, one per line.")
  private boolean json;

  @Mixin HelpOption help;

  @Override
  public Integer call() throws IOException {
    InspectionFiles files = InspectionFiles.beside(picture());
    Tiling tiling = OptionValue.understood("--tile", tile, Tiling::parse);
    Device where = OptionValue.device(device);
    requireNetwork();
    Picture picture = Picture.read(input);
    Image image = picture.image();
    requireInside(image);
    try (Model model = ModelOptions.load(modelName, "denoise", image.channels(), where)) {
      Inspector inspector = inspector(model, tiling);
      requireFittingSigma(model);
      Optional<Image> clean = readClean(image);
      requireFree(files);
      long start = System.nanoTime();
      InspectReport.Level level = levelOf(picture, model);
      Inspection inspection = inspect(inspector, image, level);
      Files.createDirectories(files.picture().toAbsolutePath().getParent());
      List<Path> written = files.write(inspection, clean);
      if (!InspectionFiles.haveLetters()) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("Java finds no fonts: the picture has no captions and no numbers");
        err.flush();
      }
      double seconds = (System.nanoTime() - start) * 1e-9;
      InspectReport report =
          new InspectReport(
              input, written, pixel.x(), pixel.y(), model, level, inspection, seconds);
      if (json) {
        report.printJson(spec.commandLine().getOut());
      } else {
        report.printText(spec.commandLine().getOut());
      }
    }
    return 0;
  }

  private Inspection inspect(Inspector inspector, Image image, InspectReport.Level level)
      throws IOException {
    try {
      return inspector.inspect(image, pixel.x(), pixel.y(), level.told());
    } catch (IllegalArgumentException e) {
      throw new IOException(input + ": " + e.getMessage(), e);
    }
  }

  /** Where the picture goes. */
  private Path picture() {
    if (input.toString().isEmpty()) {
      throw new UsageException("the image name is empty: expected a file");
    }
    String name = FileName.of(input).stem() + "_inspect." + PNG;
    if (output == null) {
      return input.resolveSibling(name);
    }
    String extension = FileName.of(output).extension();
    if (Files.isDirectory(output) || extension.isEmpty()) {
      return output.resolve(name);
    }
    if (!extension.equals(PNG)) {
      throw new UsageException(
          "-o %s: expected a name ending in .png, or a folder".formatted(output));
    }
    return output;
  }

  private void requireNetwork() {
    if (modelName != null && ClassicMethod.named(modelName).isPresent()) {
      throw new UsageException(
          "--model %s: not a network; give the id or file of an NLRN or RNAN".formatted(modelName));
    }
  }

  private static Inspector inspector(Model model, Tiling tiling) {
    try {
      return new Inspector(model, tiling);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private void requireFittingSigma(Model model) {
    if (sigma.isAuto()) {
      return;
    }
    NoiseRange range =
        model
            .task()
            .noise()
            .orElseThrow(
                () ->
                    new UsageException(
                        "--sigma %s: model %s is for '%s', which has no noise level; leave it out"
                            .formatted(
                                NumberText.level(sigma.value()),
                                model.name(),
                                model.task().description())));
    try {
      SigmaRange.of("model " + model.name(), range).require(sigma.value(), ", or --sigma auto");
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private InspectReport.Level levelOf(Picture noisy, Model model) {
    Optional<NoiseRange> levels = model.task().noise();
    if (levels.isEmpty()) {
      return InspectReport.Level.NONE;
    }
    NoiseRange range = levels.get();
    if (!sigma.isAuto()) {
      return new InspectReport.Level(sigma.value(), Optional.empty(), sigma.value());
    }
    Optional<NoiseLevel> estimate =
        range.lowest() < range.highest() ? Optional.of(NoiseLevel.of(noisy)) : Optional.empty();
    double noise = estimate.map(NoiseLevel::sigma).orElse(range.lowest());
    return new InspectReport.Level(noise, estimate, range.nearest(noise));
  }

  private void requireInside(Image image) {
    if (pixel.x() >= image.width() || pixel.y() >= image.height()) {
      throw new UsageException(
          "--at %d,%d: %s has %dx%d pixels; expected x from 0 to %d, y from 0 to %d"
              .formatted(
                  pixel.x(),
                  pixel.y(),
                  input,
                  image.width(),
                  image.height(),
                  image.width() - 1,
                  image.height() - 1));
    }
  }

  private Optional<Image> readClean(Image image) throws IOException {
    if (cleanFile == null) {
      return Optional.empty();
    }
    Image clean = ImageFiles.read(cleanFile).image();
    if (clean.width() != image.width() || clean.height() != image.height()) {
      throw new IOException(
          "%s has %dx%d pixels, but %s has %dx%d: expected the same image without noise"
              .formatted(
                  cleanFile, clean.width(), clean.height(), input, image.width(), image.height()));
    }
    return Optional.of(clean);
  }

  /** Refuses to overwrite an input, or an earlier result without {@code --overwrite}. */
  private void requireFree(InspectionFiles files) throws IOException {
    for (Path file : List.of(files.picture(), files.weights(), files.masks())) {
      boolean read =
          BatchFile.isSame(file, input) || (cleanFile != null && BatchFile.isSame(file, cleanFile));
      if (read) {
        throw new IOException(
            "%s: the result would overwrite this input; give another name with -o".formatted(file));
      }
      if (Files.exists(file) && !overwrite) {
        throw new IOException(file + ": already exists; use --overwrite to replace it");
      }
    }
  }
}
