package org.selfsame.model;

import java.util.List;
import org.selfsame.task.Task;

/**
 * What there is to know of a shipped model.
 *
 * @param id short name, as given to {@code --model}
 * @param summary what it is for, in a sentence
 * @param file name of the weight file beside the card
 * @param sha256 of the weight file, in hexadecimal
 * @param parameters number of trained weights
 * @param task what it undoes
 * @param imageChannels of the images that its network restores: 1, which is luma where the task is
 *     to enlarge or to deblock, or 3 for red, green and blue
 * @param quality what it is chosen for among the models of its task
 * @param training how it was made
 * @param results what was measured with it
 * @param license under which the weights may be used
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
   * @param seed of all that is random
   * @param steps training steps
   * @param minutes time trained
   * @param hardware on what
   * @param commit of the sources it was trained by
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
   * @param degradation in words
   * @param psnr mean in dB
   * @param ssim mean
   */
  public record Result(String set, String degradation, double psnr, double ssim) {}
}
