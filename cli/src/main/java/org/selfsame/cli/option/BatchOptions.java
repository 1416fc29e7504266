package org.selfsame.cli.option;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.selfsame.cli.print.BatchPrinter;
import org.selfsame.cli.print.ProgressLine;
import org.selfsame.image.FileFormat;
import org.selfsame.job.Batch;
import org.selfsame.job.Batch.Existing;
import org.selfsame.job.BatchFile;
import org.selfsame.job.FileAction;
import org.selfsame.job.ImageSearch;
import org.selfsame.job.OutputNames;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The arguments shared by the commands that turn each image into another. */
public final class BatchOptions {
  private static final int MOST_NAMES = 3;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "IN",
      description = "Images, and folders of images (png, jpg, tiff, bmp, webp).")
  private List<Path> inputs;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = {
        "Where results go: a file for one image, or a folder, where they keep their names.",
        "By default next to the images."
      })
  private Path output;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Format to write: png, jpg or tiff. By default the input's.")
  private FileFormat format;

  @Option(names = "--recursive", description = "Include images in subfolders.")
  private boolean recursive;

  @Option(
      names = "--overwrite",
      description = {
        "Replace existing results. Without -o, files that merely have a result's name are kept."
      })
  private boolean overwrite;

  @Option(names = "--skip-existing", description = "Skip images whose results exist.")
  private boolean skipExisting;

  @Option(names = "--json", description = "Print a JSON object per image, one per line.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print only failures.")
  private boolean quiet;

  /**
   * Processes the images.
   *
   * @param suffix of a result's name when written next to its input, such as {@code _denoised}
   * @return the exit code
   * @throws UsageException if the arguments contradict each other
   */
  public int run(String suffix, FileAction action) {
    for (Path input : inputs) {
      if (input.toString().isEmpty()) {
        throw new UsageException("an input is empty: expected a file or a folder");
      }
    }
    OutputNames names = names(suffix);
    ImageSearch.Found found = new ImageSearch(inputs, recursive, names.folder(), suffix).find();
    CommandLine line = spec.commandLine();
    List<BatchFile> files =
        found.images().stream().map(image -> new BatchFile(image.file(), names.of(image))).toList();
    Batch batch = new Batch(files, existing());
    BatchPrinter printer = printer(line, files.size());
    try (printer) {
      printer.failed(found.failures());
      batch.run(action, printer);
    }
    boolean allDone = printer.finish();
    if (!quiet) {
      tellOf("named like results of this command", found.earlierResults(), line.getErr());
      tellOf("of kinds that are not read", found.unread(), line.getErr());
    }
    return allDone ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private OutputNames names(String suffix) {
    try {
      return OutputNames.of(
          inputs, Optional.ofNullable(output), Optional.ofNullable(format), suffix);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          e.getMessage()
              .replaceFirst("^output ", "-o ")
              .replaceFirst(" and format (?=\\w+ ask)", " and --format "));
    }
  }

  private static void tellOf(String reason, List<Path> files, PrintWriter err) {
    if (!files.isEmpty()) {
      String some =
          files.stream().limit(MOST_NAMES).map(Path::toString).collect(Collectors.joining(", "));
      int more = files.size() - MOST_NAMES;
      err.printf(
          "Left out %d %s, %s: %s%s%n",
          files.size(),
          files.size() == 1 ? "file" : "files",
          reason,
          some,
          more > 0 ? " and " + more + " more" : "");
      err.flush();
    }
  }

  private BatchPrinter printer(CommandLine line, int files) {
    ProgressLine progress =
        quiet ? ProgressLine.NONE : ProgressLine.onTerminal(spec.name(), files, "files");
    if (json) {
      return BatchPrinter.json(line, line.getOut(), progress);
    }
    PrintWriter out = quiet ? new PrintWriter(Writer.nullWriter()) : line.getOut();
    return BatchPrinter.text(line, out, progress);
  }

  private Existing existing() {
    if (overwrite && skipExisting) {
      throw new UsageException("--overwrite and --skip-existing: give only one of them");
    } else if (overwrite) {
      return output == null ? Existing.OVERWRITE_RESULTS : Existing.OVERWRITE;
    }
    return skipExisting ? Existing.SKIP : Existing.FAIL;
  }
}
