package org.selfsame.lab.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Restoration;
import org.selfsame.system.PeakMemory;
import org.selfsame.system.Sha256;

/**
 * Measures restorations on sets of images.
 *
 * <p>An image that cannot be measured is left out, and its row says so. If a folder of results
 * already has a result for the same file, condition and method, it is not measured again.
 */
public final class Evaluation {
  private final ResultFolder folder;

  private Evaluation(ResultFolder folder) {
    this.folder = folder;
  }

  /** Returns an evaluation that keeps nothing. */
  public static Evaluation inMemory() {
    return new Evaluation(null);
  }

  /** Returns an evaluation that keeps its results in a folder. */
  public static Evaluation in(ResultFolder folder) {
    return new Evaluation(folder);
  }

  /**
   * Measures a row.
   *
   * @throws IOException if results cannot be written
   * @throws IllegalArgumentException if the method does not suit the condition
   * @throws CancellationException if the thread is interrupted
   */
  public Row run(Cell cell, EvaluationListener listener) throws IOException {
    cell.refusal()
        .ifPresent(
            refusal -> {
              throw new IllegalArgumentException(refusal);
            });
    Optional<CellResults> kept =
        folder == null ? Optional.empty() : Optional.of(folder.results(cell));
    Restoration restoration = cell.method().restoration(cell.condition(), listener);
    PeakMemory.Since since = PeakMemory.reset();
    List<ImageResult> results = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (Path file : cell.set().files()) {
      String name = cell.set().nameOf(file);
      Measured measured;
      try {
        String sha256 = sha256(cell.set(), file);
        Optional<ImageResult> known = kept.flatMap(k -> k.find(name, sha256));
        measured =
            known.isPresent()
                ? new Measured(known.get(), null)
                : measure(cell, file, sha256, restoration);
      } catch (CancellationException e) {
        throw e;
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        failed.add(name);
        listener.failed(cell, file, e);
        continue;
      }
      if (measured.images != null && kept.isPresent()) {
        // A failed write ends the evaluation: later ones would fail, too.
        folder.images().write(cell, name, measured.images);
        kept.get().add(measured.result, peak(since));
      }
      results.add(measured.result);
      listener.measured(cell, measured.result, measured.images == null);
    }
    return new Row(cell, results, failed, kept.isPresent() ? kept.get().peakBytes() : peak(since));
  }

  /**
   * The measurement of an image.
   *
   * @param images the images involved; null if an earlier run measured it
   */
  private record Measured(ImageResult result, ResultImages.Images images) {}

  private static Measured measure(Cell cell, Path file, String sha256, Restoration restoration)
      throws IOException {
    Pair pair = cell.set().isPaired() ? taken(cell, file) : made(cell, file);
    long start = System.nanoTime();
    Image restored = restoration.restore(pair.degraded);
    double seconds = (System.nanoTime() - start) / 1e9;
    Scores scores = cell.condition().compare(restored, pair.reference, cell.method().isIdentity());
    ImageResult result =
        new ImageResult(
            cell.set().nameOf(file),
            sha256,
            restored.width(),
            restored.height(),
            restored.channels(),
            scores,
            seconds);
    return new Measured(result, new ResultImages.Images(pair.reference, pair.degraded, restored));
  }

  /** What is restored, and what the result is compared with. */
  private record Pair(Image degraded, Image reference) {}

  private static Pair made(Cell cell, Path file) throws IOException {
    Condition condition = cell.condition();
    String name = file.getFileName().toString();
    Image clean = condition.clean(ImageFiles.read(file).image());
    return new Pair(
        condition.degradation().degrade(clean, name),
        condition.degradation().reference(clean, name));
  }

  private static Pair taken(Cell cell, Path file) throws IOException {
    Path partner = cell.set().clean().get(file);
    Image noisy = ImageFiles.read(file).image();
    Image clean = cell.condition().clean(ImageFiles.read(partner).image());
    if (!size(noisy).equals(size(clean))) {
      throw new IllegalArgumentException(
          "noisy image of %s, clean image %s of %s: expected the same size, pixel for pixel;"
                  .formatted(size(noisy), partner.getFileName(), size(clean))
              + " crop them alike, or move the pair away");
    }
    return new Pair(noisy, clean);
  }

  private static String size(Image image) {
    return "%dx%d pixels and %s"
        .formatted(
            image.width(),
            image.height(),
            image.channels() == 1 ? "1 channel" : image.channels() + " channels");
  }

  /** Returns what changes with a file or its partner. */
  private static String sha256(ImageSet set, Path file) throws IOException {
    String hash = Sha256.of(file);
    return set.isPaired()
        ? Sha256.of((hash + Sha256.of(set.clean().get(file))).getBytes(UTF_8))
        : hash;
  }

  /**
   * Returns the peak for this row; the peak since the process started may belong to an earlier row.
   */
  private static Optional<Long> peak(PeakMemory.Since since) {
    return since == PeakMemory.Since.RESET
        ? PeakMemory.read(since).map(PeakMemory::bytes)
        : Optional.empty();
  }
}
