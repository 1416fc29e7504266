package org.selfsame.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Receives a body into a file, bounded in bytes and in time.
 *
 * @param most the most bytes
 * @param patience how long a sender may take for nothing
 */
record Upload(long most, Duration patience) {
  /** Whoever sends less is given up. */
  private static final long BYTES_PER_SECOND = 16 << 10;

  /**
   * Receives a body.
   *
   * @param declared its length by its header, or -1
   * @throws Problem if it is empty, cut off, too long or too slow
   * @throws IOException if the file cannot be written
   */
  void receive(InputStream body, long declared, Path file) throws IOException {
    if (declared > most) {
      throw tooLarge("%d bytes".formatted(declared));
    }
    long start = System.nanoTime();
    long received = 0;
    byte[] buffer = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int n = read(body, buffer, received); n >= 0; n = read(body, buffer, received)) {
        received += n;
        if (received > most) {
          throw tooLarge("more than that");
        }
        long seconds = patience.toSeconds() + received / BYTES_PER_SECOND;
        if (System.nanoTime() - start > Duration.ofSeconds(seconds).toNanos()) {
          throw tooSlow(received);
        }
        out.write(buffer, 0, n);
      }
    }
    if (received == 0) {
      throw Problem.of(400, "the request has no body; send the image file as the body");
    }
    if (declared > received) {
      throw cutOff(received);
    }
  }

  private static int read(InputStream body, byte[] buffer, long received) {
    try {
      return body.read(buffer);
    } catch (EOFException e) {
      throw cutOff(received);
    } catch (IOException e) {
      throw e.getCause() instanceof TimeoutException ? tooSlow(received) : cutOff(received);
    }
  }

  private Problem tooLarge(String found) {
    return Problem.of(413, "the image has %s; this server takes at most %d".formatted(found, most));
  }

  private static Problem cutOff(long received) {
    return Problem.of(
        400, "the body was cut off after %d bytes; send the image again".formatted(received));
  }

  private static Problem tooSlow(long received) {
    return Problem.of(
        408, "only %d bytes came in the time there is; send the image again".formatted(received));
  }
}
