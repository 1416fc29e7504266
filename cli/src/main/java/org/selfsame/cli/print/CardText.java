package org.selfsame.cli.print;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.selfsame.cli.print.TextTable.Align;
import org.selfsame.model.ModelCard;

/** Model cards as text. */
public final class CardText {
  private CardText() {}

  /** Returns a table with a line for each card, below the titles. */
  public static String table(List<ModelCard> cards) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("ID", "TASK", "QUALITY", "PARAMETERS", "SUMMARY"));
    for (ModelCard card : cards) {
      rows.add(
          List.of(
              card.id(),
              card.task().description(),
              card.quality().toString(),
              NumberText.grouped(card.parameters()),
              card.summary()));
    }
    return lines(List.of(Align.LEFT, Align.LEFT, Align.LEFT, Align.RIGHT, Align.LEFT), rows, "");
  }

  /** Returns a whole card. */
  public static String of(ModelCard card) {
    ModelCard.Training training = card.training();
    StringBuilder text = new StringBuilder();
    text.append(card.id()).append(": ").append(card.summary()).append("\n\n");
    text.append(
        facts(
            List.of(
                List.of("Task", card.task().description()),
                List.of("Parameters", NumberText.grouped(card.parameters())),
                List.of("Weights", card.file()),
                List.of("SHA-256", card.sha256()),
                List.of("License", card.license()))));
    text.append("\nTraining\n");
    text.append(
        facts(
            "  ",
            List.of(
                List.of("Command", training.command()),
                List.of("Data", training.data()),
                List.of("Seed", Long.toString(training.seed())),
                List.of("Steps", NumberText.grouped(training.steps())),
                List.of("Time", NumberText.duration(60 * training.minutes())),
                List.of("Hardware", training.hardware()),
                List.of("Commit", training.commit()))));
    text.append("\nConfiguration\n").append(training.config().strip().indent(2));
    text.append("\nResults\n").append(results(card.results()));
    return text.toString().replace("\n", System.lineSeparator());
  }

  private static String results(List<ModelCard.Result> results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("SET", "DEGRADATION", "PSNR", "SSIM"));
    for (ModelCard.Result result : results) {
      rows.add(
          List.of(
              result.set(),
              result.degradation(),
              String.format(Locale.ROOT, "%.2f", result.psnr()),
              String.format(Locale.ROOT, "%.4f", result.ssim())));
    }
    return lines(List.of(Align.LEFT, Align.LEFT, Align.RIGHT, Align.RIGHT), rows, "  ");
  }

  /** Returns a line for each fact: its name and value. */
  public static String facts(List<List<String>> facts) {
    return facts("", facts);
  }

  private static String facts(String indent, List<List<String>> facts) {
    return lines(List.of(Align.LEFT, Align.LEFT), facts, indent);
  }

  private static String lines(List<Align> aligns, List<List<String>> rows, String indent) {
    TextTable table = new TextTable(aligns, rows);
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append(indent).append(table.line(row)).append('\n'));
    return text.toString();
  }
}
