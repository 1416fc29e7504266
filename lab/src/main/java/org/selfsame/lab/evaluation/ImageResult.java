package org.selfsame.lab.evaluation;

/**
 * The measurement of an image.
 *
 * @param image its path in the set
 * @param sha256 the hash of the file; for a pair, that of both files' hashes
 * @param width the width of the restored image
 * @param height the height of the restored image
 * @param channels the channels of the restored image
 * @param scores the scores of the restored image
 * @param seconds the time that restoring took
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
