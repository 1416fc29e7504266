package org.selfsame.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.selfsame.system.FileReplacement;

/**
 * A network as a graph of operators, to be written as an ONNX model of opset 17. Numbers are
 * float32. Values are named; each operator names its only result by itself.
 *
 * <pre>{@code
 * OnnxGraph graph = new OnnxGraph("half");
 * String x = graph.input("x", List.of("n", 3));
 * graph.output("y", graph.node("Mul", List.of(x, graph.number(0.5f))), List.of("n", 3));
 * graph.write(Path.of("half.onnx"), Map.of("license", "Apache-2.0"));
 * }</pre>
 */
public final class OnnxGraph {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int BOOL = 9;

  private final ProtobufWriter graph = new ProtobufWriter();
  private final Set<String> initializers = new HashSet<>();
  private int nodes;

  /** Begins a graph. */
  public OnnxGraph(String name) {
    graph.text(2, name);
  }

  /**
   * Declares an input.
   *
   * @param shape a number for each fixed dimension, a name for each that is free
   * @return its name
   */
  public String input(String name, List<?> shape) {
    graph.message(11, value(name, shape));
    return name;
  }

  /** Declares that a value is an output, under a name of its own. */
  public void output(String name, String value, List<?> shape) {
    graph.message(
        1, new ProtobufWriter().text(1, value).text(2, name).text(3, name).text(4, "Identity"));
    graph.message(12, value(name, shape));
  }

  /** Adds constant numbers, once for each name; returns the name. */
  public String weights(String name, WeightArray array) {
    byte[] bytes = new byte[Float.BYTES * array.values().length];
    little(bytes).asFloatBuffer().put(array.values());
    return initializer(name, FLOAT, array.shape(), bytes);
  }

  /** Adds a constant number without dimensions. */
  public String number(float number) {
    return weights("number " + number, new WeightArray(new long[0], new float[] {number}));
  }

  /** Adds a constant vector of whole numbers, such as a shape. */
  public String vector(long... numbers) {
    byte[] bytes = new byte[Long.BYTES * numbers.length];
    little(bytes).asLongBuffer().put(numbers);
    StringBuilder name = new StringBuilder("vector");
    for (long number : numbers) {
      name.append(' ').append(number);
    }
    return initializer(name.toString(), INT64, new long[] {numbers.length}, bytes);
  }

  /** Adds constant truth values of a shape, row by row. */
  public String truths(String name, boolean[] truths, long... shape) {
    byte[] bytes = new byte[truths.length];
    for (int i = 0; i < truths.length; i++) {
      bytes[i] = (byte) (truths[i] ? 1 : 0);
    }
    return initializer(name, BOOL, shape, bytes);
  }

  /** Applies an operator without attributes, and returns the name of its result. */
  public String node(String operator, List<String> inputs) {
    return node(operator, inputs, Map.of());
  }

  /**
   * Applies an operator.
   *
   * @param attributes each a {@code Long}, a {@code Float}, a {@code String} or a {@code long[]}
   * @return the name of its result
   */
  public String node(String operator, List<String> inputs, Map<String, ?> attributes) {
    String name = "%s_%d".formatted(operator, nodes++);
    ProtobufWriter node = new ProtobufWriter();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, name).text(3, name).text(4, operator);
    attributes.forEach((key, value) -> node.message(5, attribute(key, value)));
    graph.message(1, node);
    return name;
  }

  /**
   * Writes the model. Whatever happens, {@code path} is the old file or the whole new one.
   *
   * @param metadata texts that are kept with it
   */
  public void write(Path path, Map<String, String> metadata) throws IOException {
    ProtobufWriter model = new ProtobufWriter().number(1, IR_VERSION).text(2, "selfsame");
    model.message(7, graph);
    model.message(8, new ProtobufWriter().text(1, "").number(2, OPSET));
    metadata.forEach(
        (key, value) -> model.message(14, new ProtobufWriter().text(1, key).text(2, value)));
    byte[] bytes = model.toBytes();
    FileReplacement.write(path, out -> out.write(bytes));
  }

  private String initializer(String name, int type, long[] shape, byte[] bytes) {
    if (initializers.add(name)) {
      graph.message(
          5, new ProtobufWriter().numbers(1, shape).number(2, type).text(8, name).bytes(9, bytes));
    }
    return name;
  }

  private static ProtobufWriter value(String name, List<?> shape) {
    ProtobufWriter dimensions = new ProtobufWriter();
    for (Object dimension : shape) {
      dimensions.message(
          1,
          dimension instanceof Number number
              ? new ProtobufWriter().number(1, number.longValue())
              : new ProtobufWriter().text(2, dimension.toString()));
    }
    ProtobufWriter tensor = new ProtobufWriter().number(1, FLOAT).message(2, dimensions);
    return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor));
  }

  private static ProtobufWriter attribute(String key, Object value) {
    ProtobufWriter attribute = new ProtobufWriter().text(1, key);
    if (value instanceof Float real) {
      return attribute.real(2, real).number(20, 1);
    }
    if (value instanceof Long number) {
      return attribute.number(3, number).number(20, 2);
    }
    if (value instanceof String text) {
      return attribute.text(4, text).number(20, 3);
    }
    if (value instanceof long[] numbers) {
      return attribute.numbers(8, numbers).number(20, 7);
    }
    throw new IllegalArgumentException(
        "attribute %s: expected a Long, Float, String or long[]".formatted(key));
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
