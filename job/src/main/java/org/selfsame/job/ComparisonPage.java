package org.selfsame.job;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import org.selfsame.image.FileFormat;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.image.SampleFormat;
import org.selfsame.image.WriteOptions;
import org.selfsame.system.FileReplacement;

/**
 * A page that shows images before and after: a slider between them, zoom and keyboard. It is one
 * file that needs no other and no network.
 *
 * <p>Images of up to 4 megapixels are in it as they are, in 8 bits; larger ones as JPEG of quality
 * 95, with color at full size. The page is written when this is closed; until then, what belongs to
 * it waits in a temporary file, not in memory.
 */
public final class ComparisonPage implements AutoCloseable {
  private static final String TEMPLATE = "comparison.html";
  private static final String PLACE = "<!--PAIRS-->";
  private static final long MOST_PIXELS_AS_THEY_ARE = 4_000_000;

  private final Path page;
  private final Path pairs;
  private boolean empty = true;

  /**
   * Begins a page.
   *
   * @throws IOException if there is no room for a temporary file
   */
  public ComparisonPage(Path page) throws IOException {
    this.page = page;
    this.pairs = Files.createTempFile("selfsame-", ".pairs");
  }

  /**
   * Adds an image.
   *
   * @param name what to call it
   * @param note what was done
   * @throws IOException if the disk is full
   */
  public synchronized void add(String name, String note, Picture before, Picture after)
      throws IOException {
    byte[] first = encoded(before);
    byte[] second = encoded(after);
    try (OutputStream out = Files.newOutputStream(pairs, StandardOpenOption.APPEND)) {
      print(
          "<script type=\"text/plain\" data-name=\"%s\" data-note=\"%s\">\n"
              .formatted(escaped(name), escaped(note)),
          out);
      for (byte[] image : new byte[][] {first, second}) {
        boolean png = image[0] == (byte) 0x89;
        print("data:image/" + (png ? "png" : "jpeg") + ";base64,", out);
        out.write(Base64.getEncoder().encode(image));
        out.write('\n');
      }
      print("</script>\n", out);
    }
    empty = false;
  }

  private static byte[] encoded(Picture picture) throws IOException {
    long pixels = (long) picture.image().width() * picture.image().height();
    FileFormat format = pixels > MOST_PIXELS_AS_THEY_ARE ? FileFormat.JPEG : FileFormat.PNG;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageFiles.write(
        out, picture.withFormat(SampleFormat.UINT8), WriteOptions.of(format).withStrip(true));
    return out.toByteArray();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("\"", "&quot;")
        .replace("\n", " ");
  }

  private static void print(String text, OutputStream out) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes the page, unless no image was added. */
  @Override
  public void close() throws IOException {
    try {
      if (!empty) {
        String template = template();
        int place = template.indexOf(PLACE);
        FileReplacement.write(
            page,
            out -> {
              print(template.substring(0, place), out);
              Files.copy(pairs, out);
              print(template.substring(place + PLACE.length()), out);
            });
      }
    } finally {
      Files.deleteIfExists(pairs);
    }
  }

  private static String template() throws IOException {
    try (InputStream in = ComparisonPage.class.getResourceAsStream(TEMPLATE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
