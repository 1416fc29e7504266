package org.selfsame.image;

import javax.imageio.plugins.jpeg.JPEGQTable;

/**
 * The quantization tables of a JPEG of some quality: the examples of ITU T.81, annex K, scaled as
 * {@code jpeg_set_quality} of the Independent JPEG Group's library does. Java's own scale divides
 * without rounding and gives other tables for most qualities below 50.
 *
 * @param luminance for gray and luma
 * @param chrominance for the color differences
 */
record JpegTables(JPEGQTable luminance, JPEGQTable chrominance) {
  /**
   * Returns the tables of a quality.
   *
   * @param quality 1 to 100
   */
  static JpegTables of(int quality) {
    int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    return new JpegTables(
        scaled(JPEGQTable.K1Luminance, percent), scaled(JPEGQTable.K2Chrominance, percent));
  }

  private static JPEGQTable scaled(JPEGQTable example, int percent) {
    int[] table = example.getTable();
    for (int i = 0; i < table.length; i++) {
      // A baseline file has 8 bits for each.
      table[i] = Math.max(1, Math.min(255, (table[i] * percent + 50) / 100));
    }
    return new JPEGQTable(table);
  }
}
