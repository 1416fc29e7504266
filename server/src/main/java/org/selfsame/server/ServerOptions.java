package org.selfsame.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a server behaves.
 *
 * @param host the address to listen at, such as {@code 127.0.0.1}; {@code 0.0.0.0} for all
 * @param port the port; 0 for any that is free
 * @param folder where images and results are kept, for this server alone
 * @param token what every request must bring along; empty for none, which only suits an address of
 *     this machine alone
 * @param mostUpload the most bytes of an image that is sent
 * @param mostPixels the most pixels of an image, and of a result
 * @param mostKept the most bytes to keep; the least recently used go first
 * @param queue the most jobs that wait
 * @param patience how long to wait for a sender that sends nothing
 */
public record ServerOptions(
    String host,
    int port,
    Path folder,
    Optional<String> token,
    long mostUpload,
    long mostPixels,
    long mostKept,
    int queue,
    Duration patience) {
  private static final long MEGABYTE = 1L << 20;

  /** Returns the defaults: this machine alone, uploads of 512 MB, 250 megapixels, 4 GB kept. */
  public static ServerOptions in(Path folder) {
    return new ServerOptions(
        "127.0.0.1",
        8080,
        folder,
        Optional.empty(),
        512 * MEGABYTE,
        250_000_000,
        4096 * MEGABYTE,
        16,
        Duration.ofSeconds(20));
  }

  /**
   * Returns these options for another address.
   *
   * @param required the token that every request must bring along
   */
  public ServerOptions at(String otherHost, int otherPort, Optional<String> required) {
    return new ServerOptions(
        otherHost, otherPort, folder, required, mostUpload, mostPixels, mostKept, queue, patience);
  }
}
