package org.selfsame.lab.evaluation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A page to look through the images of an evaluation: two of them at once, with a slider between,
 * and zoom and place kept from one to the next. It needs nothing but the folder it is in.
 */
public final class GalleryPage {
  private static final String TEMPLATE = "gallery.html";
  private static final String PLACE = "/*IMAGES*/[]";

  private GalleryPage() {}

  /** Returns the page of the images of rows, to be written beside the folder {@code images}. */
  public static String of(List<Row> rows) {
    Map<String, Map<String, Object>> entries = new LinkedHashMap<>();
    Map<String, List<Map<String, Object>>> layers = new LinkedHashMap<>();
    for (Row row : rows) {
      Cell cell = row.cell();
      for (ImageResult image : row.images()) {
        String place = ResultImages.placeOf(cell, image.image());
        entries.computeIfAbsent(
            place,
            key -> {
              Condition condition = cell.condition();
              Map<String, Object> entry = new LinkedHashMap<>();
              entry.put(
                  "title",
                  "%s %s · %s · %s"
                      .formatted(
                          condition.task().name(),
                          condition.level(),
                          cell.set().name(),
                          image.image()));
              List<Map<String, Object>> ofEntry = new ArrayList<>();
              ofEntry.add(layer("clean", "", "images/" + place + "/clean.png"));
              ofEntry.add(layer("degraded", "", "images/" + place + "/degraded.png"));
              layers.put(place, ofEntry);
              entry.put("layers", ofEntry);
              return entry;
            });
        String file = "images/" + place + "/" + ResultFolder.fileName(cell.method().label());
        String scores =
            "%s dB, SSIM %s"
                .formatted(
                    ResultTables.decibels(image.scores().psnr()),
                    ResultTables.rounded(image.scores().ssim(), 4));
        layers.get(place).add(layer(cell.method().label(), scores, file + ".png"));
        layers.get(place).add(layer(cell.method().label() + ", errors", "", file + "_error.png"));
      }
    }
    String json = ResultJson.compact(List.copyOf(entries.values()));
    return template().replace(PLACE, json.replace("<", "\\u003c")); // it stands in a script
  }

  private static Map<String, Object> layer(String name, String scores, String file) {
    return Map.of("name", name, "scores", scores, "file", file);
  }

  private static String template() {
    try (InputStream in = GalleryPage.class.getResourceAsStream(TEMPLATE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
