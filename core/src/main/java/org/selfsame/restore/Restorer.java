package org.selfsame.restore;

import org.selfsame.degradation.BayerMosaic;
import org.selfsame.image.Denoiser;
import org.selfsame.image.Dihedral;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.model.Model;
import org.selfsame.model.Task;
import org.selfsame.network.Cost;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.NetworkRestoration;
import org.selfsame.network.NonlocalNetwork;
import org.selfsame.network.Pass;
import org.selfsame.network.TileShape;
import org.selfsame.tensor.Cores;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.DeviceMemoryException;

/**
 * Restores images of any size, gray or color, with a model.
 *
 * <pre>{@code
 * try (Model model = Catalog.shipped().load("denoise-gray", Device.CPU)) {
 *   Restorer restorer = new Restorer(model, RestoreOptions.forDevice(Device.CPU));
 *   Image clean = restorer.denoise(noisy, 25);
 * }
 * }</pre>
 *
 * <p>The restored samples are not clipped. A restorer may be used by one thread at a time; an
 * interrupt ends it between two tiles with a {@link java.util.concurrent.CancellationException}.
 */
public final class Restorer implements Denoiser {
  /** So many that the cores which are done first hardly wait for the others. */
  private static final int PASSES_OF_A_CORE = 16;

  /** Passes over fewer are too short to be fast, over more no faster. */
  private static final int PIXELS_OF_A_PASS = 2500;

  /** Beyond this a GPU has enough to do. */
  private static final int LARGEST_BATCH = 64;

  /** Of 96x96 pixels, a tile for each core took 0.6 of the time of one tile for all. */
  private static final int LARGEST_SIDE_BY_SIDE = 128;

  private static final int TILES_OF_A_CORE = 4;

  /** What a network is told of the noise in an image that has none. */
  private static final double NO_NOISE = 0;

  private static final int VIEWS = Dihedral.values().length;

  private final Model model;
  private final RestoreOptions options;
  private final ProgressListener listener;

  /**
   * Makes a restorer; the model stays the caller's, who closes it.
   *
   * @throws IllegalArgumentException if the model takes more memory for the smallest piece of an
   *     image than the options give, or sees more around a pixel than a tile of theirs holds, or
   *     has no neighborhood for {@link Protocol#OVERLAPPED}
   */
  public Restorer(Model model, RestoreOptions options) {
    this(model, options, ProgressListener.NONE);
  }

  /**
   * Makes a restorer that tells its progress; the model stays the caller's, who closes it.
   *
   * @throws IllegalArgumentException as {@link #Restorer(Model, RestoreOptions)}
   */
  public Restorer(Model model, RestoreOptions options, ProgressListener listener) {
    this.model = model;
    this.options = options;
    this.listener = listener;
    if (options.protocol() == Protocol.OVERLAPPED
        && NonlocalNetwork.neighborhood(model.network()).isEmpty()) {
      throw new IllegalArgumentException(
          "protocol overlapped: model %s has no neighborhood to cut patches of; leave it out"
              .formatted(model.name()));
    }
    if (options.protocol() == Protocol.OVERLAPPED || options.tiling().isAuto()) {
      requireEnoughMemory();
    } else if (!options.tiling().isWhole() && options.tiling().side() < smallestTile()) {
      throw new IllegalArgumentException(
          "tiles of %d pixels: model %s takes %3$d to compare pixels and to blend; give at least %3$d, auto or none"
              .formatted(options.tiling().side(), model.name(), smallestTile()));
    }
  }

  private void requireEnoughMemory() {
    MemoryBudget least = new MemoryBudget(leastBytes());
    if (!options.memory().isAuto() && options.memory().bytes() < least.bytes()) {
      throw new IllegalArgumentException(
          "memory of %s: model %s takes %s for a piece of %4$dx%4$d pixels, the smallest; give at"
                  .formatted(options.memory(), model.name(), least, smallestPiece())
              + " least "
              + least);
    }
  }

