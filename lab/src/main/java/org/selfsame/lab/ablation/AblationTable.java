package org.selfsame.lab.ablation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.selfsame.lab.evaluation.ResultTables;
import org.selfsame.lab.evaluation.Row;

/**
 * Outcomes beside the paper's figures, each with its rank.
 *
 * @param outcomes the outcomes, in the paper's order; at least one
 */
public record AblationTable(Study study, List<Outcome> outcomes) {
  /** Copies the outcomes. */
  public AblationTable {
    outcomes = List.copyOf(outcomes);
  }

  /** Returns the names of the columns. */
  public List<String> titles() {
    List<String> titles = new ArrayList<>(List.of("variant"));
    if (hasFormulas()) {
      titles.add("phi(Xi, Xj)");
    }
    titles.addAll(List.of("weights", "steps", "minutes", "held out"));
    for (Row row : measured()) {
      titles.add(row.cell().set().name());
    }
    titles.addAll(List.of("rank", "paper", "paper's rank"));
    return titles;
  }

  /** Returns how many columns, from the first, hold text rather than numbers. */
  public int textColumns() {
    return hasFormulas() ? 2 : 1;
  }

  private boolean hasFormulas() {
    return study == Study.TABLE1;
  }

  /** Returns the rows of the variant measured on most sets; these name the sets. */
  private List<Row> measured() {
    return outcomes.stream()
        .map(Outcome::rows)
        .max(Comparator.comparingInt(List::size))
        .orElse(List.of());
  }

  /** Returns the cells of each outcome, with PSNR in dB. */
  public List<List<String>> rows() {
    return outcomes.stream().map(this::cells).toList();
  }

  private List<String> cells(Outcome outcome) {
    Variant variant = outcome.variant();
    boolean failed = outcome.failure().isPresent();
    List<String> cells = new ArrayList<>(List.of(variant.label()));
    if (hasFormulas()) {
      cells.add(variant.formula().orElse(""));
    }
    cells.add(failed ? "" : String.format(Locale.ROOT, "%,d", outcome.weights()));
    cells.add(failed ? "" : String.format(Locale.ROOT, "%,d", outcome.steps()));
    cells.add(failed ? "" : ResultTables.rounded(outcome.minutes(), 1));
    cells.add(failed ? "failed" : ResultTables.decibels(outcome.heldOut()));
    for (int i = 0; i < measured().size(); i++) {
      cells.add(failed ? "failed" : mean(outcome.rows().get(i)));
    }
    cells.add(rank(outcome, Outcome::psnr));
    cells.add(
        variant.published().isPresent()
            ? ResultTables.decibels(variant.published().getAsDouble())
            : "");
    cells.add(rank(outcome, AblationTable::published));
    return cells;
  }

  /** Returns a mean in dB, with the number of images if some could not be measured. */
  private static String mean(Row row) {
    String psnr = ResultTables.decibels(row.psnr());
    return row.failed().isEmpty() ? psnr : psnr + " (" + ResultTables.images(row) + ")";
  }

  private static double published(Outcome outcome) {
    return outcome.variant().published().orElse(Double.NaN);
  }

  /** Returns the rank among all with a figure, highest first; a single figure has no rank. */
  private String rank(Outcome outcome, ToDoubleFunction<Outcome> psnr) {
    double own = psnr.applyAsDouble(outcome);
    List<Double> all =
        outcomes.stream().map(psnr::applyAsDouble).filter(value -> !value.isNaN()).toList();
    return Double.isNaN(own) || all.size() < 2
        ? ""
        : Long.toString(1 + all.stream().filter(value -> value > own).count());
  }

  /** Returns the variants from the best to the worst, and how the paper's order compares. */
  public String order() {
    List<Outcome> ranked = ranked(Outcome::psnr);
    List<Outcome> published = ranked(AblationTable::published);
    String own = "Order: " + names(ranked);
    if (published.size() < 2) {
      return own;
    }
    List<Outcome> both = ranked.stream().filter(published::contains).toList();
    long pairs = 0;
    long same = 0;
    for (int i = 0; i < both.size(); i++) {
      for (int j = i + 1; j < both.size(); j++) {
        pairs++;
        same += published(both.get(i)) > published(both.get(j)) ? 1 : 0;
      }
    }
    return "%s\nThe paper's: %s\n%d of %d pairs are in the paper's order."
        .formatted(own, names(published), same, pairs);
  }

  private List<Outcome> ranked(ToDoubleFunction<Outcome> psnr) {
    List<Outcome> ranked =
        new ArrayList<>(
            outcomes.stream().filter(o -> !Double.isNaN(psnr.applyAsDouble(o))).toList());
    Collections.sort(ranked, Comparator.comparingDouble(psnr).reversed());
    return ranked;
  }

  private static String names(List<Outcome> ranked) {
    return ranked.stream().map(o -> o.variant().label()).collect(Collectors.joining(" > "));
  }

  /** Returns the table as Markdown, with the order in words. */
  public String markdown() {
    List<String> titles = titles();
    String columns =
        titles.stream()
            .map(title -> titles.indexOf(title) < textColumns() ? "---" : "---:")
            .collect(Collectors.joining("|", "|", "|\n"));
    StringBuilder text = new StringBuilder("## %s\n\n".formatted(study.title()));
    text.append(line(titles)).append(columns);
    rows().forEach(cells -> text.append(line(cells)));
    text.append('\n').append(order().replace("\n", "\n\n")).append('\n');
    outcomes.forEach(
        outcome ->
            outcome
                .failure()
                .ifPresent(
                    why -> text.append("\n%s: %s\n".formatted(outcome.variant().label(), why))));
    return text.toString();
  }

  private static String line(List<String> cells) {
    // A bar in a formula would end the cell.
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** Returns the table as CSV. */
  public String csv() {
    return Stream.concat(Stream.of(titles()), rows().stream())
        .map(
            cells ->
                cells.stream()
                    .map(cell -> cell.contains(",") ? '"' + cell + '"' : cell)
                    .collect(Collectors.joining(",")))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
