package org.selfsame.weights;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.selfsame.weights.Pickled.Dict;
import org.selfsame.weights.Pickled.None;
import org.selfsame.weights.Pickled.Sequence;
import org.selfsame.weights.Pickled.Tuple;

/**
 * The names in Python's modules that a state dict is made of, and what stands for them here: dicts,
 * {@link ElementType} for the classes of storages, {@link PyTorchStorage}, {@link PyTorchTensor}.
 * Anything else that a pickle asks for is refused, by name.
 */
final class PyTorchObjects {
  /** What a pickle may call; nothing is really called here. */
  private enum Constructor {
    DICT,
    SET,
    SIZE,
    DEVICE,
    TENSOR,
    PARAMETER
  }

  private static final Map<String, Object> GLOBALS = globals();

  /**
   * Weights of convolutions have up to 5; each is memory that a pickle may claim again and again.
   */
  private static final int MAX_DIMENSIONS = 8;

  private final long maxStorageBytes;
  private final String file;
  private final Map<String, PyTorchStorage> storages = new LinkedHashMap<>();
  private int pairCount;

  /**
   * @param maxStorageBytes the size of the largest storage that the file can hold
   * @param file what messages call the file
   */
  PyTorchObjects(long maxStorageBytes, String file) {
    this.maxStorageBytes = maxStorageBytes;
    this.file = file;
  }

  private static Map<String, Object> globals() {
    Map<String, Object> globals = new HashMap<>();
    globals.put("collections.OrderedDict", Constructor.DICT);
    globals.put("collections.Counter", Constructor.DICT); // milestones of learning rates
    globals.put("builtins.set", Constructor.SET);
    globals.put("__builtin__.set", Constructor.SET); // Python 2
    globals.put("torch.Size", Constructor.SIZE);
    globals.put("torch.device", Constructor.DEVICE);
    globals.put("torch._utils._rebuild_tensor", Constructor.TENSOR);
    globals.put("torch._utils._rebuild_tensor_v2", Constructor.TENSOR);
    globals.put("torch._utils._rebuild_parameter", Constructor.PARAMETER);
    for (ElementType type : ElementType.values()) {
      globals.put("torch." + type.storageClass(), type);
      globals.put("torch.cuda." + type.storageClass(), type);
    }
    for (String type :
        List.of(
            "float64",
            "float32",
            "float16",
            "bfloat16",
            "int64",
            "int32",
            "int16",
            "int8",
            "uint8",
            "bool",
            "complex64",
            "complex128")) {
      globals.put("torch." + type, None.NONE);
    }
    return Map.copyOf(globals);
  }

  /** Returns the storages that were referred to, whole, by key. */
  Map<String, PyTorchStorage> storages() {
    return storages;
  }

  /** Returns what stands for an attribute of a Python module. */
  Object global(String module, String name) throws WeightFileException {
    String global = module + "." + name;
    Object known = GLOBALS.get(global);
    if (known == null) {
      throw new WeightFileException(
          "%s asks Python for %s, which plain weights do not need: refused, nothing was executed. If you trust the file, save model.state_dict() alone with PyTorch and import that."
              .formatted(file, Pickled.quote(global)));
    }
    return known;
  }

  /** Returns what stands for the result of a call. */
  Object call(Object callable, Tuple arguments) throws WeightFileException {
    if (!(callable instanceof Constructor constructor)) {
      throw invalid("something is called that is not a function");
    }
    List<Object> items = arguments.items();
    return switch (constructor) {
      case DICT -> items.isEmpty() ? new Dict() : dict(items.get(0));
      case SET, DEVICE -> None.NONE;
      case SIZE -> first(items);
      case TENSOR -> tensor(items);
      case PARAMETER -> first(items);
    };
  }

  private Object first(List<Object> items) throws WeightFileException {
    if (items.isEmpty()) {
      throw invalid("a function is called without arguments");
    }
    return items.get(0);
  }

