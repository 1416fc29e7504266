package org.selfsame.cli.option;

import java.util.function.Function;
import org.selfsame.tensor.Device;

/** Parses option values. */
public final class OptionValue {
  private OptionValue() {}

  /**
   * Returns the device that {@code --device} names.
   *
   * @throws UsageException if it names none
   */
  public static Device device(String text) {
    return text.equals("auto") ? Device.best() : understood("--device", text, Device::parse);
  }

  /**
   * Returns an option's value, parsed.
   *
   * @throws UsageException if it refuses the value
   */
  public static <T> T understood(String option, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      // The messages are "device 'x': expected ..."; here the option names the subject.
      String message = e.getMessage();
      throw new UsageException(option + " " + text + message.substring(message.indexOf(": ")));
    }
  }
}
