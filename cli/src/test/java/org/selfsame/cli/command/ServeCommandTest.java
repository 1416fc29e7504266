package org.selfsame.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.cli.CommandLineRun;
import org.selfsame.cli.TestFiles;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Metadata;
import org.selfsame.image.Picture;
import org.selfsame.image.SampleFormat;
import org.selfsame.server.Server;
import org.selfsame.server.ServerOptions;

class ServeCommandTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "denoise, '', a.png, UINT8",
    "denoise, sigma=20, a.tif, UINT16",
    "denoise, sigma=auto&strength=0.5&format=jpg, a.png, UINT16",
    "denoise, model=bm3d&sigma=20, a.jpg, UINT8",
    "deblock, strength=0.7, a.jpg, UINT8",
    "upscale, scale=2&ensemble=true, a.png, UINT8",
  })
  void theServerAnswersTheBytesThatTheCommandWrites(
      String task, String query, String name, SampleFormat format) throws Exception {
    Path input = folder.resolve(name);
    Metadata metadata = new Metadata(Optional.of(profile()), Optional.of(turned()));
    ImageFiles.write(
        input, Picture.of(TestFiles.noisy(60, 48, 3, 20), format).withMetadata(metadata));
    Path results = Files.createDirectory(folder.resolve("results"));
    List<Object> arguments = new ArrayList<>(List.of(task, input, "-o", results));
    for (String option : query.split("&", -1)) {
      if (!option.isEmpty()) {
        arguments.addAll(List.of(("--" + option).replaceFirst("=true$", "").split("=", -1)));
      }
    }
    CommandLineRun run = CommandLineRun.of(arguments.toArray());
    assertThat(run.exitCode()).as(run.err()).isZero();
    Path written;
    try (var files = Files.list(results)) {
      written = files.findFirst().orElseThrow();
    }

    try (Server server = start()) {
      HttpRequest request =
          HttpRequest.newBuilder(server.address().resolve("/v1/" + task + "?" + query))
              .POST(BodyPublishers.ofFile(input))
              .build();
      HttpResponse<byte[]> answer =
          HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
      assertThat(answer.statusCode())
          .as(new String(answer.body(), StandardCharsets.UTF_8))
          .isEqualTo(200);
      assertThat(answer.body()).isEqualTo(Files.readAllBytes(written));
    }
    assertThat(ImageFiles.read(written).metadata().iccProfile()).isPresent();
    assertThat(ImageFiles.read(written).metadata().exif()).isPresent();
  }

  private Server start() throws Exception {
    return Server.start(
        ServerOptions.in(folder.resolve("kept")).at("127.0.0.1", 0, Optional.empty()), line -> {});
  }

  private static byte[] profile() {
    return ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
  }

  /** EXIF that says that the picture lies on its side. */
  private static byte[] turned() {
    return ByteBuffer.allocate(26)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("II*\0".getBytes(StandardCharsets.US_ASCII))
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putInt(6)
        .putInt(0)
        .array();
  }

  @Test
  void aPortInUseIsToldInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      CommandLineRun run =
          CommandLineRun.of(
              "serve", "--port", taken.getLocalPort(), "--folder", folder.resolve("kept"));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err().lines()).hasSize(1);
      assertThat(run.err())
          .startsWith("selfsame: port " + taken.getLocalPort())
          .contains("Choose another with --port");
    }
  }

  @Test
  void aPortThatCannotBeIsRefused() {
    CommandLineRun run = CommandLineRun.of("serve", "--port", "70000");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("selfsame: --port 70000: expected 0 to 65535");
  }

  @Test
  void anAddressThatIsNotOfThisMachineIsTold() {
    CommandLineRun run =
        CommandLineRun.of("serve", "--host", "192.0.2.1", "--folder", folder.resolve("kept"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("192.0.2.1").contains("--port");
  }

  @Test
  void itTellsItsAddressAndAnswers() throws Exception {
    Process process = java("serve", "--port", "0", "--folder", folder.resolve("kept").toString());
    try (var lines = process.inputReader()) {
      String first = lines.readLine();
      assertThat(first).startsWith("Selfsame is at http://127.0.0.1:");
      URI address = URI.create(first.replaceFirst(".* ", "")).resolve("/v1/health");
      assertThat(
              HttpClient.newHttpClient()
                  .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                  .body())
          .contains("\"status\":\"ok\"");
    } finally {
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void otherCommandsLoadNothingOfIt() throws Exception {
    Process process = java("-Xlog:class+load", "models", "list");
    try (var lines = process.inputReader()) {
      assertThat(lines.lines())
          .anyMatch(line -> line.contains("org.selfsame.cli.Main"))
          .noneMatch(line -> line.contains("io.javalin"))
          .noneMatch(line -> line.contains("org.eclipse.jetty"))
          .noneMatch(line -> line.contains("org.selfsame.server"));
    }
    assertThat(process.waitFor()).isZero();
  }

  private static Process java(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    for (String argument : arguments) {
      if (argument.startsWith("-X")) {
        command.add(argument);
      }
    }
    command.add("org.selfsame.cli.Main");
    for (String argument : arguments) {
      if (!argument.startsWith("-X")) {
        command.add(argument);
      }
    }
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
