package org.selfsame.server;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.selfsame.Method;
import org.selfsame.Plan;
import org.selfsame.Selfsame;
import org.selfsame.image.Picture;
import org.selfsame.job.Denoising;

/** What can be done to a picture: the commands of the command line that a server offers. */
sealed interface Restoring {
  /** The names, as in addresses. */
  List<String> NAMES = List.of(Noise.NAME, Blocks.NAME, Size.NAME);

  /**
   * How a picture is restored.
   *
   * @param facts for programs, by name
   */
  record Planned(Plan plan, Map<String, Object> facts) {}

  /** Returns the options of a task, besides those that all have. */
  static List<String> options(String task) {
    return switch (task) {
      case Noise.NAME -> List.of("sigma", "strength");
      case Blocks.NAME -> List.of("strength");
      case Size.NAME -> List.of("scale", "deblock");
      default ->
          throw new IllegalArgumentException(
              "task '%s': expected %s".formatted(task, String.join(", ", NAMES)));
    };
  }

  /**
   * Reads what is asked for.
   *
   * @throws IllegalArgumentException if an option has an impossible value
   */
  static Restoring of(String task, Options options) {
    return switch (task) {
      case Noise.NAME -> Noise.of(options);
      case Blocks.NAME -> new Blocks(options.number("strength").orElse(1));
      default -> new Size(options.whole("scale", 0), options.flag("deblock"));
    };
  }

  /**
   * Checks the options, and loads the models.
   *
   * @throws IllegalArgumentException if the models are for another task, or the options do not suit
   *     them
   */
  void require(Selfsame selfsame);

  /** Plans what to do to a picture. */
  Planned plan(Selfsame selfsame, Picture picture);

  /** Returns how many times wider and higher a result is. */
  default int scale() {
    return 1;
  }

  /** Removes noise. */
  record Noise(Denoising asked) implements Restoring {
    static final String NAME = "denoise";
    private static final String AUTO = "auto";

    static Noise of(Options options) {
      boolean auto = options.text("sigma").filter(AUTO::equals).isPresent();
      OptionalDouble sigma = auto ? OptionalDouble.empty() : options.number("sigma");
      return new Noise(
          new Denoising(auto || sigma.isPresent(), sigma, options.number("strength").orElse(1)));
    }

    @Override
    public void require(Selfsame selfsame) {
      asked.require(selfsame);
    }

    @Override
    public Planned plan(Selfsame selfsame, Picture picture) {
      Denoising.Told told = asked.plan(selfsame, picture);
      return new Planned(told.plan(), told.facts());
    }
  }

  /** Removes the artifacts of JPEG compression. */
  record Blocks(double strength) implements Restoring {
    static final String NAME = "deblock";

    @Override
    public void require(Selfsame selfsame) {
      Denoising.STRENGTH.require("--strength", strength);
      selfsame.method(selfsame.does("deblock-color") ? "deblock-color" : NAME, 3);
    }

    @Override
    public Planned plan(Selfsame selfsame, Picture picture) {
      Plan plan = selfsame.withStrength(strength).deblocking(picture);
      return new Planned(plan, Map.of("strength", strength));
    }
  }

  /** Enlarges. */
  record Size(int scale, boolean deblocked) implements Restoring {
    static final String NAME = "upscale";

    @Override
    public void require(Selfsame selfsame) {
      Method method = selfsame.method(NAME, 3);
      try {
        method.task().require(Integer.toString(scale), method.who());
      } catch (IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        throw new IllegalArgumentException(
            "--scale %s%s"
                .formatted(
                    scale == 0 ? "is missing" : Integer.toString(scale),
                    message.substring(message.indexOf(": "))));
      }
    }

    @Override
    public Planned plan(Selfsame selfsame, Picture picture) {
      return new Planned(
          selfsame.enlarging(picture, scale, deblocked),
          Map.of("scale", scale, "deblocked", deblocked));
    }
  }
}
