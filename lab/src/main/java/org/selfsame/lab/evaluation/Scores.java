package org.selfsame.lab.evaluation;

/**
 * How close an image is to its reference.
 *
 * @param psnr the PSNR in dB; infinite if the images are equal
 * @param ssim the SSIM, at most 1
 * @param psnrB the PSNR-B in dB for the task deblock; otherwise null
 */
public record Scores(double psnr, double ssim, Double psnrB) {}
