package org.selfsame.lab.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Rows as text: Markdown for people, CSV with one line per image, JSON for programs.
 *
 * @param command the command that measures them
 */
public record ResultTables(List<Row> rows, String command) {
  /** Copies the rows. */
  public ResultTables {
    rows = List.copyOf(rows);
  }

  /** Formats a number of decibels; {@code inf} for images without any error. */
  public static String decibels(double psnr) {
    return Double.isInfinite(psnr) ? "inf" : rounded(psnr, 2);
  }

  /** Formats a number with a number of decimals; a dash for NaN. */
  public static String rounded(double number, int decimals) {
    return Double.isNaN(number) ? "-" : String.format(Locale.ROOT, "%." + decimals + "f", number);
  }

  /** Returns a table for each condition, with a description and the command. */
  public String markdown() {
    Map<String, List<Row>> byCondition = new LinkedHashMap<>();
    for (Row row : rows) {
      Condition condition = row.cell().condition();
      String title =
          "%s, %s %s"
              .formatted(
                  condition.task().name(), condition.task().kind().levelName(), condition.level());
      byCondition
          .computeIfAbsent(
              "## " + title + "\n\n" + condition.description() + ".\n", key -> new ArrayList<>())
          .add(row);
    }
    StringBuilder text =
        new StringBuilder(
            """
            # Results

            Measured by

            ```
            %s
            ```

            PSNR (dB) and SSIM are means over the images of a set. Rows in italics are the papers' own
            figures for the same set and level. Seconds are those of an image, reading, degrading and
            measuring left out; memory is the most that the process held.
            """
                .formatted(command));
    byCondition.forEach(
        (heading, ofCondition) -> text.append('\n').append(heading).append(table(ofCondition)));
    return text.toString();
  }