  /**
   * Returns what removes Gaussian noise of a level from gray and RGB images. It throws a {@link
   * DeviceMemoryException} if there is not enough memory even for the smallest tile; one that is
   * too large is halved.
   *
   * @throws IllegalArgumentException if the model does not denoise, or not at this level
   */
  @Override
  public Restoration denoiser(double sigma) {
    Task.Denoise task = requireTask(Task.Denoise.class, "denoises");
    if (!task.covers(sigma)) {
      throw new IllegalArgumentException(
          "sigma %s: model %s can %s; give a level in that range"
              .formatted(sigma, model.name(), task.description()));
    }
    if (sigma == 0) {
      return image -> image.requireFinite().copy(); // any change would be for the worse
    }
    return noisy ->
        inMemory(noisy.requireFinite(), image -> denoise(image, sigma, task, planned()));
  }

  /**
   * Enlarges an image that was reduced bicubically. Tiles, patches and progress are those of the
   * luma of the enlarged image.
   *
   * @param low gray or RGB
   * @param scale how many times wider and higher the result is
   * @return the enlarged image; of RGB the chroma is that of bicubic interpolation, unless the
   *     network restores color
   * @throws IllegalArgumentException if the model does not enlarge, or not by this factor, or the
   *     image is neither gray nor RGB, or would have too many pixels, or if a sample is NaN or
   *     infinite
   * @throws DeviceMemoryException if there is not enough memory even for the smallest tile; one
   *     that is too large is halved
   */
  public Image upscale(Image low, int scale) {
    return upscaler(scale).restore(low);
  }

  /**
   * Returns {@link #upscale} by a factor as a restoration.
   *
   * @throws IllegalArgumentException if the model does not enlarge, or not by this factor
   */
  public Restoration upscaler(int scale) {
    Task.Upscale task = requireTask(Task.Upscale.class, "enlarges");
    if (!task.covers(scale)) {
      throw new IllegalArgumentException(
          "scale %d: model %s can %s; give one of these"
              .formatted(scale, model.name(), task.description()));
    }
    Restoration upscale = upscale(scale);
    return low -> upscale.restore(low.requireFinite());
  }

  private Restoration upscale(int scale) {
    NetworkConfig network = model.network().config();
    if (network.scale() == 1 && network.imageChannels() == 1) {
      return new LumaUpscale(
          scale, luma -> inMemory(luma, planned().restoration(NO_NOISE, listener)));
    }
    if (network.scale() == scale) {
      return new ColorUpscale(low -> inMemory(low, planned().restoration(NO_NOISE, listener)));
    }
    throw new IllegalArgumentException(
        "model %s restores images of %d channels at scale %d: to enlarge by %d, expected one that restores luma alone, or has that scale"
            .formatted(model.name(), network.imageChannels(), network.scale(), scale));
  }

  /**
   * Removes the artifacts of JPEG compression from luma; the color of an RGB image is left as it
   * is.
   *
   * @param compressed gray or RGB, as it was decoded
   * @param quality of the compression, on the scale of the Independent JPEG Group
   * @return the image without artifacts
   * @throws IllegalArgumentException if the model does not deblock, or not at this quality, or the
   *     image is neither gray nor RGB, or if a sample is NaN or infinite
   * @throws DeviceMemoryException if there is not enough memory even for the smallest tile; one
   *     that is too large is halved
   */
  public Image deblock(Image compressed, int quality) {
    return deblocker(quality).restore(compressed);
  }

  /**
   * Returns {@link #deblock} at a quality as a restoration.
   *
   * @throws IllegalArgumentException if the model does not deblock, or not at this quality
   */
  public Restoration deblocker(int quality) {
    Task.Deblock task = requireTask(Task.Deblock.class, "deblocks");
    if (!task.covers(quality)) {
      throw new IllegalArgumentException(
          "JPEG quality %d: model %s can %s; give a quality in that range"
              .formatted(quality, model.name(), task.description()));
    }
    requireChannels(1, "deblock");
    Restoration deblock =
        new LumaDeblock(luma -> inMemory(luma, planned().restoration(NO_NOISE, listener)));
    return compressed -> deblock.restore(compressed.requireFinite());
  }

