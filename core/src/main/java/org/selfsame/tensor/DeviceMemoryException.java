package org.selfsame.tensor;

import java.util.List;
import java.util.function.Supplier;

/** There is not enough native or GPU memory; working on less at once may help. */
public final class DeviceMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What libtorch's allocators, C++ and CUDA's libraries say when memory runs out. */
  private static final List<String> SIGNS =
      List.of(
          "DefaultCPUAllocator: can't allocate memory",
          "DefaultCPUAllocator: not enough memory",
          "std::bad_alloc",
          "CUDA out of memory",
          "CUDA error: out of memory",
          "STATUS_ALLOC_FAILED");

  /** Makes the exception, with a message for a person. */
  public DeviceMemoryException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Does work on tensors.
   *
   * @return what it returns
   * @throws DeviceMemoryException if memory runs out
   */
  public static <T> T orResult(Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      if (e instanceof DeviceMemoryException || !isToldBy(e)) {
        throw e;
      }
      throw new DeviceMemoryException("there is not enough memory for the tensors", e);
    }
  }

  /** Returns whether a failure, or one of its causes, is a failed allocation outside Java. */
  public static boolean isToldBy(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof DeviceMemoryException || SIGNS.stream().anyMatch(message::contains)) {
        return true;
      }
    }
    return false;
  }
}
