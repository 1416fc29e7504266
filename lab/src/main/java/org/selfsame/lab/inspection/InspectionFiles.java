package org.selfsame.lab.inspection;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.image.SampleFormat;
import org.selfsame.network.CorrelationMap;
import org.selfsame.restore.Inspection;

/**
 * The files of an inspection.
 *
 * @param picture a PNG: the pixel's neighborhood and its weights, like NLRN's Figure 4; for an RNAN
 *     also the mean of each block's mask
 * @param weights NumPy's format, float32 {@code [maps, height, width]}: the maps in the order of
 *     their stages, of a network that folds with one number for each square of pixels
 * @param masks NumPy's format, float32 {@code [blocks, features, height, width]}; of an RNAN only
 */
public record InspectionFiles(Path picture, Path weights, Path masks) {
  private static final String PNG = ".png";

  /** Names the data after the picture: {@code NAME.npy} and {@code NAME_masks.npy}. */
  public static InspectionFiles beside(Path picture) {
    String name = picture.getFileName().toString();
    String stem = name.endsWith(PNG) ? name.substring(0, name.length() - PNG.length()) : name;
    return new InspectionFiles(
        picture,
        picture.resolveSibling(stem + ".npy"),
        picture.resolveSibling(stem + "_masks.npy"));
  }

  /** Returns whether the picture has captions and numbers: where there are no fonts it has none. */
  public static boolean haveLetters() {
    return InspectionFigure.LETTERS;
  }

  /**
   * Writes them, replacing existing files; the picture comes last.
   *
   * @param clean the whole image without noise, of the size of the one inspected, to show beside it
   * @return the files that were written: only an RNAN has masks
   * @throws IOException if the folder is missing or may not be written to, or the disk is full
   */
  public List<Path> write(Inspection inspection, Optional<Image> clean) throws IOException {
    List<CorrelationMap> maps = inspection.maps().correlations();
    List<Image> blocks = inspection.maps().masks();
    Image first = maps.get(0).weights();
    NpyFile.write(
        weights,
        maps.stream().map(map -> map.weights().plane(0)).toList(),
        maps.size(),
        first.height(),
        first.width());
    if (blocks.isEmpty()) {
      draw(inspection, clean);
      return List.of(picture, weights);
    }
    Image mask = blocks.get(0);
    List<float[]> planes = new ArrayList<>();
    for (Image block : blocks) {
      for (int c = 0; c < block.channels(); c++) {
        planes.add(block.plane(c));
      }
    }
    NpyFile.write(masks, planes, blocks.size(), mask.channels(), mask.height(), mask.width());
    draw(inspection, clean);
    return Arrays.asList(picture, weights, masks);
  }

  private void draw(Inspection inspection, Optional<Image> clean) throws IOException {
    Image figure = InspectionFigure.of(inspection, clean, haveLetters());
    ImageFiles.write(picture, Picture.of(figure, SampleFormat.UINT8));
  }
}