  private static String table(List<Row> rows) {
    boolean withPsnrB = rows.stream().anyMatch(row -> row.psnrB().isPresent());
    StringBuilder text = new StringBuilder("\n| set | images | method | weights | PSNR | SSIM |");
    text.append(withPsnrB ? " PSNR-B |" : "").append(" s | s/Mpixel | memory |\n");
    text.append("|---|---|---|---|---|---|").append(withPsnrB ? "---|" : "");
    text.append("---|---|---|\n");
    Map<String, List<Row>> bySet = new LinkedHashMap<>();
    for (Row row : rows) {
      bySet.computeIfAbsent(row.cell().set().name(), set -> new ArrayList<>()).add(row);
    }
    for (List<Row> ofSet : bySet.values()) {
      ofSet.forEach(row -> text.append(line(cells(row, withPsnrB))));
      Row like = ofSet.get(0);
      PublishedFigures.beside(like)
          .forEach((method, figure) -> text.append(line(cells(like, method, figure, withPsnrB))));
    }
    return text.toString();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static List<String> cells(Row row, boolean withPsnrB) {
    List<String> cells = new ArrayList<>();
    cells.add(row.cell().set().name());
    cells.add(images(row));
    cells.add(row.cell().method().label());
    cells.add(String.format(Locale.ROOT, "%,d", row.cell().method().parameters()));
    cells.add(decibels(row.psnr()));
    cells.add(rounded(row.ssim(), 4));
    if (withPsnrB) {
      cells.add(decibels(row.psnrB().orElse(Double.NaN)));
    }
    boolean timed = !row.cell().method().isIdentity();
    cells.add(timed ? rounded(row.secondsPerImage(), 2) : "");
    cells.add(timed ? rounded(row.secondsPerMegapixel(), 2) : "");
    cells.add(timed ? memory(row) : "");
    return cells;
  }

  /** A row of a paper's table. */
  private static List<String> cells(
      Row row, String method, PublishedFigures.Figure figure, boolean withPsnrB) {
    List<String> cells = new ArrayList<>();
    cells.add(row.cell().set().name());
    cells.add("");
    cells.add("*%s (%s)*".formatted(method, figure.source()));
    cells.add("");
    cells.add(decibels(figure.psnr()));
    cells.add(figure.ssim().isPresent() ? rounded(figure.ssim().getAsDouble(), 4) : "");
    if (withPsnrB) {
      cells.add("");
    }
    cells.addAll(List.of("", "", ""));
    return cells;
  }

  /**
   * Returns how many images a row covers: out of how many, if some could not be measured, and how
   * many are left out of the mean PSNR because they have no error.
   */
  public static String images(Row row) {
    String measured =
        row.failed().isEmpty()
            ? Integer.toString(row.total())
            : row.images().size() + " of " + row.total();
    boolean someExact = row.exact() > 0 && row.exact() < row.images().size();
    return someExact ? "%s, %d exact".formatted(measured, row.exact()) : measured;
  }

  /** Returns the paper's figure; empty if there is none. */
  public static String published(Row row) {
    return PublishedFigures.of(row)
        .map(
            figure ->
                decibels(figure.psnr())
                    + (figure.ssim().isPresent()
                        ? " / " + rounded(figure.ssim().getAsDouble(), 4)
                        : "")
                    + " ("
                    + figure.source()
                    + ")")
        .orElse("");
  }

  /** Returns the peak memory. */
  public static String memory(Row row) {
    return row.peakBytes()
        .map(bytes -> String.format(Locale.ROOT, "%,d MB", Math.round(bytes / 1e6)))
        .orElse("");
  }

  /** Returns one line per image. */
  public String csv() {
    StringBuilder text =
        new StringBuilder("task,level,set,method,image,width,height,psnr,ssim,psnr_b,seconds\n");
    for (Row row : rows) {
      Condition condition = row.cell().condition();
      for (ImageResult image : row.images()) {
        Double psnrB = image.scores().psnrB();
        text.append(
            String.join(
                ",",
                condition.task().name(),
                condition.level(),
                quoted(row.cell().set().name()),
                quoted(row.cell().method().label()),
                quoted(image.image()),
                Integer.toString(image.width()),
                Integer.toString(image.height()),
                number(image.scores().psnr()),
                number(image.scores().ssim()),
                psnrB == null ? "" : number(psnrB),
                rounded(image.seconds(), 4)));
        text.append('\n');
      }
    }
    return text.toString();
  }

  private static String number(double value) {
    return Double.isInfinite(value) ? "inf" : rounded(value, 6);
  }

  private static String quoted(String text) {
    return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** Returns all results as JSON. */
  public String json() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> facts = facts(row);
      facts.put("images", row.images());
      facts.put("failed", row.failed());
      all.add(facts);
    }
    return ResultJson.lines(Map.of("command", command, "rows", all));
  }

  /** Returns the measurements of a row and what they are for, by name. */
  public static Map<String, Object> facts(Row row) {
    Condition condition = row.cell().condition();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("task", condition.task().name());
    facts.put("level", condition.level());
    facts.put("condition", condition.description());
    facts.put("set", row.cell().set().name());
    facts.put("method", row.cell().method().label());
    facts.put("weights", row.cell().method().parameters());
    facts.put("imagesMeasured", row.images().size());
    facts.put("imagesFailed", row.failed().size());
    facts.put("imagesExact", row.exact());
    facts.put("psnr", row.psnr());
    facts.put("ssim", row.ssim());
    row.psnrB().ifPresent(psnrB -> facts.put("psnrB", psnrB));
    PublishedFigures.of(row)
        .ifPresent(
            figure -> {
              facts.put("publishedPsnr", figure.psnr());
              figure.ssim().ifPresent(ssim -> facts.put("publishedSsim", ssim));
              facts.put("publishedIn", figure.source());
            });
    facts.put("secondsPerImage", row.secondsPerImage());
    facts.put("secondsPerMegapixel", row.secondsPerMegapixel());
    row.peakBytes().ifPresent(bytes -> facts.put("peakBytes", bytes));
    return facts;
  }
}
