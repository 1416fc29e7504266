package org.selfsame.tensor;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Argument;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;

/**
 * oneDNN's convolutions that add another tensor to their result and apply ReLU before they store
 * it, which saves passes over memory. The binding has no methods for these operators of libtorch,
 * and a build without oneDNN lacks them. The caller opens a scope, which frees the arguments and
 * the stack of a call: or else the stack would hold the result longer.
 */
final class FusedConvolution {
  private static final FusedConvolution RELU = find("_convolution_pointwise", "");
  private static final FusedConvolution ADD = find("_convolution_pointwise_", "binary");

  private final OperatorHandle operator;
  private final Type.TypePtr integer;
  private final IValue[] pairs; // pairs of equal numbers, as most are
  private final IValue noScalars;

  private FusedConvolution(OperatorHandle operator, int padding, int scalars) {
    this.operator = operator;
    integer = elementType(padding).retainReference();
    pairs = new IValue[] {newPair(0, 0).retainReference(), newPair(1, 1).retainReference()};
    noScalars = new IValue(new GenericList(elementType(scalars))).retainReference();
  }

  private static FusedConvolution find(String name, String overload) {
    Native.load();
    OperatorHandle found;
    try {
      found = Dispatcher.singleton().findSchemaOrThrow("mkldnn::" + name, overload);
    } catch (RuntimeException e) {
      return null; // a libtorch without oneDNN
    }
    int first = overload.isEmpty() ? 0 : 1;
    return new FusedConvolution(found.retainReference(), 3 + first, overload.isEmpty() ? 8 : 11);
  }

  private IValue pair(int first, int second) {
    return first == second && first < pairs.length ? pairs[first] : newPair(first, second);
  }

  private IValue newPair(int first, int second) {
    GenericList list = new GenericList(integer);
    list.push_back(new IValue((long) first));
    list.push_back(new IValue((long) second));
    return new IValue(list);
  }

  /** The type of a list argument's elements. */
  private Type.TypePtr elementType(int index) {
    Argument first = operator.schema().arguments();
    long at = first.address() + (long) index * first.sizeof();
    return new Argument(new Location(at)).type().get().containedType(0);
  }

  /** A place in native memory. */
  private static final class Location extends Pointer {
    Location(long place) {
      address = place;
    }
  }

  /** Tells whether an input can be convolved this way now: results have no gradients. */
  static boolean takes(Tensor input) {
    return RELU != null
        && ADD != null
        && !input.is_cuda()
        && !GradMode.is_enabled()
        && switch (Precision.of(input.scalar_type())) {
          case FP32 -> true;
          case BF16 -> Cpu.multipliesBf16();
          case FP64 -> false;
        };
  }

  /**
   * Convolves with a stride of 1, and replaces negative results by 0.
   *
   * @param weight laid out with channels fastest: else the result is not, and slow to write
   */
  static Tensor relu(
      Tensor input, Tensor weight, Tensor bias, int rowPadding, int columnPadding, int dilation) {
    return RELU.call(
        new IValue(input),
        new IValue(weight),
        new IValue(bias),
        RELU.pair(rowPadding, columnPadding),
        RELU.pair(1, 1),
        RELU.pair(dilation, dilation),
        new IValue(1L), // groups
        new IValue("relu"),
        RELU.noScalars,
        new IValue());
  }

  /** Adds a convolution to a tensor, and then replaces negative sums by 0 if asked to. */
  static void add(
      Tensor sum, Tensor input, Tensor weight, Tensor bias, int padding, boolean thenRelu) {
    ADD.call(
        new IValue(sum),
        new IValue(input),
        new IValue(weight),
        new IValue(bias),
        ADD.pair(padding, padding),
        ADD.pair(1, 1),
        ADD.pair(1, 1),
        new IValue(1L), // groups
        new IValue("add"),
        new IValue(), // alpha
        thenRelu ? new IValue("relu") : new IValue(),
        ADD.noScalars,
        new IValue());
  }

  private Tensor call(IValue... arguments) {
    IValueVector stack = new IValueVector(arguments);
    operator.callBoxed(stack);
    return new Tensor(stack.get(0).toTensor());
  }
}
