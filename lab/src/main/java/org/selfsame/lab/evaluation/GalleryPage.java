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
 * A page to browse the images of an evaluation: two at a time, with a slider between them; zoom and
 * position stay from one pair to the next. It needs only the folder it is in.
 */
public final class GalleryPage {
  private static final String TEMPLATE = "gallery.html";
  private static final String PLACE = "/*IMAGES*/[]";

  private GalleryPage() {}

  /** Returns the page for the images of rows; write it beside the folder {@code images}. */
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
        String file = "images/" + place + "/" + ResultImages.fileName(cell.method().label());
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
