package org.selfsame.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.selfsame.weights.Pickled.Dict;

/** Finds the tensors with their names in what a checkpoint holds. */
final class StateDict {
  /** Where state dicts are kept besides other things; the averaged weights before the others. */
  private static final List<String> KEYS =
      List.of("state_dict", "params_ema", "params", "model", "model_state_dict");

  /** What DataParallel puts before the names. */
  private static final String PREFIX = "module.";

  private StateDict() {}

  /**
   * Returns the floating-point tensors by name, in the order of the dict.
   *
   * @param content the pickled object
   * @param file what messages call the file
   * @throws WeightFileException if there are none
   */
  static Map<String, PyTorchTensor> find(Object content, String file) throws WeightFileException {
    if (!(content instanceof Dict dict)) {
      throw new WeightFileException(
          file
              + " holds no state dict: expected a dict of tensors. Save model.state_dict() with PyTorch.");
    }
    Map<String, Object> top = dict.named();
    Map<String, PyTorchTensor> tensors = tensors(top);
    for (String key : KEYS) {
      if (top.get(key) instanceof Dict inner && !tensors(inner.named()).isEmpty()) {
        tensors = tensors(inner.named());
        break;
      }
    }
    Map<String, PyTorchTensor> found = withoutPrefix(tensors);
    found.values().removeIf(tensor -> tensor.storage().type().dataType().isEmpty());
    if (found.isEmpty()) {
      throw new WeightFileException(
          "%s holds no state dict: found a dict with %s, expected floating-point tensors by name, or them under one of %s"
              .formatted(file, described(top), String.join(", ", KEYS)));
    }
    return found;
  }

  private static Map<String, PyTorchTensor> tensors(Map<String, Object> dict) {
    Map<String, PyTorchTensor> tensors = new LinkedHashMap<>();
    dict.forEach(
        (name, value) -> {
          if (value instanceof PyTorchTensor tensor) {
            tensors.put(name, tensor);
          }
        });
    return tensors;
  }

  private static Map<String, PyTorchTensor> withoutPrefix(Map<String, PyTorchTensor> tensors) {
    if (!tensors.keySet().stream().allMatch(name -> name.startsWith(PREFIX))) {
      return tensors;
    }
    Map<String, PyTorchTensor> named = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> named.put(name.substring(PREFIX.length()), tensor));
    return named;
  }

  private static String described(Map<String, Object> dict) {
    String keys =
        dict.keySet().stream().limit(5).map(Pickled::quote).collect(Collectors.joining(", "));
    return dict.isEmpty() ? "no names" : dict.size() > 5 ? keys + ", ..." : keys;
  }
}
