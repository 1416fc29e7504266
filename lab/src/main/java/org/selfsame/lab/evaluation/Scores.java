package org.selfsame.lab.evaluation;

/**
 * How near an image is to its reference.
 *
 * @param psnr in dB; infinite if they are equal
 * @param ssim at most 1
 * @param psnrB in dB, of the task deblock, else null
 */
public record Scores(double psnr, double ssim, Double psnrB) {}
