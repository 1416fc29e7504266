package org.selfsame.lab.evaluation;

/**
 * The measurement of an image.
 *
 * @param image its path in the set
 * @param sha256 of the file, or of those of both files of a pair
 * @param width of the restored image
 * @param height of the restored image
 * @param channels of the restored image
 * @param scores of the restored image
 * @param seconds that restoring took
 */
public record ImageResult(
    String image,
    String sha256,
    int width,
    int height,
    int channels,
    Scores scores,
    double seconds) {
  long pixels() {
    return (long) width * height;
  }
}
