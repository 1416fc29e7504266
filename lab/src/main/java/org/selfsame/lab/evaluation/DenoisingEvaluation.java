package org.selfsame.lab.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Luminance;
import org.selfsame.image.Restoration;
import org.selfsame.image.SampleFormat;
import org.selfsame.lab.data.ImageFolder;
import org.selfsame.quality.Psnr;
import org.selfsame.quality.Ssim;

/**
 * Measures how well Gaussian noise is removed from the images of a folder.
 *
 * @param noise what is added to each image, by its file name
 * @param gray whether colour images are converted to gray first, rounded to 8 bits as the published
 *     gray sets are
 */
public record DenoisingEvaluation(GaussianNoise noise, boolean gray) {

  /**
   * What was measured.
   *
   * @param name the image's file, or the set's folder
   * @param images how many
   * @param noisyPsnr before, in dB; mean over images
   * @param psnr after, in dB; mean over images
   * @param ssim after; mean over images
   * @param seconds restoring took, in all
   */
  public record Result(
      String name, int images, double noisyPsnr, double psnr, double ssim, double seconds) {}

  /**
   * Measures a folder.
   *
   * @param listener told each image's result
   * @throws IOException if there is no such folder, or an image cannot be read
   * @throws IllegalArgumentException if the folder holds no image, or one that the restoration does
   *     not take, or that is smaller than the 11x11 pixels that SSIM is of
   */
  public Result run(Path folder, Restoration restoration, Consumer<Result> listener)
      throws IOException {
    List<Path> files = ImageFolder.list(folder);
    if (files.isEmpty()) {
      throw new IllegalArgumentException(folder + " holds no image: expected a folder of images");
    }
    double noisyPsnr = 0;
    double psnr = 0;
    double ssim = 0;
    double seconds = 0;
    for (Path file : files) {
      Result result;
      try {
        result = measure(file, restoration);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
      }
      listener.accept(result);
      noisyPsnr += result.noisyPsnr / files.size();
      psnr += result.psnr / files.size();
      ssim += result.ssim / files.size();
      seconds += result.seconds;
    }
    return new Result(nameOf(folder), files.size(), noisyPsnr, psnr, ssim, seconds);
  }

  private static String nameOf(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? folder.toString() : name.toString(); // a root has none
  }

  private Result measure(Path file, Restoration restoration) throws IOException {
    Image clean = ImageFiles.read(file).image();
    if (gray && clean.channels() == 3) {
      clean = SampleFormat.UINT8.round(Luminance.gray(clean));
    }
    String name = file.getFileName().toString();
    Image noisy = noise.degrade(clean, name);
    long start = System.nanoTime();
    Image restored = restoration.restore(noisy);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Result(
        name,
        1,
        Psnr.of(noisy, clean),
        Psnr.of(restored, clean),
        Ssim.of(restored, clean),
        seconds);
  }
}
