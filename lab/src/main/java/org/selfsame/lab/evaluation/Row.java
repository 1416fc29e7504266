package org.selfsame.lab.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.selfsame.task.Channels;

/**
 * The measurements of a cell: the results of its images, and their means.
 *
 * @param images the images that could be measured, in the order of the set
 * @param failed the names of images that could not
 * @param peakBytes the peak memory of the process during the measurement, if the system reports it
 */
public record Row(
    Cell cell, List<ImageResult> images, List<String> failed, Optional<Long> peakBytes) {
  /** Copies the lists. */
  public Row {
    images = List.copyOf(images);
    failed = List.copyOf(failed);
  }

  /** Returns how many images the set has. */
  public int total() {
    return images.size() + failed.size();
  }

  /**
   * Returns the mean PSNR over images, in dB. A single image without any error would make it
   * infinite, so such images ({@link #exact}) are left out, unless all are.
   */
  public double psnr() {
    return finiteMean(image -> image.scores().psnr()).orElse(Double.NaN);
  }

  /**
   * Returns the mean PSNR-B over images, computed like {@link #psnr}; empty if it is not measured.
   */
  public OptionalDouble psnrB() {
    return images.stream().anyMatch(image -> image.scores().psnrB() == null)
        ? OptionalDouble.empty()
        : finiteMean(image -> image.scores().psnrB());
  }

  /** Returns the mean SSIM over images. */
  public double ssim() {
    return images.stream().mapToDouble(image -> image.scores().ssim()).average().orElse(Double.NaN);
  }

  /** Returns how many images were restored without any error. */
  public long exact() {
    return images.stream().filter(image -> Double.isInfinite(image.scores().psnr())).count();
  }

  private OptionalDouble finiteMean(ToDoubleFunction<ImageResult> score) {
    OptionalDouble finite = images.stream().mapToDouble(score).filter(Double::isFinite).average();
    return finite.isPresent() ? finite : images.stream().mapToDouble(score).max();
  }

  /** Returns the mean time per image. */
  public double secondsPerImage() {
    return images.stream().mapToDouble(ImageResult::seconds).average().orElse(Double.NaN);
  }

  /** Returns the time per million pixels of the result. */
  public double secondsPerMegapixel() {
    double seconds = images.stream().mapToDouble(ImageResult::seconds).sum();
    return 1e6 * seconds / images.stream().mapToLong(ImageResult::pixels).sum();
  }

  /**
   * Returns the kind of images that were compared: {@code gray}, {@code rgb}, {@code y} for luma,
   * or {@code mixed} if some are gray and some are not.
   */
  public String channels() {
    if (cell.condition().task().kind().channels() == Channels.LUMA) {
      return "y";
    }
    List<Integer> counts = images.stream().map(ImageResult::channels).distinct().toList();
    if (counts.size() > 1) {
      return "mixed";
    }
    return counts.equals(List.of(3)) ? "rgb" : "gray";
  }
}
