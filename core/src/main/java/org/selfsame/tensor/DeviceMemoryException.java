package org.selfsame.tensor;

import java.util.List;
import java.util.function.Supplier;

/** Native memory, or that of a GPU, does not suffice: less at once may. */
public final class DeviceMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What libtorch's allocators, C++ and CUDA's libraries say then. */
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
   * @throws DeviceMemoryException if memory for a tensor, or for an operation on it, is not given
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

  /** Tells whether a failure, or what caused it, is that of an allocation outside Java. */
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
