package org.selfsame.tensor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.global.torch;

/**
 * Where tensors live and are computed: the processor, or a CUDA device.
 *
 * @param cudaIndex the number of the CUDA device, or -1 for the processor
 */
public record Device(int cudaIndex) {
  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,2}))?");

  /** The processor. */
  public static final Device CPU = new Device(-1);

  public Device {
    requireBetween(-1, cudaIndex);
  }

  /**
   * Returns the CUDA device of a number.
   *
   * @param index 0 to 99
   */
  public static Device cuda(int index) {
    requireBetween(0, index);
    return new Device(index);
  }

  private static void requireBetween(int least, int index) {
    if (index < least || index > 99) {
      throw new IllegalArgumentException("CUDA device " + index + ": expected 0 to 99");
    }
  }

  /** Returns the first CUDA device if there is one, else the processor. */
  public static Device best() {
    return cudaAvailable() ? cuda(0) : CPU;
  }

  /** Tells whether this build of libtorch finds a CUDA device. */
  public static boolean cudaAvailable() {
    Native.load();
    return torch.cuda_is_available();
  }

  /**
   * Reads {@code cpu}, {@code cuda} or {@code cuda:1}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Device parse(String text) {
    if (text.equals("cpu")) {
      return CPU;
    }
    Matcher matcher = CUDA.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "device '" + text + "': expected cpu, cuda or cuda:N (N from 0)");
    }
    return cuda(matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1)));
  }

  /**
   * Checks that the device is there.
   *
   * @return this device
   * @throws IllegalArgumentException if it is a CUDA device that is not found
   */
  public Device requireAvailable() {
    if (!isCuda()) {
      return this;
    }
    if (!cudaAvailable()) {
      throw new IllegalArgumentException(
          "device "
              + this
              + " is not available: expected an NVIDIA GPU with its driver, and Selfsame built with"
              + " the Maven profile 'cuda'; use --device cpu");
    }
    int count = torch.cuda_device_count();
    if (cudaIndex >= count) {
      throw new IllegalArgumentException(
          "device %s is not there: expected cuda:0 to cuda:%d".formatted(this, count - 1));
    }
    return this;
  }

  /** Returns the number of threads that share an operation which the calling thread starts. */
  public static int processorThreads() {
    Native.load();
    return torch.get_num_threads();
  }

  /**
   * Shares operations that the calling thread starts on the processor by so many threads. Threads
   * that have not asked for any number yet take this one over; others keep theirs.
   *
   * @param threads at least 1
   */
  public static void limitThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " threads: expected at least 1");
    }
    Native.load();
    torch.get_num_threads(); // or else the first operation would take over another thread's number
    torch.set_num_threads(threads);
  }

  /** Tells whether this is a CUDA device. */
  public boolean isCuda() {
    return cudaIndex >= 0;
  }

  @Override
  public String toString() {
    return isCuda() ? "cuda:" + cudaIndex : "cpu";
  }
}
