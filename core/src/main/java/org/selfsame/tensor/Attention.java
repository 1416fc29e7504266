package org.selfsame.tensor;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Averages of values, weighted by the softmax of queries' products with keys: libtorch's scaled dot
 * product attention, unscaled. Products are made block by block and never stored, with a running
 * maximum and sum (Milakov and Gimelshein 2018, Dao 2022), so memory grows with the number of
 * queries and keys only, not with that of pairs.
 *
 * <p>Queries, keys and values are {@code [n, count, features]}, of the same number of features.
 *
 * @param averages {@code a_i = sum_j exp(q_i k_j + b_j - l_i) v_j}, of the queries' shape
 * @param logSums {@code l_i = log sum_j exp(q_i k_j + b_j)}, {@code [n, queries]}, at least float32
 */
public record Attention(Tensor averages, Tensor logSums) {
  /** libtorch's operators that the binding has no methods for. */
  private static final class Operators {
    static final OperatorHandle FORWARD = find("_scaled_dot_product_flash_attention_for_cpu");
    static final OperatorHandle BACKWARD =
        find("_scaled_dot_product_flash_attention_for_cpu_backward");

    static OperatorHandle find(String name) {
      return Dispatcher.singleton().findSchemaOrThrow("aten::" + name, "").retainReference();
    }
  }

  /** The gradients of a number with respect to queries, keys and values, of their shapes. */
  public record Gradients(Tensor queries, Tensor keys, Tensor values) {}

  /**
   * Returns whether the processor is fast in a precision. In bf16 it is if it multiplies tiles;
   * without that, libtorch takes ten times as long as in float32.
   */
  public static boolean isFastIn(Precision precision) {
    return precision != Precision.BF16 || Cpu.multipliesTilesOfBf16();
  }

  /**
   * Computes averages on the processor. Not differentiable.
   *
   * @param keyBias {@code b}, {@code [n, keys]} in the precision of {@link #logSums}, or null for 0
   */
  public static Attention of(Tensor queries, Tensor keys, Tensor values, Tensor keyBias) {
    requireSameFeatures(queries, keys, values);
    try (TensorScope scope = TensorScope.withoutGradients()) {
      IValueVector results =
          call(
              Operators.FORWARD,
              oneHead(queries),
              oneHead(keys),
              oneHead(values),
              new IValue(0.0), // dropout
              new IValue(false), // causal
              keyBias == null
                  ? new IValue()
                  : tensor(keyBias.contiguous().view(keyBias.size(0), 1, 1, keyBias.size(1))),
              new IValue(1.0)); // scale
      Tensor averages = Tensor.of(results.get(0).toTensor());
      Tensor logSums = Tensor.of(results.get(1).toTensor());
      return new Attention(
          scope.keep(averages.view(queries.shape())),
          scope.keep(logSums.reshape(queries.size(0), queries.size(1))));
    }
  }

  /**
   * Computes gradients through the averages, without bias, on the processor. Use float32 or
   * float64: in bf16 libtorch has no fast products for it, and it sums in the precision given.
   *
   * @param forward what {@link #of} has made of the same queries, keys and values
   * @param gradient of a number with respect to the averages, of their shape
   */
  public static Gradients gradients(
      Tensor queries, Tensor keys, Tensor values, Attention forward, Tensor gradient) {
    requireSameFeatures(queries, keys, values);
    // libtorch shares the work by images only.
    int pieces = queries.size(0) < Cores.workers() ? Cores.workers() : 1;
    pieces = (int) Math.max(1, Math.min(pieces, queries.size(1)));
    Gradients[] parts = new Gradients[pieces];
    try (TensorScope scope = TensorScope.withoutGradients()) {
      long count = queries.size(1);
      int all = pieces;
      Cores.run(
          pieces,
          (piece, worker) -> {
            long from = count * piece / all;
            long length = count * (piece + 1) / all - from;
            parts[piece] =
                gradientsOfPiece(
                    queries.narrow(1, from, length),
                    keys,
                    values,
                    new Attention(
                        forward.averages.narrow(1, from, length),
                        forward.logSums.narrow(1, from, length)),
                    gradient.narrow(1, from, length));
          });
      List<Gradients> list = Arrays.asList(parts);
      Tensor ofQueries = Tensor.concatenate(1, list.stream().map(Gradients::queries).toList());
      // In the order of the pieces: summed in another order, floats give another number.
      for (Gradients part : list.subList(1, pieces)) {
        parts[0].keys.addInPlace(part.keys);
        parts[0].values.addInPlace(part.values);
      }
      return new Gradients(
          scope.keep(ofQueries),
          scope.keep(parts[0].keys.detach()),
          scope.keep(parts[0].values.detach()));
    } finally {
      for (Gradients part : parts) {
        if (part != null) {
          part.queries.close();
          part.keys.close();
          part.values.close();
        }
      }
    }
  }

  /** On any thread; the caller closes the tensors. */
  private static Gradients gradientsOfPiece(
      Tensor queries, Tensor keys, Tensor values, Attention forward, Tensor gradient) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      IValueVector results =
          call(
              Operators.BACKWARD,
              oneHead(gradient),
              oneHead(queries),
              oneHead(keys),
              oneHead(values),
              oneHead(forward.averages),
              tensor(forward.logSums.view(queries.size(0), 1, queries.size(1))),
              new IValue(0.0), // dropout
              new IValue(false), // causal
              new IValue(), // no bias
              new IValue(1.0)); // scale
      return new Gradients(
          Tensor.of(results.get(0).toTensor()).view(queries.shape()).retain(),
          Tensor.of(results.get(1).toTensor()).view(keys.shape()).retain(),
          Tensor.of(results.get(2).toTensor()).view(values.shape()).retain());
    }
  }

  /** Computes averages on any device, differentiable. */
  public static Tensor averages(Tensor queries, Tensor keys, Tensor values) {
    requireSameFeatures(queries, keys, values);
    Blas.beginSerial();
    try (TensorScope scope = TensorScope.open();
        TensorOptional noBias = new TensorOptional();
        DoubleOptional scale = new DoubleOptional(1)) {
      Tensor averages =
          Tensor.of(
              torch.scaled_dot_product_attention(
                  head(queries).handle,
                  head(keys).handle,
                  head(values).handle,
                  noBias,
                  0,
                  false,
                  scale,
                  false));
      return scope.keep(averages.view(queries.shape()));
    } finally {
      Blas.endSerial();
    }
  }

  private static void requireSameFeatures(Tensor queries, Tensor keys, Tensor values) {
    if (queries.size(2) != keys.size(2)
        || queries.size(2) != values.size(2)
        || keys.size(1) != values.size(1)) {
      throw new IllegalArgumentException(
          "queries %s, keys %s and values %s: expected [n, count, features], as many features of"
                  .formatted(queries, keys, values)
              + " each, and a value for each key");
    }
  }

  private static Tensor head(Tensor rows) {
    return rows.contiguous().view(rows.size(0), 1, rows.size(1), rows.size(2));
  }

  private static IValue oneHead(Tensor rows) {
    return tensor(head(rows));
  }

  private static IValue tensor(Tensor tensor) {
    return new IValue(tensor.handle);
  }

  /** Calls an operator of the processor's, one product to a thread. */
  private static IValueVector call(OperatorHandle operator, IValue... arguments) {
    IValueVector stack = new IValueVector(arguments);
    Blas.beginSerial();
    try {
      operator.callBoxed(stack);
    } finally {
      Blas.endSerial();
    }
    return stack;
  }
}
