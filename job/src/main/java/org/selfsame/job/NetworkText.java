package org.selfsame.job;

import org.selfsame.network.NetworkConfig;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.PlainConfig;
import org.selfsame.network.PlainFamily;
import org.selfsame.network.RnanConfig;

/** Describes networks in words. */
public final class NetworkText {
  private NetworkText() {}

  /** Describes a network in a few words. */
  public static String of(NetworkConfig config) {
    String images = config.imageChannels() == 1 ? "gray images" : "color images";
    String scale = config.scale() == 1 ? "" : ", enlarging x" + config.scale();
    return "%s for %s%s (%s)".formatted(name(config), images, scale, size(config));
  }

  private static String name(NetworkConfig config) {
    if (config instanceof PlainConfig plain) {
      return PlainFamily.of(plain).map(PlainFamily::title).orElse("plain network");
    }
    return config instanceof RnanConfig ? "RNAN" : "NLRN";
  }

  private static String size(NetworkConfig config) {
    if (config instanceof RnanConfig rnan) {
      return "%d blocks of %d features".formatted(rnan.blocks(), rnan.features());
    } else if (config instanceof PlainConfig plain) {
      return "%d layers of %d features".formatted(plain.layers(), plain.features());
    }
    NlrnConfig nlrn = (NlrnConfig) config;
    String fold = nlrn.fold() == 1 ? "" : ", on squares of %1$dx%1$d pixels".formatted(nlrn.fold());
    return "%d steps of %d channels%s".formatted(nlrn.steps(), nlrn.channels(), fold);
  }
}
