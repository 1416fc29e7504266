package org.selfsame.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.selfsame.cli.TextTable.Align;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Restoration;
import org.selfsame.lab.data.ImageFolder;
import org.selfsame.lab.evaluation.DenoisingEvaluation;
import org.selfsame.lab.evaluation.DenoisingEvaluation.Result;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Measures how well a model denoises. */
@Command(
    name = "evaluate",
    header = "Measure how well a model denoises.",
    description = {
      "Adds noise to the clean images of each folder, removes it again, and prints a row of means"
          + " for each folder and noise level: PSNR in dB of the noisy and of the restored images,"
          + " SSIM, and the seconds that restoring took in all.",
      "",
      "PSNR and SSIM are those of 8-bit images. The noise is the same each time for the same seed"
          + " and names of the images. Colour images are measured in colour unless --gray is given."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame evaluate data/Set12 data/BSD68",
      "  selfsame evaluate data/CBSD68 --gray --sigma 25 --model my-model.safetensors",
      "  selfsame evaluate data/Set12 --noise 8bit --sigma 10,30,50 --json",
      "  selfsame evaluate data/Set12 --protocol overlapped    as NLRN's authors measure"
    })
final class EvaluateCommand implements Callable<Integer> {
  private static final List<Align> ALIGNS =
      List.of(
          Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT);
  private static final List<String> TITLES =
      List.of("SET", "SIGMA", "IMAGES", "NOISY PSNR", "PSNR", "SSIM", "SECONDS");

  @Parameters(
      arity = "1..*",
      paramLabel = "FOLDER",
      description = "Folders of clean images; the folders in them are searched too.")
  private List<Path> folders;

  @Option(
      names = "--sigma",
      split = ",",
      defaultValue = "15,25,50",
      paramLabel = "N",
      description = "Noise levels, for samples from 0 to 255 (default: ${DEFAULT-VALUE}).")
  private List<Double> sigmas;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Chooses the noise, a whole number (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--noise",
      defaultValue = "float",
      converter = FormConverter.class,
      paramLabel = "FORM",
      description =
          "float: the noise as it is; 8bit: clipped and rounded, as a file has it (default:"
              + " ${DEFAULT-VALUE}).")
  private GaussianNoise.Form form;

  @Option(names = "--gray", description = "Convert colour images to gray first.")
  private boolean gray;

  @Mixin private ModelOptions models;

  @Option(names = "--json", description = "Print each row as a JSON object, on a line.")
  private boolean json;

  @Mixin HelpOption help;

  @Spec private CommandSpec spec;

  private boolean failed;

  @Override
  public Integer call() throws IOException {
    try (Denoiser denoiser = models.loadDenoiser()) {
      for (double sigma : sigmas) {
        denoiser.range().require(sigma, "");
      }
      Rows rows = json ? new JsonRows(denoiser) : new TableRows(denoiser);
      try (Progress progress = Progress.onTerminal(spec.name(), countImages())) {
        for (Path folder : folders) {
          measure(folder, denoiser, rows, progress);
        }
      }
    }
    return failed ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  /** Measures a folder; if that fails, others still are. */
  private void measure(Path folder, Denoiser denoiser, Rows rows, Progress progress) {
    try {
      for (double sigma : sigmas) {
        var evaluation = new DenoisingEvaluation(new GaussianNoise(sigma, seed, form), gray);
        Restoration restoration =
            denoiser.at(sigma, (done, total) -> progress.advance((double) done / total));
        Result result = evaluation.run(folder, restoration, image -> progress.next());
        progress.above(() -> rows.print(sigma, result));
      }
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      failed = true;
      String message = Failures.messageOf(e);
      String placed = Failures.isPlaced(message, folder) ? message : folder + ": " + message;
      progress.above(() -> Failures.print(e, placed, spec.commandLine()));
    }
  }

  /** Counts what there is to measure, for the progress line. */
  private int countImages() {
    int images = 0;
    for (Path folder : folders) {
      try {
        images += ImageFolder.list(folder).size() * sigmas.size();
      } catch (IOException e) {
        // Measuring this folder fails the same way, and that is where it is reported.
      }
    }
    return images;
  }

  /** Prints what was measured as soon as it is known. */
  private interface Rows {
    void print(double sigma, Result result);
  }

  private final class TableRows implements Rows {
    private final PrintWriter out = spec.commandLine().getOut();
    private final TextTable table;

    TableRows(Denoiser denoiser) {
      // The rows are printed as they come: what they may hold decides about the columns.
      List<List<String>> widest = new ArrayList<>(List.of(TITLES));
      for (Path folder : folders) {
        String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        widest.add(List.of(name, "12.5", "10000", "20.17", "30.44", "0.9000", "10000.0"));
      }
      table = new TextTable(ALIGNS, widest);
      out.printf(
          "model %s, %s, %s, %s; %s noise, seed %d%n",
          denoiser.model().name(),
          denoiser.device(),
          denoiser.options().precision(),
          denoiser.options().protocol(),
          FormConverter.nameOf(form),
          seed);
      out.println(table.line(TITLES));
      out.flush();
    }

    @Override
    public void print(double sigma, Result result) {
      out.println(
          table.line(
              List.of(
                  result.name(),
                  Sigma.format(sigma),
                  Integer.toString(result.images()),
                  String.format(Locale.ROOT, "%.2f", result.noisyPsnr()),
                  String.format(Locale.ROOT, "%.2f", result.psnr()),
                  String.format(Locale.ROOT, "%.4f", result.ssim()),
                  String.format(Locale.ROOT, "%.1f", result.seconds()))));
      out.flush();
    }
  }

  private final class JsonRows implements Rows {
    private final Denoiser denoiser;

    JsonRows(Denoiser denoiser) {
      this.denoiser = denoiser;
    }

    @Override
    public void print(double sigma, Result result) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("set", result.name());
      facts.put("sigma", sigma);
      facts.put("noise", FormConverter.nameOf(form));
      facts.put("seed", seed);
      facts.put("images", result.images());
      facts.put("noisyPsnr", result.noisyPsnr());
      facts.put("psnr", result.psnr());
      facts.put("ssim", result.ssim());
      facts.put("seconds", result.seconds());
      facts.putAll(denoiser.facts());
      JsonLine.print(facts, spec.commandLine().getOut());
    }
  }

  /** Understands the values of {@code --noise}. */
  static final class FormConverter implements ITypeConverter<GaussianNoise.Form> {
    @Override
    public GaussianNoise.Form convert(String value) {
      for (GaussianNoise.Form form : GaussianNoise.Form.values()) {
        if (nameOf(form).equals(value)) {
          return form;
        }
      }
      throw new TypeConversionException(
          "'%s' is no form of noise; expected float or 8bit".formatted(value));
    }

    static String nameOf(GaussianNoise.Form form) {
      return switch (form) {
        case FLOAT -> "float";
        case EIGHT_BIT -> "8bit";
      };
    }
  }
}
