package org.selfsame.cli.option;

import java.util.ArrayList;
import java.util.List;
import org.selfsame.model.Task;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Understands a task in words, such as {@code denoise:25} or {@code deblock:10-40}. */
public final class TaskConverter implements ITypeConverter<Task> {
  public static final String FORMS =
      "denoise:25, denoise:0-55, deblock:10, deblock:10-40, upscale:2 or demosaic:grbg";

  @Override
  public Task convert(String text) throws Exception {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String degree = text.substring(colon + 1);
    try {
      return switch (kind) {
        case "denoise" -> {
          List<Double> sigmas = range(degree).stream().map(Double::valueOf).toList();
          yield new Task.Denoise(sigmas.get(0), sigmas.get(sigmas.size() - 1));
        }
        case "deblock" -> {
          List<Integer> qualities = range(degree).stream().map(Integer::valueOf).toList();
          yield new Task.Deblock(qualities.get(0), qualities.get(qualities.size() - 1));
        }
        case "upscale" -> {
          List<Integer> scales = new ArrayList<>();
          for (String scale : degree.split(",", -1)) {
            scales.add(Integer.valueOf(scale));
          }
          yield new Task.Upscale(scales);
        }
        case "demosaic" -> new Task.Demosaic(new PatternConverter().convert(degree));
        default -> throw misunderstood(text);
      };
    } catch (NumberFormatException e) {
      throw misunderstood(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'%s': %s".formatted(text, e.getMessage()));
    }
  }

  /** Returns one number or two. */
  private static List<String> range(String text) {
    return List.of(text.split("-", 2));
  }

  private static TypeConversionException misunderstood(String text) {
    return new TypeConversionException("'%s' is not a task; expected %s".formatted(text, FORMS));
  }
}