  /**
   * Finds the colors that a Bayer mosaic lacks.
   *
   * @param mosaic 1 channel; or red, green and blue, of which each pixel's own is looked at
   * @param pattern which color the mosaic has where
   * @return the RGB image
   * @throws IllegalArgumentException if the model does not demosaic, the image has other channels
   *     or a side below 2 pixels, or if a sample is NaN or infinite
   * @throws DeviceMemoryException if there is not enough memory even for the smallest tile; one
   *     that is too large is halved
   */
  public Image demosaic(Image mosaic, BayerMosaic.Pattern pattern) {
    return demosaicker(pattern).restore(mosaic);
  }

  /**
   * Returns {@link #demosaic} of a pattern as a restoration.
   *
   * @throws IllegalArgumentException if the model does not demosaic
   */
  public Restoration demosaicker(BayerMosaic.Pattern pattern) {
    BayerMosaic.Pattern known = requireTask(Task.Demosaic.class, "demosaics").pattern();
    requireChannels(3, "demosaic");
    Restoration demosaic =
        options.ensemble()
            ? new DemosaicEnsemble(pattern, known, view -> demosaic(part(view, VIEWS)))
            : new BayerDemosaic(pattern, known, demosaic(listener));
    return mosaic -> demosaic.restore(mosaic.requireFinite());
  }

  private Restoration demosaic(ProgressListener progress) {
    return mosaic -> inMemory(mosaic, planned().restoration(NO_NOISE, progress));
  }

  private void requireChannels(int channels, String task) {
    int found = model.network().config().imageChannels();
    if (found != channels) {
      throw new IllegalArgumentException(
          "model %s restores images of %d channels: to %s, expected one of %d"
              .formatted(model.name(), found, task, channels));
    }
  }

  private <T extends Task> T requireTask(Class<T> task, String does) {
    if (!task.isInstance(model.task())) {
      throw new IllegalArgumentException(
          "model %s is for '%s': expected one that %s"
              .formatted(model.name(), model.task().description(), does));
    }
    return task.cast(model.task());
  }

  /** Says what to do where memory does not suffice. */
  private Image inMemory(Image image, Restoration restoration) {
    try {
      return restoration.restore(image);
    } catch (DeviceMemoryException e) {
      throw new DeviceMemoryException(tooLittleMemory(image), e);
    }
  }

  private Image denoise(Image noisy, double sigma, Task.Denoise task, Plan plan) {
    int channels = model.network().config().imageChannels();
    if (noisy.channels() == channels) {
      return plan.restoration(sigma, listener).restore(noisy);
    }
    if (channels == 1 && noisy.channels() == GrayForColor.CHANNELS) {
      GrayForColor.GrayRestorations restorations =
          (channel, level) -> plan.restoration(level, part(channel, GrayForColor.CHANNELS));
      return usesOpponents(task, sigma)
          ? GrayForColor.opponent(noisy, sigma, restorations)
          : GrayForColor.eachChannel(noisy, sigma, restorations);
    }
    throw new IllegalArgumentException(
        "image of %d channels: model %s expects %d"
            .formatted(noisy.channels(), model.name(), channels));
  }

  /** Scaled to [0, 1], opponents have less noise: only a network that is told can restore them. */
  private boolean usesOpponents(Task.Denoise task, double sigma) {
    return options.color() == RestoreOptions.ColorMode.OPPONENT
        && model.network().config().noiseChannel()
        && task.covers(GrayForColor.lowestOpponentSigma(sigma));
  }

  /** Tells the progress of one of some equal parts as that of the whole. */
  private ProgressListener part(int index, int parts) {
    return (done, total) -> listener.progress(index * total + done, parts * total);
  }

  /** How an image is cut, which is the same for all its channels. */
  @FunctionalInterface
  private interface Plan {
    Restoration restoration(double sigma, ProgressListener progress);
  }

  private Plan planned() {
    return options.protocol() == Protocol.OVERLAPPED ? inPatches() : inTiles();
  }

