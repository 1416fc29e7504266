package org.selfsame.lab.ablation;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.selfsame.network.NlrnConfig;

/**
 * One row of a table, or one point of a figure.
 *
 * @param name the name of its folder; the same in all studies that share it
 * @param label its name in the paper
 * @param formula its formula in Table 1, if any
 * @param value its value in a figure, if any
 * @param network the network to train
 * @param published the paper's PSNR in dB (Set12, sigma 25), if printed
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
