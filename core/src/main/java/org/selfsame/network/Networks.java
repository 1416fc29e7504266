package org.selfsame.network;

import java.util.Map;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/**
 * Reads the configs of all architectures, and makes their networks.
 *
 * <pre>{@code
 * NetworkConfig config = Networks.config("rnan", "{\"features\": 32}");
 * try (Network network = Networks.create(config, Device.CPU, 1)) { ... }
 * }</pre>
 */
public final class Networks {
  private Networks() {}

  /**
   * Reads a config as in weight files; missing keys have the values of the paper's network.
   *
   * @param network the name of the architecture
   * @throws IllegalArgumentException if there is no such architecture, if the config is not a JSON
   *     object, or if it has an unknown key or a wrong value
   */
  public static NetworkConfig config(String network, String json) {
    return ConfigJson.read(network, json);
  }

  /**
   * Reads a config as inside another config: {@code type} names the architecture; without one, it
   * is an {@link Nlrn}.
   *
   * @throws IllegalArgumentException as {@link #config}
   */
  public static NetworkConfig typedConfig(String json) {
    return ConfigJson.readTyped(json);
  }

  /** Makes an untrained network. */
  public static Network create(NetworkConfig config, Device device, long seed) {
    if (config instanceof NlrnConfig nlrn) {
      return new Nlrn(nlrn, device, seed);
    }
    return config instanceof RnanConfig rnan
        ? new Rnan(rnan, device, seed)
        : new Plain((PlainConfig) config, device, seed);
  }

  /**
   * Makes a network with the weights from a file.
   *
   * @param arrays the weights by name; names that begin with {@code training.} are ignored
   * @param source the name of the file in errors
   * @throws WeightFileException if a tensor is missing or unknown, has another shape than the
   *     config requires, or holds a number that is not finite
   */
  public static Network create(
      NetworkConfig config, Device device, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    if (config instanceof NlrnConfig nlrn) {
      return Nlrn.of(nlrn, device, arrays, source);
    }
    return config instanceof RnanConfig rnan
        ? Rnan.of(rnan, device, arrays, source)
        : Plain.of((PlainConfig) config, device, arrays, source);
  }
}
