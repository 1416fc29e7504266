package org.selfsame.tensor;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * An n-dimensional array of numbers in native memory, with the operations that networks are made
 * of.
 *
 * <p>The memory belongs to a {@link TensorScope}. Operations return new tensors, views where the
 * operation allows it ({@link #view}, {@link #narrow}, {@link #permute}, {@link #transpose}); those
 * whose names end in {@code InPlace} change the tensor itself and return it. Shapes of the two
 * sides of an arithmetic operation are broadcast from the last dimension on. Images are {@code [n,
 * channels, height, width]}. Shapes that do not fit are reported by a {@link RuntimeException} in
 * libtorch's words.
 *
 * <p>Several threads may read a tensor; do not change it while another reads.
 */
public final class Tensor implements AutoCloseable {
  final org.bytedeco.pytorch.Tensor handle;

  /** Whether the tensor holds a reference of its own, besides those of scopes. */
  private boolean retained;

  private Tensor(org.bytedeco.pytorch.Tensor handle) {
    this.handle = handle;
    if (!TensorScope.isOpen()) {
      retain();
    }
  }

  /** Takes a tensor over from libtorch. */
  static Tensor of(org.bytedeco.pytorch.Tensor handle) {
    return new Tensor(handle);
  }

  /** Shares a tensor with libtorch. */
  static Tensor of(TensorBase handle) {
    return new Tensor(new org.bytedeco.pytorch.Tensor(handle));
  }

  // ---- making ----

  /** Copies numbers into a new tensor of a shape. */
  public static Tensor of(float[] values, Device device, long... shape) {
    Native.load();
    if (elements(shape) != values.length) {
      throw new IllegalArgumentException(
          values.length + " values for a tensor of shape " + Arrays.toString(shape));
    }
    try (TensorScope scope = TensorScope.open()) {
      var host =
          torch.empty(shape, options(Precision.FP32, Device.CPU), new MemoryFormatOptional());
      if (values.length > 0) {
        new FloatPointer(host.data_ptr()).put(values);
      }
      Tensor tensor = new Tensor(host);
      return scope.keep(device.isCuda() ? tensor.to(device) : tensor);
    }
  }

  /** Makes a tensor of zeros. */
  public static Tensor zeros(Precision precision, Device device, long... shape) {
    Native.load();
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(new Tensor(torch.zeros(shape, options(precision, device))));
    }
  }

  /** Makes a tensor without setting its elements: they may be any numbers, or NaN. */
  public static Tensor unset(Precision precision, Device device, long... shape) {
    Native.load();
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(
          new Tensor(torch.empty(shape, options(precision, device), new MemoryFormatOptional())));
    }
  }

  /** Makes a tensor filled with one number. */
  public static Tensor full(double value, Precision precision, Device device, long... shape) {
    return zeros(precision, device, shape).fillInPlace(value);
  }

  private static TensorOptions options(Precision precision, Device device) {
    return new TensorOptions(precision.scalarType).device(new DeviceOptional(nativeDevice(device)));
  }

  private static org.bytedeco.pytorch.Device nativeDevice(Device device) {
    return new org.bytedeco.pytorch.Device(device.requireAvailable().toString());
  }

  private static long elements(long... shape) {
    long product = 1;
    for (long size : shape) {
      product = Math.multiplyExact(product, size);
    }
    return product;
  }

  // ---- reading ----

  /** Returns the sizes. */
  public long[] shape() {
    long[] shape = new long[dimensions()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = handle.size(i);
    }
    return shape;
  }

  /** Returns one size; negative dimensions count from the last. */
  public long size(int dimension) {
    return handle.size(dimension);
  }

  /** Returns the number of dimensions. */
  public int dimensions() {
    return (int) handle.dim();
  }

  /** Returns the number of elements. */
  public long elements() {
    return handle.numel();
  }

  /** Returns how the elements are stored. */
  public Precision precision() {
    return Precision.of(handle.scalar_type());
  }

  /** Returns where the elements are. */
  public Device device() {
    return handle.is_cuda() ? Device.cuda(handle.device().index()) : Device.CPU;
  }

  /** Copies the elements out, the last dimension running fastest. */
  public float[] toFloats() {
    if (elements() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a tensor of " + elements() + " elements does not fit an array; copy parts of it");
    }
    float[] values = new float[(int) elements()];
    copyTo(values);
    return values;
  }

  /**
   * Copies the elements into an array of exactly their number, the last dimension running fastest.
   */
  public void copyTo(float[] values) {
    if (values.length != elements()) {
      throw new IllegalArgumentException(
          "array of " + values.length + " for a tensor of " + elements() + " elements");
    }
    if (values.length == 0) {
      return;
    }
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor host = to(Device.CPU).to(Precision.FP32).contiguous();
      new FloatPointer(host.handle.data_ptr()).get(values);
    }
  }

  /** Returns the only element. */
  public double item() {
    return handle.item_double();
  }

  // ---- precision, device, layout ----

  /** Returns the tensor in another precision: itself if it has that already. */
  public Tensor to(Precision precision) {
    return precision == precision() ? this : new Tensor(handle.to(precision.scalarType));
  }

  /** Returns the tensor on another device. */
  public Tensor to(Device device) {
    if (!device.isCuda() && !handle.is_cuda()) {
      return this;
    }
    try (var target = nativeDevice(device)) {
      return new Tensor(handle.to(target, handle.scalar_type()));
    }
  }

  /** Returns the tensor laid out with the last dimension fastest: itself if it is so already. */
  public Tensor contiguous() {
    return handle.is_contiguous() ? this : new Tensor(handle.contiguous());
  }

  /** Returns images laid out with channels fastest, which convolutions like best. */
  public Tensor channelsLast() {
    return handle.is_contiguous(MemoryFormat.ChannelsLast)
        ? this
        : new Tensor(handle.contiguous(MemoryFormat.ChannelsLast));
  }

  // ---- shape ----

  /** Returns the same elements under another shape; one size may be -1. */
  public Tensor reshape(long... shape) {
    return new Tensor(handle.reshape(shape));
  }

  /** Returns the same memory under another shape; one size may be -1. */
  public Tensor view(long... shape) {
    return new Tensor(handle.view(shape));
  }

  /** Returns a view with the dimensions in another order. */
  public Tensor permute(long... order) {
    return new Tensor(handle.permute(order));
  }

  /** Returns a view with two dimensions swapped. */
  public Tensor transpose(int first, int second) {
    return new Tensor(handle.transpose(first, second));
  }

  /** Returns a view of {@code length} entries of a dimension from {@code start} on. */
  public Tensor narrow(int dimension, long start, long length) {
    return new Tensor(handle.narrow(dimension, start, length));
  }

  /**
   * Returns a view of elements that lie at regular distances in memory, some of them more than once
   * if the distances say so.
   *
   * @param offset of the first element, counted from this tensor's first
   */
  public Tensor strided(long[] sizes, long[] strides, long offset) {
    try (LongOptional from = new LongOptional(handle.storage_offset() + offset)) {
      return new Tensor(handle.as_strided(sizes, strides, from));
    }
  }

  /** Joins tensors along a dimension. */
  public static Tensor concatenate(int dimension, List<Tensor> tensors) {
    try (TensorVector vector = new TensorVector()) { // holds the tensors until it is closed
      for (Tensor tensor : tensors) {
        vector.push_back(tensor.handle);
      }
      return new Tensor(torch.cat(vector, dimension));
    }
  }

  /** Continues images circularly beyond each border. */
  public Tensor padCircular(int left, int right, int top, int bottom) {
    return pad("circular", left, right, top, bottom);
  }

  /** Mirrors images beyond the right and lower border, about the last column and row. */
  public Tensor padMirrored(int right, int bottom) {
    return pad("reflect", 0, right, 0, bottom);
  }

  /** Repeats the last column and row of images beyond the right and lower border. */
  public Tensor padReplicate(int right, int bottom) {
    return pad("replicate", 0, right, 0, bottom);
  }

  private Tensor pad(String mode, long... borders) {
    try (DoubleOptional none = new DoubleOptional()) {
      return new Tensor(torch.pad(handle, borders, mode, none));
    }
  }

  // ---- arithmetic ----

  /** Adds element by element. */
  public Tensor add(Tensor other) {
    return new Tensor(handle.add(other.handle));
  }

  /** Subtracts element by element. */
  public Tensor sub(Tensor other) {
    return new Tensor(handle.sub(other.handle));
  }

  /** Divides element by element. */
  public Tensor div(Tensor other) {
    return new Tensor(handle.div(other.handle));
  }

  /** Multiplies element by element. */
  public Tensor mul(Tensor other) {
    return new Tensor(handle.mul(other.handle));
  }

  /** Adds a number to every element. */
  public Tensor add(double number) {
    try (Scalar scalar = new Scalar(number)) {
      return new Tensor(handle.add(scalar));
    }
  }

  /** Multiplies every element by a number. */
  public Tensor mul(double number) {
    try (Scalar scalar = new Scalar(number)) {
      return new Tensor(handle.mul(scalar));
    }
  }

  /** Returns the squares. */
  public Tensor square() {
    return new Tensor(handle.square());
  }

  /** Returns the square roots. */
  public Tensor sqrt() {
    return new Tensor(handle.sqrt());
  }

  /** Returns the exponentials. */
  public Tensor exp() {
    return new Tensor(handle.exp());
  }

  /** Returns the absolute values. */
  public Tensor abs() {
    return new Tensor(handle.abs());
  }

  /** Returns the logistic function {@code 1 / (1 + exp(-x))} of the elements. */
  public Tensor sigmoid() {
    return new Tensor(handle.sigmoid());
  }

  /** Returns the greatest of all elements. */
  public double max() {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      return new Tensor(handle.max()).item();
    }
  }

  /** Returns the least of all elements. */
  public double min() {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      return new Tensor(handle.min()).item();
    }
  }

  /** Returns the sum over all elements, as a tensor of no dimension. */
  public Tensor sum() {
    return new Tensor(handle.sum());
  }

  /** Returns the sum over one dimension, which becomes 1. */
  public Tensor sum(int dimension) {
    try (ScalarTypeOptional same = new ScalarTypeOptional()) {
      return new Tensor(handle.sum(new long[] {dimension}, true, same));
    }
  }

  /** Returns the mean over all elements, as a tensor of no dimension. */
  public Tensor mean() {
    return new Tensor(handle.mean());
  }

  /** Returns the Euclidean norm of all elements, as a tensor of no dimension. */
  public Tensor norm() {
    return new Tensor(handle.norm());
  }

  /** Fills with one number. */
  public Tensor fillInPlace(double number) {
    try (Scalar scalar = new Scalar(number)) {
      handle.fill_(scalar);
    }
    return this;
  }

  /** Copies another tensor's elements into this one, converting their precision. */
  public Tensor copyInPlace(Tensor source) {
    handle.copy_(source.handle);
    return this;
  }

  /** Adds another tensor. */
  public Tensor addInPlace(Tensor other) {
    handle.add_(other.handle);
    return this;
  }

  /** Multiplies every element by a number. */
  public Tensor mulInPlace(double number) {
    try (Scalar scalar = new Scalar(number)) {
      handle.mul_(scalar);
    }
    return this;
  }

  /** Moves toward another tensor by a fraction of the distance: {@code this + w (other - this)}. */
  public Tensor lerpInPlace(Tensor other, double weight) {
    try (Scalar scalar = new Scalar(weight)) {
      handle.lerp_(other.handle, scalar);
    }
    return this;
  }

  /** Adds {@code scale * a * b}. */
  public Tensor addProductInPlace(Tensor a, Tensor b, double scale) {
    try (Scalar scalar = new Scalar(scale)) {
      handle.addcmul_(a.handle, b.handle, scalar);
    }
    return this;
  }

  /** Adds {@code scale * a / b}. */
  public Tensor addQuotientInPlace(Tensor a, Tensor b, double scale) {
    try (Scalar scalar = new Scalar(scale)) {
      handle.addcdiv_(a.handle, b.handle, scalar);
    }
    return this;
  }

  // ---- network layers ----

  /**
   * Multiplies matrices: {@code [n, a, b]} by {@code [n, b, c]} gives {@code [n, a, c]}.
   *
   * @param other as many matrices, with as many rows as these have columns
   */
  public Tensor matmul(Tensor other) {
    return new Tensor(torch.bmm(handle, other.handle));
  }

  /** Returns this plus the product of matrices {@code a [n, i, k]} and {@code b [n, k, j]}. */
  public Tensor addMatmul(Tensor a, Tensor b) {
    return new Tensor(torch.baddbmm(handle, a.handle, b.handle));
  }

  /** Adds the product of matrices {@code a [n, i, k]} and {@code b [n, k, j]}. */
  public Tensor addMatmulInPlace(Tensor a, Tensor b) {
    handle.baddbmm_(a.handle, b.handle);
    return this;
  }

  /**
   * Overwrites this with the product of two tensors' elements.
   *
   * @return this tensor
   */
  public Tensor mulInto(Tensor a, Tensor b) {
    torch.mul_out(handle, a.handle, b.handle);
    return this;
  }

  /**
   * Overwrites this with the product of matrices {@code a [n, i, k]} and {@code b [n, k, j]}.
   *
   * @return this tensor, {@code [n, i, j]} and contiguous
   */
  public Tensor matmulInto(Tensor a, Tensor b) {
    torch.bmm_out(handle, a.handle, b.handle);
    return this;
  }

  /**
   * Overwrites this with a number times the product of matrices {@code a [n, i, k]} and {@code b
   * [n, k, j]}; what is rounded is the scaled product.
   *
   * @return this tensor, {@code [n, i, j]} and contiguous
   */
  public Tensor matmulInto(Tensor a, Tensor b, double scale) {
    return scale == 1 ? matmulInto(a, b) : addMatmulInto(this, 0, a, b, scale);
  }

  /**
   * Overwrites this with the sum of another tensor and the product of matrices {@code a [n, i, k]}
   * and {@code b [n, k, j]}.
   *
   * @return this tensor, {@code [n, i, j]} and contiguous
   */
  public Tensor addMatmulInto(Tensor base, Tensor a, Tensor b) {
    return addMatmulInto(base, a, b, 1);
  }

  /**
   * Overwrites this with the sum of another tensor and a number times the product of matrices
   * {@code a [n, i, k]} and {@code b [n, k, j]}.
   *
   * @return this tensor, {@code [n, i, j]} and contiguous
   */
  public Tensor addMatmulInto(Tensor base, Tensor a, Tensor b, double scale) {
    return addMatmulInto(base, 1, a, b, scale);
  }

  private Tensor addMatmulInto(Tensor base, double ofBase, Tensor a, Tensor b, double scale) {
    try (Scalar beta = new Scalar(ofBase);
        Scalar alpha = new Scalar(scale)) {
      torch.baddbmm_out(handle, base.handle, a.handle, b.handle, beta, alpha);
    }
    return this;
  }

  /**
   * Overwrites this with the quotient of two tensors' elements.
   *
   * @return this tensor
   */
  public Tensor divInto(Tensor a, Tensor b) {
    torch.div_out(handle, a.handle, b.handle);
    return this;
  }

  /**
   * Overwrites this with the exponentials of another tensor's elements.
   *
   * @return this tensor
   */
  public Tensor expInto(Tensor other) {
    torch.exp_out(handle, other.handle);
    return this;
  }

  /**
   * Overwrites this with the powers of 2 whose exponents are another tensor's elements.
   *
   * @return this tensor
   */
  public Tensor exp2Into(Tensor other) {
    torch.exp2_out(handle, other.handle);
    return this;
  }

  /**
   * Overwrites this with the {@link #softmax} of another tensor.
   *
   * @return this tensor, of the other's shape and contiguous
   */
  public Tensor softmaxInto(Tensor other, int dimension) {
    torch.softmax_out(handle, other.handle, dimension);
    return this;
  }

  /** Returns the exponentials of one dimension's elements, divided by their sum. */
  public Tensor softmax(int dimension) {
    return new Tensor(torch.softmax(handle, dimension));
  }

  /** Returns the elements, the negative ones replaced by 0. */
  public Tensor relu() {
    return new Tensor(torch.relu(handle));
  }

  /** Replaces negative elements by 0. */
  public Tensor reluInPlace() {
    torch.relu_(handle);
    return this;
  }

  /**
   * Convolves images with filters, padding with zeros.
   *
   * @param weight {@code [out, in, height, width]}
   * @param bias {@code [out]}, or null for none
   */
  public Tensor conv2d(Tensor weight, Tensor bias, int stride, int padding) {
    boolean oneColumn = size(3) + 2L * padding - weight.size(3) < stride;
    if (precision() == Precision.BF16 && stride > 1 && oneColumn) {
      // oneDNN gets this wrong for images higher than 10 pixels: it reads past its buffer.
      try (TensorScope scope = TensorScope.open()) {
        Tensor shift = bias == null ? null : bias.to(Precision.FP32);
        Tensor exact = to(Precision.FP32).conv2d(weight.to(Precision.FP32), shift, stride, padding);
        return scope.keep(exact.to(Precision.BF16));
      }
    }
    return conv2d(weight, bias, stride, padding, padding, 1);
  }

  /**
   * Convolves images with filters whose weights are {@code dilation} pixels apart, padding with
   * zeros; a filter of 3x3 keeps the size of images where padding and dilation are the same.
   *
   * @param weight {@code [out, in, height, width]}
   * @param bias {@code [out]}, or null for none
   * @param rowPadding rows of zeros above and below
   * @param columnPadding columns of zeros on the left and right
   */
  public Tensor dilatedConv2d(
      Tensor weight, Tensor bias, int rowPadding, int columnPadding, int dilation) {
    return conv2d(weight, bias, 1, rowPadding, columnPadding, dilation);
  }

  private Tensor conv2d(
      Tensor weight, Tensor bias, int stride, int rowPadding, int columnPadding, int dilation) {
    try (TensorOptional shift = optional(bias)) {
      return new Tensor(
          torch.conv2d(
              handle,
              weight.handle,
              shift,
              new long[] {stride, stride},
              new long[] {rowPadding, columnPadding},
              new long[] {dilation, dilation},
              1));
    }
  }

  /**
   * Convolves as {@link #dilatedConv2d}, and replaces negative results by 0: in one pass where no
   * gradient is asked for.
   *
   * @param weight {@code [out, in, height, width]}; it is copied if channels are not fastest
   * @param bias {@code [out]}
   */
  public Tensor dilatedConv2dRelu(
      Tensor weight, Tensor bias, int rowPadding, int columnPadding, int dilation) {
    if (!FusedConvolution.takes(handle)) {
      return dilatedConv2d(weight, bias, rowPadding, columnPadding, dilation).reluInPlace();
    }
    try (TensorScope scope = TensorScope.open()) {
      var filters = weight.channelsLast().handle;
      return scope.keep(
          new Tensor(
              FusedConvolution.relu(
                  handle, filters, bias.handle, rowPadding, columnPadding, dilation)));
    }
  }

  /**
   * Adds what {@link #conv2d} makes of images, in one pass where no gradient is asked for.
   *
   * @param relu whether to replace negative sums by 0
   * @return this tensor
   */
  public Tensor addConv2dInPlace(
      Tensor images, Tensor weight, Tensor bias, int padding, boolean relu) {
    if (FusedConvolution.takes(images.handle)) {
      try (TensorScope scope = TensorScope.open()) {
        FusedConvolution.add(handle, images.handle, weight.handle, bias.handle, padding, relu);
      }
      return this;
    }
    addInPlace(images.conv2d(weight, bias, 1, padding));
    return relu ? reluInPlace() : this;
  }

  /**
   * Convolves images with filters set {@code stride} pixels apart, which enlarges them: the adjoint
   * of a convolution with that stride.
   *
   * @param weight {@code [in, out, height, width]}
   * @param bias {@code [out]}, or null for none
   * @param padding pixels of the result that are left out along each edge
   */
  public Tensor convTranspose2d(Tensor weight, Tensor bias, int stride, int padding) {
    try (TensorOptional shift = optional(bias)) {
      return new Tensor(
          torch.conv_transpose2d(
              handle,
              weight.handle,
              shift,
              new long[] {stride, stride},
              new long[] {padding, padding},
              new long[] {0, 0},
              1,
              new long[] {1, 1}));
    }
  }

  /**
   * Turns channels into pixels, which makes images wider and higher by a factor f: {@code [n, c f
   * f, h, w]} becomes {@code [n, c, h f, w f]}, where channel {@code c f f + y f + x} gives the
   * pixels at {@code (y, x)} of each square of f x f (Shi et al. 2016).
   */
  public Tensor pixelShuffle(int factor) {
    return new Tensor(torch.pixel_shuffle(handle, factor));
  }

  /**
   * Undoes {@link #pixelShuffle}: {@code [n, c, h f, w f]} becomes {@code [n, c f f, h, w]}.
   *
   * @param factor of which height and width are multiples
   */
  public Tensor pixelUnshuffle(int factor) {
    return new Tensor(torch.pixel_unshuffle(handle, factor));
  }

  /** Returns a view of every {@code step}th row and column of images, from the first on. */
  public Tensor everyPixel(int step) {
    return new Tensor(
        handle
            .slice(2, new LongOptional(0), new LongOptional(), step)
            .slice(3, new LongOptional(0), new LongOptional(), step));
  }

  /**
   * Normalizes each channel of images to mean 0 and variance 1, then scales and shifts it.
   *
   * @param weight the scale {@code [channels]}
   * @param bias the shift {@code [channels]}
   * @param runningMean used where {@code training} is false, else moved toward the batch's mean
   * @param runningVariance likewise, of the unbiased variance
   * @param momentum how far the running statistics move
   * @param epsilon added to the variance
   */
  public Tensor batchNorm(
      Tensor weight,
      Tensor bias,
      Tensor runningMean,
      Tensor runningVariance,
      boolean training,
      double momentum,
      double epsilon) {
    try (TensorOptional scale = optional(weight);
        TensorOptional shift = optional(bias);
        TensorOptional mean = optional(runningMean);
        TensorOptional variance = optional(runningVariance)) {
      return new Tensor(
          torch.batch_norm(
              handle, scale, shift, mean, variance, training, momentum, epsilon, false));
    }
  }

  /** Holds the tensor until it is closed. */
  private static TensorOptional optional(Tensor tensor) {
    return tensor == null ? new TensorOptional() : new TensorOptional(tensor.handle);
  }

  // ---- gradients ----

  /** Returns the same memory as a tensor that no gradient flows through. */
  public Tensor detach() {
    return new Tensor(handle.detach());
  }

  /** Returns a view of the whole, through which gradients flow. */
  Tensor viewOfItself() {
    return new Tensor(handle.view_as(handle));
  }

  /** Tells whether {@link #backward} passes a gradient on to this tensor. */
  public boolean needsGradient() {
    return handle.requires_grad();
  }

  /**
   * Has {@link #backward} add this tensor's gradient to the given one.
   *
   * @param gradient of this tensor's shape and precision
   * @return this tensor
   */
  public Tensor collectGradient(Tensor gradient) {
    handle.requires_grad_(true);
    handle.mutable_grad().put(gradient.handle);
    return this;
  }

  /** Adds the gradients of this single number to all tensors that collect theirs. */
  public void backward() {
    handle.backward();
  }

  /**
   * Lets the tensor outlive all scopes, until {@link #close}, which is called once however often
   * the tensor was retained.
   *
   * @return this tensor
   */
  public Tensor retain() {
    if (!retained) {
      handle.retainReference();
      retained = true;
    }
    return this;
  }

  /**
   * Frees the tensor's memory now, unless views or a gradient still need it. Not needed inside a
   * scope.
   */
  @Override
  public void close() {
    retained = false;
    handle.close();
  }

  @Override
  public String toString() {
    return handle.isNull()
        ? "Tensor[freed]"
        : "Tensor" + Arrays.toString(shape()) + " " + precision();
  }
}
