package org.selfsame.cli.command;

import java.awt.Desktop;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.selfsame.cli.option.ExitWait;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.UsageException;
import org.selfsame.server.Server;
import org.selfsame.server.ServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Opens a page that restores images, and an API for programs. */
@Command(
    name = "serve",
    header = "Open a page that restores images, and an API for programs.",
    description = {
      "Drop images on the page, compare before and after, and take the results. No image leaves"
          + " this machine.",
      "",
      "Only this machine is answered. With --host 0.0.0.0 others are, too, if they bring the token"
          + " that is printed with the address; SELFSAME_TOKEN in the environment sets it.",
      "",
      "Stop it with Ctrl-C. Exit code: 0 if all went well, 1 if the port is taken or the folder"
          + " cannot be used, 2 for wrong arguments."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame serve --open",
      "  selfsame serve --port 9000",
      "  curl --data-binary @in.png 'localhost:8080/v1/denoise?sigma=20' -o out.png"
    })
public final class ServeCommand implements Callable<Integer> {
  private static final int GREATEST_PORT = 65535;
  private static final int TOKEN_BYTES = 16;

  @Option(
      names = "--port",
      defaultValue = "8080",
      paramLabel = "N",
      description = "The port; 0 for any that is free (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      paramLabel = "ADDRESS",
      description = "The address to listen at; 0.0.0.0 for all (default: ${DEFAULT-VALUE}).")
  private String host;

  @Option(names = "--open", description = "Open the page in the browser.")
  private boolean open;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = {
        "Where images and results are kept, up to 4 GB; the least recently used go first. By default"
            + " .cache/selfsame/serve in the home folder."
      })
  private Path folder;

  @Spec private CommandSpec spec;

  @Mixin HelpOption help;

  @Override
  public Integer call() throws IOException {
    if (port < 0 || port > GREATEST_PORT) {
      throw new UsageException("--port %d: expected 0 to %d".formatted(port, GREATEST_PORT));
    }
    ServerOptions options =
        ServerOptions.in(folder == null ? defaultFolder() : folder).at(host, port, token());
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (Server server = Server.start(options, err::println);
        ExitWait exit = new ExitWait()) {
      exit.onExit(server::close);
      out.println("Selfsame is at " + server.address());
      out.flush();
      if (open) {
        show(server.address(), err);
      }
      server.join();
      return ExitCode.OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.OK;
    }
  }

  private static Path defaultFolder() {
    String cache = System.getenv("XDG_CACHE_HOME");
    return cache == null || cache.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache", "selfsame", "serve")
        : Path.of(cache, "selfsame", "serve");
  }

  /** Whoever is on another machine has to be told it. */
  private Optional<String> token() throws IOException {
    String given = System.getenv("SELFSAME_TOKEN");
    if (given != null && !given.isEmpty()) {
      return Optional.of(given);
    }
    if (InetAddress.getByName(host).isLoopbackAddress()) {
      return Optional.empty();
    }
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return Optional.of(HexFormat.of().formatHex(random));
  }

  private static void show(URI page, PrintWriter err) {
    if (Desktop.isDesktopSupported() && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
      try {
        Desktop.getDesktop().browse(page);
        return;
      } catch (IOException | RuntimeException e) {
        // No browser: the address is printed.
      }
    }
    err.println("There is no browser here that can be opened; open the address by hand.");
  }
}