  private Plan inTiles() {
    boolean whole = options.tiling().isWhole();
    int side = whole ? Integer.MAX_VALUE : tileSide();
    int smallest = whole ? Integer.MAX_VALUE : smallestTile();
    TileShape shape = model.network().cost().tiles();
    int scale = model.network().config().scale();
    int together = whole ? 1 : tilesAtOnce(side);
    return (sigma, progress) -> {
      Restoration network = network(sigma, Pass.Reach.WINDOW);
      return new Tiled(
          together > 1 ? new SideBySide(network, 1) : network,
          side,
          smallest,
          shape,
          together,
          scale,
          progress);
    };
  }

  /** Where a network's tiles are small, cores are done sooner with a tile each. */
  private int tilesAtOnce(int side) {
    boolean small = model.network().cost().tiles().largest() <= LARGEST_SIDE_BY_SIDE;
    if (!small || device().isCuda()) {
      return 1;
    }
    long bytes = model.network().cost().workingBytesOfSquare(side, options.precision());
    int cores = (int) Math.min(Cores.workers(), memory() / bytes);
    return cores > 1 ? cores * TILES_OF_A_CORE : 1;
  }

  private int tileSide() {
    return options.tiling().isAuto()
        ? MemoryPlan.tileSide(
            memory(),
            side -> model.network().cost().workingBytesOfSquare(side, options.precision()),
            smallestTile(),
            model.network().cost().tiles().largest())
        : options.tiling().side();
  }

  private int smallestTile() {
    return model.network().cost().tiles().smallest();
  }

  private int patchSide() {
    return NonlocalNetwork.neighborhood(model.network()).orElseThrow();
  }

  /** Patches share nothing: where a core can have one of its own, it is done the soonest. */
  private Plan inPatches() {
    int side = patchSide();
    long fitting = Math.max(1, memory() / leastBytes());
    int cores = Cores.workers();
    if (device().isCuda() || fitting < cores) {
      int batch = (int) Math.min(fitting, LARGEST_BATCH);
      return (sigma, progress) ->
          new Overlapped(network(sigma, Pass.Reach.PATCH), side, batch, progress);
    }
    long together = Math.min(fitting / cores, Math.max(1, PIXELS_OF_A_PASS / (side * side)));
    return (sigma, progress) ->
        new Overlapped(
            new SideBySide(network(sigma, Pass.Reach.PATCH), (int) together),
            side,
            (int) together * cores * PASSES_OF_A_CORE,
            progress);
  }

  private Restoration network(double sigma, Pass.Reach reach) {
    Restoration once = new NetworkRestoration(model.network(), sigma, options.precision(), reach);
    boolean turnsAlike = !(model.task() instanceof Task.Demosaic); // see DemosaicEnsemble
    return options.ensemble() && turnsAlike ? new SelfEnsemble(once) : once;
  }

  private Device device() {
    return model.network().parameters().device();
  }

  private long memory() {
    return MemoryPlan.bytes(options.memory(), device());
  }

  /** What the smallest piece of an image takes. */
  private long leastBytes() {
    Cost cost = model.network().cost();
    int side = smallestPiece();
    return options.protocol() == Protocol.OVERLAPPED
        ? cost.workingBytesOfPatch((long) side * side, options.precision())
        : cost.workingBytesOfSquare(side, options.precision());
  }

  private int smallestPiece() {
    return options.protocol() == Protocol.OVERLAPPED ? patchSide() : smallestTile();
  }

  private String tooLittleMemory(Image image) {
    if (options.protocol() == Protocol.WHOLE && options.tiling().isWhole()) {
      return "there is not enough memory for %dx%d pixels in one piece: let tiles be cut (auto)"
          .formatted(image.width(), image.height());
    }
    return "there is not enough memory for even %1$dx%1$d pixels at once: model %2$s takes about %3$s"
            .formatted(smallestPiece(), model.name(), new MemoryBudget(leastBytes()))
        + " for them. Close other programs, or take a smaller model";
  }
}
