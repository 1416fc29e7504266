package org.selfsame.cli.option;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.selfsame.cli.print.BatchPrinter;
import org.selfsame.cli.print.ProgressLine;
import org.selfsame.image.FileFormat;
import org.selfsame.image.Picture;
import org.selfsame.image.WriteOptions;
import org.selfsame.job.Batch;
import org.selfsame.job.Batch.Existing;
import org.selfsame.job.BatchFile;
import org.selfsame.job.ComparisonPage;
import org.selfsame.job.FileAction;
import org.selfsame.job.FolderWatch;
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
      description =
          "Images, and folders of images (png, jpg, tiff, bmp, webp); - is standard input.")
  private List<Path> inputs;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = {
        "Where results go: a file for one image, or a folder, where they keep their names.",
        "By default next to the images. - is standard output."
      })
  private Path output;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Format to write: png, jpg or tiff. By default the input's.")
  private FileFormat format;

  @Option(
      names = "--output-quality",
      paramLabel = "N",
      description = "Quality of JPEG files that are written, from 1 to 100 (default: 95).")
  private Integer outputQuality;

  @Option(
      names = "--strip",
      description = {
        "Write no metadata: no EXIF, XMP, IPTC, texts or resolution. What says how colors are meant"
            + " stays, such as the color profile; pixels are turned upright."
      })
  private boolean strip;

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

  @Option(
      names = "--compare",
      description = {
        "Also write a page that shows the images before and after, with a slider between them: one"
            + " HTML file beside the result, or comparison.html for several."
      })
  private boolean compare;

  @Option(
      names = "--watch",
      description = {
        "Go on with images that arrive in the folders, each once it is complete, until Ctrl-C. Those"
            + " whose results exist are skipped."
      })
  private boolean watch;

  @Option(names = "--json", description = "Print a JSON object per image, one per line.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print only failures.")
  private boolean quiet;

  private BatchPrinter printer;

  /** While images are processed that are to be compared. */
  private ComparisonPage page;

  /** Processes the images; see {@link #run(String, String, FileAction)}. */
  public int run(String suffix, FileAction action) {
    return run("", suffix, action);
  }

  /**
   * Processes the images.
   *
   * @param kind what is put before the suffix, if the results are of a kind that is not looked for
   * @param suffix of a result's name when written next to its input, such as {@code _denoised}
   * @return the exit code
   * @throws UsageException if the arguments contradict each other
   */
  public int run(String kind, String suffix, FileAction action) {
    for (Path input : inputs) {
      if (input.toString().isEmpty()) {
        throw new UsageException("an input is empty: expected a file or a folder");
      }
    }
    requireQuality();
    try (PipedFiles piped = PipedFiles.of(inputs, System.in)) {
      return watch ? watch(kind, suffix, action, piped) : run(kind, suffix, action, piped);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int run(String kind, String suffix, FileAction action, PipedFiles piped)
      throws IOException {
    Optional<Path> standardOutput = standardOutput(piped);
    OutputNames names =
        names(piped.inputs(), standardOutput.or(() -> Optional.ofNullable(output)), kind + suffix);
    ImageSearch.Found found =
        new ImageSearch(piped.inputs(), recursive, names.folder(), suffix).find();
    CommandLine line = spec.commandLine();
    tellOf("that may not be read", found.closed(), line.getErr());
    List<BatchFile> files =
        found.images().stream().map(image -> new BatchFile(image.file(), names.of(image))).toList();
    Batch batch = new Batch(files, existing());
    try (BatchPrinter opened = printer(line, files.size(), standardOutput.isPresent(), piped);
        ComparisonPage shown = compare ? page(files) : null) {
      printer = opened;
      page = shown;
      printer.failed(found.failures());
      batch.run(action, printer);
    }
    boolean done = printer.finish();
    if (standardOutput.isPresent() && Files.exists(standardOutput.get())) {
      Files.copy(standardOutput.get(), System.out);
      if (System.out.checkError()) {
        throw new IOException("standard output: cannot be written to; is its reader still there?");
      }
    }
    if (!quiet) {
      tellOf("named like results of this command", found.earlierResults(), line.getErr());
      tellOf("of kinds that are not read", found.unread(), line.getErr());
    }
    return done ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private ComparisonPage page(List<BatchFile> files) throws IOException {
    if (files.isEmpty()) {
      return null;
    }
    Path result = files.get(0).output().toAbsolutePath();
    String own = result.getFileName().toString().replaceFirst("\\.[^.]*$", "") + ".html";
    Path file = result.resolveSibling(files.size() == 1 ? own : "comparison.html");
    if (Files.exists(file) && !overwrite) {
      throw new UsageException(
          "--compare: %s exists; give --overwrite to replace it".formatted(file));
    }
    Files.createDirectories(file.getParent());
    return new ComparisonPage(file);
  }

  /**
   * Returns a result that is also shown on the page that {@code --compare} asks for, if it does.
   */
  public FileAction.Processed compared(
      FileAction.Processed processed, Path input, Picture before, Picture after) {
    return compare
        ? processed.then(
            before,
            () ->
                page.add(input.getFileName().toString(), processed.result().note(), before, after))
        : processed;
  }

  /** Works until Ctrl-C. */
  private int watch(String kind, String suffix, FileAction action, PipedFiles piped)
      throws IOException {
    for (Path input : inputs) {
      if (!Files.isDirectory(input)) {
        throw new UsageException("--watch: %s is not a folder".formatted(input));
      }
    }
    if (compare) {
      throw new UsageException("--compare: a watch has no end; leave out one of them");
    }
    CommandLine line = spec.commandLine();
    if (!quiet) {
      line.getErr()
          .printf("Watching %s; Ctrl-C ends it.%n", inputs.size() == 1 ? inputs.get(0) : inputs);
      line.getErr().flush();
    }
    OutputNames names = names(inputs, Optional.ofNullable(output), kind + suffix);
    ImageSearch search = new ImageSearch(inputs, recursive, names.folder(), suffix);
    Thread watching = Thread.currentThread();
    try (BatchPrinter opened = printer(line, 0, false, piped);
        ExitWait exit = new ExitWait()) {
      printer = opened;
      exit.onExit(watching::interrupt);
      new FolderWatch(search, names, overwrite ? Existing.OVERWRITE : Existing.SKIP)
          .run(action, printer);
      return printer.finish() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  /**
   * Returns how a result is to be written.
   *
   * @throws IOException if the name is not that of a format that can be written
   */
  public WriteOptions writing(Path output) throws IOException {
    WriteOptions options = WriteOptions.forFile(output).withStrip(strip);
    return outputQuality == null ? options : options.withJpegQuality(outputQuality);
  }

  /** Returns whether {@code --output-quality} was given. */
  public boolean hasOutputQuality() {
    return outputQuality != null;
  }

  private void requireQuality() {
    if (outputQuality == null) {
      return;
    }
    if (outputQuality < 1 || outputQuality > 100) {
      throw new UsageException("--output-quality %d: expected 1 to 100".formatted(outputQuality));
    }
    Optional<FileFormat> written =
        Optional.ofNullable(format)
            .or(() -> Optional.ofNullable(output).flatMap(FileFormat::ofFile));
    if (written.isPresent() && written.get() != FileFormat.JPEG) {
      throw new UsageException(
          "--output-quality %d: only JPEG files have a quality, and these are %s; leave it out"
              .formatted(outputQuality, written.get()));
    }
  }

  /** Prints something about the work that begins, unless the user wants to see failures only. */
  public void remark(String text) {
    if (!quiet) {
      printer.remark(text);
    }
  }

  /** Returns the file whose content goes to standard output, if the result does. */
  private Optional<Path> standardOutput(PipedFiles piped) throws IOException {
    boolean asked = PipedFiles.STANDARD.equals(output);
    if (!asked && (output != null || !inputs.equals(List.of(PipedFiles.STANDARD)))) {
      if (output == null && piped.firstPipe().isPresent()) {
        throw new UsageException(
            piped.firstPipe().get()
                + ": there is no folder beside it for the result; give -o, where - is standard"
                + " output");
      }
      return Optional.empty();
    }
    Path input = piped.inputs().get(0);
    if (inputs.size() > 1 || Files.isDirectory(input)) {
      throw new UsageException("-o -: standard output takes one image; give a folder");
    }
    return Optional.of(
        piped.result(
            Optional.ofNullable(format).or(() -> FileFormat.ofFile(input)).orElse(FileFormat.PNG)));
  }

  private OutputNames names(List<Path> from, Optional<Path> to, String suffix) {
    try {
      return OutputNames.of(from, to, Optional.ofNullable(format), suffix);
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

  private BatchPrinter printer(CommandLine line, int files, boolean outTaken, PipedFiles piped) {
    ProgressLine progress =
        quiet ? ProgressLine.NONE : ProgressLine.start(line.getCommandName(), files, "files");
    PrintWriter out = outTaken ? line.getErr() : line.getOut();
    if (json) {
      return BatchPrinter.json(line, out, progress, piped::shown);
    }
    PrintWriter text = quiet ? new PrintWriter(Writer.nullWriter()) : out;
    return BatchPrinter.text(line, text, progress, piped::shown);
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
