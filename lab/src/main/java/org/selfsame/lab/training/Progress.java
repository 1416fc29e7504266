package org.selfsame.lab.training;

/**
 * How far a training is.
 *
 * @param step steps done
 * @param seconds time trained, in all runs together, with validations and saving checkpoints
 * @param fraction part of the budget that is spent, 0 to 1
 * @param trainPsnr PSNR of the patches since the last report in dB, of samples neither clipped nor
 *     rounded
 * @param gradientNorm mean norm of the gradient before clipping since the last report
 * @param learningRate of the last step
 * @param stepsPerSecond since the last report, without validations and saving checkpoints
 * @param validationPsnr mean over held-out images and noise levels in dB; NaN if not measured now
 */
public record Progress(
    long step,
    double seconds,
    double fraction,
    double trainPsnr,
    double gradientNorm,
    double learningRate,
    double stepsPerSecond,
    double validationPsnr) {

  /** Returns the seconds until the budget is spent at this pace; NaN if unknown. */
  public double secondsLeft() {
    return fraction > 0 ? seconds * (1 - fraction) / fraction : Double.NaN;
  }
}
