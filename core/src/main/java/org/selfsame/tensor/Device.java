package org.selfsame.tensor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.global.torch;

/** Where tensors live and are computed: the processor, or a CUDA device. */
public sealed interface Device {
  /** The processor. */
  Device CPU = new Processor();

  /** The processor, and the machine's memory. */
  record Processor() implements Device {
    @Override
    public boolean isCuda() {
      return false;
    }

    @Override
    public Device requireAvailable() {
      return this;
    }

    @Override
    public long freeBytes() {
      return HostMemory.freeBytes();
    }

    @Override
    public String toString() {
      return "cpu";
    }
  }

  /**
   * A GPU.
   *
   * @param index its number, 0 to 99
   */
  record Cuda(int index) implements Device {
    /** Assumed to be free, as libtorch's binding does not report a GPU's memory: 4 GiB. */
    private static final long FREE_BYTES = 4L << 30;

    /** Checks the number. */
    public Cuda {
      if (index < 0 || index > 99) {
        throw new IllegalArgumentException("CUDA device " + index + ": expected 0 to 99");
      }
    }

    @Override
    public boolean isCuda() {
      return true;
    }

    @Override
    public Device requireAvailable() {
      if (!Device.cudaAvailable()) {
        throw new IllegalArgumentException(
            "device "
                + this
                + " is not available: expected an NVIDIA GPU with its driver, and Selfsame built"
                + " with the Maven profile 'cuda'; use --device cpu");
      }
      int count = torch.cuda_device_count();
      if (index >= count) {
        throw new IllegalArgumentException(
            "device %s is not there: expected cuda:0 to cuda:%d".formatted(this, count - 1));
      }
      return this;
    }

    @Override
    public long freeBytes() {
      return FREE_BYTES;
    }

    @Override
    public String toString() {
      return "cuda:" + index;
    }
  }

  /** Returns whether this is a CUDA device. */
  boolean isCuda();

  /**
   * Checks that the device is there.
   *
   * @return this device
   * @throws IllegalArgumentException if it is a CUDA device that is not found
   */
  Device requireAvailable();

  /** Returns how many bytes of the device's memory are available. */
  long freeBytes();

  /**
   * Returns the CUDA device of a number.
   *
   * @param index 0 to 99
   */
  static Device cuda(int index) {
    return new Cuda(index);
  }

  /** Returns the first CUDA device if there is one, else the processor. */
  static Device best() {
    return cudaAvailable() ? cuda(0) : CPU;
  }

  /** Returns whether this build of libtorch finds a CUDA device. */
  static boolean cudaAvailable() {
    Native.load();
    return torch.cuda_is_available();
  }

  /**
   * Reads {@code cpu}, {@code cuda} or {@code cuda:1}.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Device parse(String text) {
    if (text.equals("cpu")) {
      return CPU;
    }
    Matcher matcher = Pattern.compile("cuda(?::(\\d{1,2}))?").matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "device '" + text + "': expected cpu, cuda or cuda:N (N from 0)");
    }
    return cuda(matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1)));
  }

  /** Returns how many threads share an operation that the calling thread starts. */
  static int processorThreads() {
    Native.load();
    return torch.get_num_threads();
  }

  /**
   * Sets how many threads share an operation that the calling thread starts on the processor.
   * Threads that have not set a number yet inherit this one; others keep theirs.
   *
   * @param threads at least 1
   */
  static void limitThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " threads: expected at least 1");
    }
    Native.load();
    torch.get_num_threads(); // or else the first operation would inherit another thread's number
    torch.set_num_threads(threads);
  }
}
