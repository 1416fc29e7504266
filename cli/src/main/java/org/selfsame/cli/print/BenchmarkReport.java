package org.selfsame.cli.print;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.selfsame.cli.print.TextTable.Align;
import org.selfsame.lab.benchmark.ImageSize;
import org.selfsame.lab.benchmark.MatrixPeak;
import org.selfsame.lab.benchmark.Measurement;
import org.selfsame.model.Model;
import org.selfsame.restore.Protocol;
import org.selfsame.system.PeakMemory;
import org.selfsame.tensor.Device;

/** The results of a benchmark: a table, printed row by row, and JSON. */
public final class BenchmarkReport {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** A column, with the widest cell that is expected in it. */
  private record Column(String title, String widest, Align align) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("SIZE", "4000x3000", Align.LEFT),
          new Column("PRECISION", "fp32", Align.LEFT),
          new Column("PROTOCOL", "overlapped", Align.LEFT),
          new Column("TIMED ON", "96x96 x 1234.5", Align.LEFT),
          new Column("SECONDS", "1234.567", Align.RIGHT),
          new Column("MPIXEL/S", "12.3456", Align.RIGHT),
          new Column("US/PIXEL", "1234.567", Align.RIGHT),
          new Column("GFLOP", "123456.7", Align.RIGHT),
          new Column("GFLOP/S", "1234.5", Align.RIGHT),
          new Column("OF PEAK", "100.0%", Align.RIGHT),
          new Column("MEMORY", "12,345 MB", Align.RIGHT));
  private static final List<String> TITLES = COLUMNS.stream().map(Column::title).toList();

  private final Model model;
  private final Device device;
  private final int repeat;
  private final TextTable table =
      new TextTable(
          COLUMNS.stream().map(Column::align).toList(),
          List.of(TITLES, COLUMNS.stream().map(Column::widest).toList()));
  private final List<Measurement> rows = new ArrayList<>();

  /**
   * Begins a report.
   *
   * @param repeat runs of each row
   */
  public BenchmarkReport(Model model, Device device, int repeat) {
    this.model = model;
    this.device = device;
    this.repeat = repeat;
  }

  public void add(Measurement row) {
    rows.add(row);
  }

  // ---- table ----

  /** Prints what is measured, and the column titles. */
  public void printHead(PrintWriter out) {
    out.printf(
        "model %s, %s, %d threads; %s after a warm-up%n",
        model.name(),
        device,
        Device.processorThreads(),
        repeat == 1 ? "one run" : "the median of %d runs".formatted(repeat));
    out.println(table.line(TITLES));
    out.flush();
  }

  /** Prints a row. */
  public void printRow(Measurement row, PrintWriter out) {
    out.println(
        table.line(
            List.of(
                row.size().toString(),
                row.precision().toString(),
                row.protocol().toString(),
                row.isScaled() ? row.timed() + number(" x %.1f", row.scale()) : "all",
                number("%.3f", row.seconds()),
                number("%.4f", row.megapixelsPerSecond()),
                number("%.3f", row.microsecondsPerPixel()),
                number("%.1f", row.necessaryFlop() / 1e9),
                number("%.1f", row.flopPerSecond() / 1e9),
                number("%.1f%%", 100 * row.shareOfPeak()),
                row.memory().map(memory -> megabytes(memory.bytes())).orElse("-"))));
    out.flush();
  }

  /** Prints how the rows compare with the peak and with each other, and notes on them. */
  public void printNotes(PrintWriter out) {
    out.println();
    for (MatrixPeak peak : peaks()) {
      out.printf(
          Locale.ROOT,
          "peak in %s: %.1f GFLOP/s, by %s%n",
          peak.precision(),
          peak.flopPerSecond() / 1e9,
          peak.product());
    }
    forEachRatio(
        (whole, overlapped) ->
            out.printf(
                Locale.ROOT,
                "%s: whole in %s is %.1f times as fast as overlapped in %s%n",
                whole.size(),
                whole.precision(),
                whole.timesAsFastAs(overlapped),
                overlapped.precision()));
    if (rows.stream().anyMatch(Measurement::isScaled)) {
      out.println("overlapped: timed on part of the image and scaled up by the number of patches");
    }
    out.println("memory: " + memoryNote());
    out.flush();
  }

  private String memoryNote() {
    Optional<PeakMemory.Since> since = rows.get(0).memory().map(PeakMemory::since);
    if (since.isEmpty()) {
      return "this system does not report it";
    }
    return "the peak of the process (RAM) "
        + switch (since.get()) {
          case RESET -> "while the row was measured";
          case START -> "since it started: this system cannot measure it per row";
        };
  }

  // ---- JSON ----

  /** Returns all figures as a JSON object. */
  public String toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("model", model.name());
    root.put("network", model.network().config().network());
    try {
      root.set("config", JSON.readTree(model.network().config().toJson()));
      root.put("device", device.toString());
      root.put("threads", Device.processorThreads());
      root.put("repeat", repeat);
      ArrayNode peaks = root.putArray("peaks");
      peaks().forEach(peak -> write(peak, peaks.addObject()));
      ArrayNode measured = root.putArray("rows");
      rows.forEach(row -> write(row, measured.addObject()));
      ArrayNode ratios = root.putArray("ratios");
      forEachRatio((whole, overlapped) -> writeRatio(whole, overlapped, ratios.addObject()));
      return JSON.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // impossible: the network wrote it
    }
  }

  private static void write(MatrixPeak peak, ObjectNode node) {
    node.put("precision", peak.precision().toString());
    node.put("gflopPerSecond", peak.flopPerSecond() / 1e9);
    node.put("product", peak.product());
  }

  private void write(Measurement row, ObjectNode node) {
    putSize("", row.size(), node);
    node.put("precision", row.precision().toString());
    node.put("protocol", row.protocol().toString());
    node.put("seconds", row.seconds());
    putSize("timed", row.timed(), node);
    node.put("scale", row.scale());
    row.runs().forEach(node.withArray("runs")::add);
    node.put("megapixelsPerSecond", row.megapixelsPerSecond());
    node.put("microsecondsPerPixel", row.microsecondsPerPixel());
    node.put("necessaryGflop", row.necessaryFlop() / 1e9);
    node.put("gflopPerSecond", row.flopPerSecond() / 1e9);
    node.put("shareOfPeak", row.shareOfPeak());
    row.memory()
        .ifPresent(
            memory -> {
              node.put("peakMemoryBytes", memory.bytes());
              node.put("peakMemorySince", nameOf(memory.since()));
            });
  }

  private static void writeRatio(Measurement whole, Measurement overlapped, ObjectNode node) {
    putSize("", whole.size(), node);
    node.put("whole", whole.precision().toString());
    node.put("overlapped", overlapped.precision().toString());
    node.put("timesAsFast", whole.timesAsFastAs(overlapped));
  }

  private static String nameOf(PeakMemory.Since since) {
    return switch (since) {
      case RESET -> "row";
      case START -> "start";
    };
  }

  private static void putSize(String prefix, ImageSize size, ObjectNode node) {
    node.put(prefix.isEmpty() ? "width" : prefix + "Width", size.width());
    node.put(prefix.isEmpty() ? "height" : prefix + "Height", size.height());
  }

  // ---- both ----

  private List<MatrixPeak> peaks() {
    return rows.stream().map(Measurement::peak).distinct().toList();
  }

  /** Visits each pair of an image restored whole and in overlapping patches. */
  private void forEachRatio(BiConsumer<Measurement, Measurement> action) {
    for (Measurement whole : rows) {
      for (Measurement overlapped : rows) {
        if (whole.protocol() == Protocol.WHOLE
            && overlapped.protocol() == Protocol.OVERLAPPED
            && whole.size().equals(overlapped.size())) {
          action.accept(whole, overlapped);
        }
      }
    }
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String megabytes(long bytes) {
    return NumberText.grouped(Math.round(bytes / 1e6)) + " MB";
  }
}
