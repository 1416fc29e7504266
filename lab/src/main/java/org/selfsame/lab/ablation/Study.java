package org.selfsame.lab.ablation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.selfsame.network.NlrnConfig;
import org.selfsame.nonlocal.Affinity;

/** The analyses in the paper (NLRN, Section 5.1), all on Set12 at sigma 25. */
@SuppressWarnings("ImmutableEnumChecker") // its lists never change
public enum Study {
  /** Six affinities. */
  TABLE1("table1", "Table 1: affinities", List.of()) {
    @Override
    List<Variant> variants(NlrnConfig full, List<Integer> values) {
      return List.of(
          affinity(
              full, Affinity.EUCLIDEAN, "Euclidean distance", "exp(-|Xi - Xj|^2 / h^2)", 30.74),
          affinity(full, Affinity.DOT_PRODUCT, "dot product", "Xi Xj^T", 30.68),
          affinity(
              full,
              Affinity.EMBEDDED_DOT_PRODUCT,
              "embedded dot product",
              "theta(Xi) psi(Xj)^T",
              30.75),
          affinity(full, Affinity.GAUSSIAN, "Gaussian", "exp(Xi Xj^T)", 30.69),
          affinity(
              full,
              Affinity.SYMMETRIC_EMBEDDED_GAUSSIAN,
              "symmetric embedded Gaussian",
              "exp(theta(Xi) theta(Xj)^T)",
              30.76),
          affinity(
              full,
              Affinity.EMBEDDED_GAUSSIAN,
              "embedded Gaussian",
              "exp(theta(Xi) psi(Xj)^T)",
              PUBLISHED));
    }
  },

  /** The worth of each part of the design. */
  TABLE2("table2", "Table 2: variants", List.of()) {
    @Override
    List<Variant> variants(NlrnConfig full, List<Integer> values) {
      return List.of(
          Variant.of("untied", "NLRN w/o parameter sharing", full.withTied(false), 30.65),
          Variant.of("rnn", "RNN with same parameter no.", full.withNonlocalEvery(0), 30.61),
          Variant.of(
              "every-2", "non-local module in every other state", full.withNonlocalEvery(2), 30.76),
          Variant.of(
              "every-3", "non-local module in every 3 states", full.withNonlocalEvery(3), 30.72),
          Variant.of(
              "no-propagation",
              "NLRN w/o propagating correlations",
              full.withPropagate(false),
              30.78),
          Variant.of(FULL, "NLRN", full, PUBLISHED));
    }
  },

  /** The side of the neighborhood; the paper's peak is at 45. */
  FIGURE5("fig5", "Figure 5: neighborhood size q", List.of(15, 25, 35, 45, 55)) {
    @Override
    List<Variant> variants(NlrnConfig full, List<Integer> values) {
      return points(values, "q", full, NlrnConfig::neighborhood, NlrnConfig::withNeighborhood);
    }
  },

  /** The unrolling length; the paper's PSNR saturates after 12. */
  FIGURE6("fig6", "Figure 6: unrolling length T", List.of(3, 6, 9, 12, 15)) {
    @Override
    List<Variant> variants(NlrnConfig full, List<Integer> values) {
      return points(values, "T", full, NlrnConfig::steps, NlrnConfig::withSteps);
    }
  };

  /** The folder of the full network, shared by all studies. */
  private static final String FULL = "nlrn";

  /** The full network's PSNR in dB in both tables. */
  private static final double PUBLISHED = 30.80;

  private final String word;
  private final String title;
  private final List<Integer> usualValues;

  Study(String word, String title, List<Integer> usualValues) {
    this.word = word;
    this.title = title;
    this.usualValues = usualValues;
  }

  /**
   * Returns the study with a name such as {@code table1}.
   *
   * @throws IllegalArgumentException for any other name
   */
  public static Study named(String name) {
    return Stream.of(values())
        .filter(study -> study.word.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "study '%s': expected one of %s"
                        .formatted(
                            name,
                            Stream.of(values())
                                .map(Study::toString)
                                .collect(Collectors.joining(", ")))));
  }

  /** Returns its name in the paper and what it varies. */
  public String title() {
    return title;
  }

  /** Returns the default values of a figure; empty for a table. */
  public List<Integer> usualValues() {
    return usualValues;
  }

  /** Returns whether this is a figure over values rather than a table. */
  public boolean isFigure() {
    return !usualValues.isEmpty();
  }

  /**
   * Returns the variants to train.
   *
   * @param full the network with every part of the design
   * @param values the values that a figure varies over
   * @throws IllegalArgumentException if a variant cannot be made from the network
   */
  abstract List<Variant> variants(NlrnConfig full, List<Integer> values);

  /** Returns a network of the same size with every part of the published design. */
  static NlrnConfig full(NlrnConfig config) {
    return config
        .withAffinity(NlrnConfig.PAPER.affinity())
        .withPropagate(true)
        .withNonlocalEvery(1)
        .withTied(true);
  }

  private static Variant affinity(
      NlrnConfig full, Affinity affinity, String label, String formula, double published) {
    boolean same = affinity == full.affinity();
    return new Variant(
        same ? FULL : "affinity-" + affinity.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        label,
        Optional.of(formula),
        OptionalInt.empty(),
        full.withAffinity(affinity),
        OptionalDouble.of(published));
  }

  /** Of each plot, the paper prints only the figure of its own network. */
  private static List<Variant> points(
      List<Integer> values,
      String symbol,
      NlrnConfig full,
      ToIntFunction<NlrnConfig> valueOf,
      BiFunction<NlrnConfig, Integer, NlrnConfig> withValue) {
    return values.stream()
        .distinct()
        .sorted()
        .map(
            value ->
                new Variant(
                    value == valueOf.applyAsInt(full) ? FULL : symbol + "-" + value,
                    symbol + " = " + value,
                    Optional.empty(),
                    OptionalInt.of(value),
                    withValue.apply(full, value),
                    value == valueOf.applyAsInt(NlrnConfig.PAPER)
                        ? OptionalDouble.of(PUBLISHED)
                        : OptionalDouble.empty()))
        .toList();
  }

  /** Returns the name used on the command line. */
  @Override
  public String toString() {
    return word;
  }
}
