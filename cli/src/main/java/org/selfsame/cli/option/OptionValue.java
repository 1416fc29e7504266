package org.selfsame.cli.option;

import java.util.function.Function;
import org.selfsame.tensor.Device;

/** What the words of options mean. */
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
   * Returns what a parser makes of an option's value.
   *
   * @throws UsageException if it refuses the value
   */
  public static <T> T understood(String option, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      // The messages are "device 'x': expected ...": the option says what it is about.
      String message = e.getMessage();
      throw new UsageException(option + " " + text + message.substring(message.indexOf(": ")));
    }
  }
}
