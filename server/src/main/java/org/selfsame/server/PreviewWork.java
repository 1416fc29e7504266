package org.selfsame.server;

import java.awt.Rectangle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.selfsame.Selfsame;
import org.selfsame.image.FileFormat;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.image.WriteOptions;

/**
 * The restoring of a part of an image, by what the whole image asks for; as for a screen, so from
 * samples of 8 bits.
 */
final class PreviewWork implements Work {
  /** What a network sees around the part. */
  private static final int MARGIN = 24;

  private final StoredImage image;
  private final Asked asked;
  private final Rectangle part;
  private final Selfsame selfsame;
  private final CompletableFuture<byte[]> png = new CompletableFuture<>();

  private @Nullable Picture shown;
  private Asked.@Nullable Recipe recipe;
  private @Nullable Picture restored;

  PreviewWork(StoredImage image, Asked asked, Rectangle part, Selfsame selfsame) {
    this.image = image;
    this.asked = asked;
    this.part = part;
    this.selfsame = selfsame;
  }

  /** The part, restored, as a PNG file. */
  CompletableFuture<byte[]> png() {
    return png;
  }

  @Override
  public boolean isLarge() {
    return false;
  }

  @Override
  public void read() {
    try {
      Rectangle around = new Rectangle(part);
      around.grow(MARGIN, MARGIN);
      shown = image.view().picture(around, Integer.MAX_VALUE);
      recipe = image.recipes.get(asked);
      if (recipe == null) {
        Picture whole = Picture.read(image.file());
        recipe = Asked.Recipe.of(asked.restoring().plan(selfsame, whole).plan());
        image.recipes.put(asked, recipe);
      }
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      png.completeExceptionally(Problem.of(e, image.file(), image.name()));
    }
  }

  @Override
  public void compute() {
    if (shown == null || recipe == null || png.isDone()) {
      return;
    }
    try {
      restored = recipe.on(shown).restore((done, total) -> {}, png::isDone);
    } catch (RuntimeException | OutOfMemoryError e) {
      png.completeExceptionally(Problem.of(e, image.file(), image.name()));
    }
  }

  @Override
  public void finish() {
    if (restored == null || png.isDone()) {
      return;
    }
    try {
      int scale = asked.restoring().scale();
      int left = scale * Math.min(MARGIN, part.x);
      int top = scale * Math.min(MARGIN, part.y);
      Image all = restored.image();
      int width = Math.min(scale * part.width, all.width() - left);
      int height = Math.min(scale * part.height, all.height() - top);
      Picture cut =
          restored.withImage(
              all.crop(left, top, width, height),
              restored.alpha().map(alpha -> alpha.crop(left, top, width, height)));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageFiles.write(out, cut, WriteOptions.of(FileFormat.PNG));
      png.complete(out.toByteArray());
    } catch (IOException | RuntimeException e) {
      png.completeExceptionally(Problem.of(e, image.file(), image.name()));
    }
  }

  @Override
  public void drop() {
    png.completeExceptionally(Problem.of(503, "the server stops"));
  }
}
