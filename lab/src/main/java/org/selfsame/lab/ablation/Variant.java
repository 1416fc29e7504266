package org.selfsame.lab.ablation;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.selfsame.network.NlrnConfig;

/**
 * One row of a table, or one point of a figure.
 *
 * @param name of its folder; the same in all studies that share it
 * @param label what the paper calls it
 * @param formula of Table 1
 * @param value of what a figure varies
 * @param network that is trained
 * @param published the paper's PSNR in dB (Set12, sigma 25), where it is printed
 */
public record Variant(
    String name,
    String label,
    Optional<String> formula,
    OptionalInt value,
    NlrnConfig network,
    OptionalDouble published) {

  static Variant of(String name, String label, NlrnConfig network, double published) {
    return new Variant(
        name, label, Optional.empty(), OptionalInt.empty(), network, OptionalDouble.of(published));
  }
}
