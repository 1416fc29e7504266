package org.selfsame.model;

import java.util.List;
import org.selfsame.task.Task;

/**
 * What to know about a shipped model.
 *
 * @param id short name, as given to {@code --model}
 * @param summary its purpose, in a sentence
 * @param file name of the weight file beside the card
 * @param sha256 the hash of the weight file, in hexadecimal
 * @param parameters number of trained weights
 * @param task its task
 * @param imageChannels the channels of the images that its network restores: 1 for gray (luma, if
 *     it enlarges or deblocks) or 3 for red, green and blue
 * @param quality the reason to choose it among the models of its task
 * @param training how it was trained
 * @param results its measurements
 * @param license the license of the weights
 */
public record ModelCard(
    String id,
    String summary,
    String file,
    String sha256,
    long parameters,
    Task task,
    int imageChannels,
    Quality quality,
    Training training,
    List<Result> results,
    String license) {

  /** Returns the card as a JSON object, on one line. */
  public String toJson() {
    return CardJson.write(this);
  }

  /**
   * How a model was trained.
   *
   * @param command the command line
   * @param config the training configuration that reproduces it
   * @param data the images
   * @param seed the seed of all randomness
   * @param steps training steps
   * @param minutes the training time
   * @param hardware the machine
   * @param commit the commit of the sources that trained it
   */
  public record Training(
      String command,
      String config,
      String data,
      long seed,
      long steps,
      double minutes,
      String hardware,
      String commit) {}

  /**
   * One measurement.
   *
   * @param set the image set
   * @param degradation the degradation, in words
   * @param psnr the mean PSNR in dB
   * @param ssim the mean SSIM
   */
  public record Result(String set, String degradation, double psnr, double ssim) {}
}
