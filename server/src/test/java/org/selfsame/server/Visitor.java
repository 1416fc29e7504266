package org.selfsame.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.FileFormat;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.image.SampleFormat;
import org.selfsame.image.WriteOptions;

/** Someone who asks a server. */
record Visitor(int port) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** A PNG file of a noisy pattern. */
  static byte[] png(int width, int height, int channels) {
    Image image = Image.black(width, height, channels);
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < width * height; i++) {
        int y = i / width;
        double wave = Math.sin(0.15 * (i - y * width) + c) * Math.cos(0.11 * y - c);
        image.plane(c)[i] = (float) (0.5 + 0.25 * wave);
      }
    }
    Image noisy = new GaussianNoise(20, 1, GaussianNoise.Form.FLOAT).degrade(image, "noisy");
    return file(Picture.of(noisy, SampleFormat.UINT8));
  }

  static byte[] file(Picture picture) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageFiles.write(file, picture, WriteOptions.of(FileFormat.PNG));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> get(String path) throws Exception {
    return send(request(path));
  }

  HttpResponse<byte[]> post(String path, byte[] body) throws Exception {
    return send(request(path).POST(BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<byte[]> delete(String path) throws Exception {
    return send(request(path).DELETE());
  }

  /** Follows a job to its end. */
  Map<String, Object> ended(String job) throws Exception {
    while (true) {
      Map<String, Object> told = json(get("/v1/jobs/" + job));
      if (!told.get("state").equals("queued") && !told.get("state").equals("running")) {
        return told;
      }
      Thread.sleep(20);
    }
  }

  static Map<String, Object> json(HttpResponse<byte[]> answer) throws IOException {
    return Json.read(answer.body());
  }

  static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /** Sends bytes as they are, closes that direction if asked, and returns what comes back. */
  String raw(String head, byte[] body, boolean closes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();
      if (closes) {
        socket.shutdownOutput();
      }
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
