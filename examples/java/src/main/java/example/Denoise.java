package example;

import java.io.IOException;
import java.nio.file.Path;
import org.selfsame.Selfsame;
import org.selfsame.image.Picture;

/** Removes noise: {@code Denoise noisy.png clean.png}. */
public final class Denoise {
  private Denoise() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException("expected the noisy image and where to write the clean one");
    }
    try (Selfsame selfsame = Selfsame.open()) {
      Picture clean = selfsame.denoise(Picture.read(Path.of(args[0])));
      clean.write(Path.of(args[1]));
    }
  }
}