  /** An OrderedDict of Python 2 is made of a list of lists, each a key and a value. */
  private Dict dict(Object argument) throws WeightFileException {
    if (argument instanceof Dict dict) {
      return dict;
    }
    if (!(argument instanceof Sequence pairs)) {
      throw invalid("a dict is made of something that is not a list");
    }
    // A list is copied as often as the pickle says.
    pairCount += pairs.items().size();
    if (pairCount > PickleReader.MAX_OBJECTS) {
      throw invalid("dicts are made of more than %d pairs".formatted(PickleReader.MAX_OBJECTS));
    }
    Dict dict = new Dict();
    for (Object item : pairs.items()) {
      List<Object> pair =
          item instanceof Sequence sequence
              ? sequence.items()
              : item instanceof Tuple tuple ? tuple.items() : List.of();
      if (pair.size() != 2) {
        throw invalid("a dict is made of something that is not a pair");
      }
      dict.keysAndValues().addAll(pair);
    }
    return dict;
  }

  /**
   * Returns the storage of a persistent id: {@code ("storage", class, key, location, length)} and
   * in the legacy stream {@code (key, begin, length)} of a view, or None.
   */
  PyTorchStorage persistent(Object id) throws WeightFileException {
    if (!(id instanceof Tuple tuple
        && tuple.items().size() >= 5
        && "storage".equals(tuple.items().get(0))
        && tuple.items().get(1) instanceof ElementType type
        && tuple.items().get(2) instanceof String key
        && tuple.items().get(4) instanceof Long length)) {
      throw invalid("a reference to a storage is malformed");
    }
    if (length < 0 || length > maxStorageBytes / type.bytes()) {
      throw new WeightFileException(
          "%s is truncated or damaged: its storage %s should have %d elements of %d bytes, more than the file can hold"
              .formatted(file, Pickled.quote(key), length, type.bytes()));
    }
    PyTorchStorage whole = new PyTorchStorage(key, type, length, 0, length);
    if (!whole.equals(storages.computeIfAbsent(key, absent -> whole))) {
      throw invalid("the storage %s is described in two ways".formatted(Pickled.quote(key)));
    }
    return tuple.items().size() > 5 && tuple.items().get(5) instanceof Tuple view
        ? view(whole, view.items())
        : whole;
  }

  private PyTorchStorage view(PyTorchStorage whole, List<Object> view) throws WeightFileException {
    if (view.size() == 3
        && view.get(1) instanceof Long begin
        && view.get(2) instanceof Long length
        && begin >= 0
        && length >= 0
        && begin <= whole.length() - length) {
      return new PyTorchStorage(whole.key(), whole.type(), whole.length(), begin, begin + length);
    }
    throw invalid("a view of the storage %s is malformed".formatted(Pickled.quote(whole.key())));
  }

  /** Returns the tensor of {@code (storage, offset, shape, strides, ...)}. */
  private PyTorchTensor tensor(List<Object> items) throws WeightFileException {
    if (!(items.size() >= 4
        && items.get(0) instanceof PyTorchStorage storage
        && items.get(1) instanceof Long offset
        && items.get(2) instanceof Tuple size
        && items.get(3) instanceof Tuple steps)) {
      throw invalid("a tensor is not made of storage, offset, shape and strides");
    }
    if (size.items().size() > MAX_DIMENSIONS || size.items().size() != steps.items().size()) {
      throw invalid(
          "a tensor has %d dimensions and %d strides, expected as many of both, up to %d"
              .formatted(size.items().size(), steps.items().size(), MAX_DIMENSIONS));
    }
    long[] shape = numbers(size);
    long[] strides = numbers(steps);
    boolean within = offset >= 0;
    PyTorchTensor tensor = null;
    try {
      tensor = new PyTorchTensor(storage, Math.addExact(storage.begin(), offset), shape, strides);
      within &= tensor.isWithinStorage();
    } catch (ArithmeticException | IllegalArgumentException e) {
      within = false;
    }
    if (!within) {
      throw invalid(
          "a tensor of the shape %s with strides %s from element %d reaches beyond its storage of %d elements"
              .formatted(
                  Arrays.toString(shape),
                  Arrays.toString(strides),
                  offset,
                  storage.end() - storage.begin()));
    }
    return tensor;
  }

  private long[] numbers(Tuple tuple) throws WeightFileException {
    long[] numbers = new long[tuple.items().size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(tuple.items().get(i) instanceof Long number && number >= 0)) {
        throw invalid("a shape or stride is not a whole number of 0 or more");
      }
      numbers[i] = number;
    }
    return numbers;
  }

  private WeightFileException invalid(String problem) {
    return new WeightFileException(
        "%s is damaged or not a PyTorch checkpoint: %s".formatted(file, problem));
  }
}
