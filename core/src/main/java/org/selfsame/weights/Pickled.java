package org.selfsame.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The containers of a pickle, as inert data. What they contain is another container, a String,
 * Long, BigInteger, Double, Boolean, {@link None}, or something of {@link PyTorchObjects}.
 *
 * <p>Containers may contain themselves and be nested as deeply as the pickle is long. So nothing
 * walks down into them, and they are never compared, hashed or printed.
 */
sealed interface Pickled {
  /** A tuple, which does not grow. */
  record Tuple(List<Object> items) implements Pickled {}

  /** A list or a set. */
  record Sequence(List<Object> items) implements Pickled {
    Sequence() {
      this(new ArrayList<>(0));
    }
  }

  /**
   * A dict: keys and values in turn. A key is not hashed before it is known to be a string; it may
   * occur twice, and then the last value counts.
   */
  record Dict(List<Object> keysAndValues) implements Pickled {
    Dict() {
      this(new ArrayList<>(0));
    }

    /** Returns the entries whose keys are strings, in the order of their first occurrence. */
    Map<String, Object> named() {
      Map<String, Object> named = new LinkedHashMap<>();
      for (int i = 0; i < keysAndValues.size(); i += 2) {
        if (keysAndValues.get(i) instanceof String key) {
          named.put(key, keysAndValues.get(i + 1));
        }
      }
      return named;
    }
  }

  /** Python's None, and whatever has no meaning for weights: bytes, devices, data types. */
  enum None implements Pickled {
    NONE
  }

  /** Returns a file's text in quotes, fit for a message: no line breaks, not too long. */
  static String quote(String text) {
    String start = text.length() > 100 ? text.substring(0, 100) + "..." : text;
    return '"' + start.replaceAll("\\p{Cntrl}", "?") + '"';
  }
}
