package org.selfsame.restore;

import org.jspecify.annotations.Nullable;
import org.selfsame.image.Dihedral;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.model.Model;
import org.selfsame.network.Cost;
import org.selfsame.network.NetworkRestoration;
import org.selfsame.network.NonlocalNetwork;
import org.selfsame.network.Pass;
import org.selfsame.network.TileShape;
import org.selfsame.task.Presentation;
import org.selfsame.tensor.Cores;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.DeviceMemoryException;

/** Carries out a restoration: cuts tiles or patches to fit memory and cores, and combines views. */
final class Execution {
  /** Enough passes that cores which finish early hardly wait for the others. */
  private static final int PASSES_OF_A_CORE = 16;

  /** Passes over fewer pixels are too short to be fast; over more, they gain nothing. */
  private static final int PIXELS_OF_A_PASS = 2500;

  /** This much keeps a GPU busy. */
  private static final int LARGEST_BATCH = 64;

  /** At 96x96 pixels, one tile per core took 0.6 times as long as one tile for all cores. */
  private static final int LARGEST_SIDE_BY_SIDE = 128;

  private static final int TILES_OF_A_CORE = 4;

  private final Model model;
  private final RestoreOptions options;
  private final ProgressListener listener;

  private Execution(Model model, RestoreOptions options, ProgressListener listener) {
    this.model = model;
    this.options = options;
    this.listener = listener;
  }

  /**
   * @throws IllegalArgumentException as {@link Restorer#Restorer(Model, RestoreOptions)}
   */
  static Execution of(Model model, RestoreOptions options) {
    Execution execution = new Execution(model, options, ProgressListener.NONE);
    execution.requireFitting();
    return execution;
  }

  Execution telling(ProgressListener other) {
    return new Execution(model, options, other);
  }

  private void requireFitting() {
    if (options.protocol() == Protocol.OVERLAPPED
        && NonlocalNetwork.neighborhood(model.network()).isEmpty()) {
      throw new IllegalArgumentException(
          "protocol overlapped: model %s has no neighborhood to cut patches by; leave it out"
              .formatted(model.name()));
    }
    if (options.protocol() == Protocol.OVERLAPPED || options.tiling().equals(Tiling.AUTO)) {
      requireEnoughMemory();
    } else if (options.tiling().side(this::smallestTile) < smallestTile()) {
      throw new IllegalArgumentException(
          "tiles of %s pixels: model %s needs %3$d to compare pixels and blend tiles; give at least %3$d, auto or none"
              .formatted(options.tiling(), model.name(), smallestTile()));
    }
  }

  private void requireEnoughMemory() {
    MemoryBudget least = new MemoryBudget(leastBytes());
    if (!options.memory().isAuto() && options.memory().bytes() < least.bytes()) {
      throw new IllegalArgumentException(
          "memory of %s: model %s needs %s for the smallest piece, %4$dx%4$d pixels; give at"
                  .formatted(options.memory(), model.name(), least, smallestPiece())
              + " least "
              + least);
    }
  }

  /** Returns a restoration that shows images to the network by a presentation. */
  Restoration of(Presentation presentation) {
    if (options.ensemble() && presentation.isOriented()) {
      int views = Dihedral.values().length;
      return image ->
          new TurnedViews(presentation, view -> new Run(listener.part(view, views), false))
              .restore(image.requireFinite());
    }
    return image ->
        presentation.restore(image.requireFinite(), new Run(listener, options.ensemble()));
  }

  /** The work on one image. All its parts are cut alike. */
  private final class Run implements Presentation.Viewer {
    private final ProgressListener progress;
    private final boolean ensemble;
    private @Nullable Plan plan;

    Run(ProgressListener progress, boolean ensemble) {
      this.progress = progress;
      this.ensemble = ensemble;
    }

    /** Restores a part; when memory runs out, the message says what to do. */
    @Override
    public Image restore(Image shown, double told, int part, int parts) {
      if (plan == null) {
        plan = planned(ensemble);
      }
      try {
        return plan.restoration(told, progress.part(part, parts)).restore(shown);
      } catch (DeviceMemoryException e) {
        throw new DeviceMemoryException(tooLittleMemory(shown), e);
      }
    }
  }

  /** How to cut an image that the network is shown. */
  @FunctionalInterface
  private interface Plan {
    Restoration restoration(double sigma, ProgressListener progress);
  }

  private Plan planned(boolean ensemble) {
    return options.protocol() == Protocol.OVERLAPPED ? inPatches(ensemble) : inTiles(ensemble);
  }

  private Plan inTiles(boolean ensemble) {
    boolean whole = options.tiling().equals(Tiling.NONE);
    int side = options.tiling().side(this::fittingSide);
    int smallest = whole ? side : smallestTile();
    TileShape shape = model.network().cost().tiles();
    int scale = model.network().config().scale();
    int together = whole ? 1 : tilesAtOnce(side);
    return (sigma, progress) -> {
      Restoration network = network(sigma, Pass.Reach.WINDOW, ensemble);
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

  private int tilesAtOnce(int side) {
    int cores = coresSideBySide(side);
    return cores > 1 ? cores * TILES_OF_A_CORE : 1;
  }

  /** If a network's tiles are small, one tile per core is faster. */
  private int coresSideBySide(int side) {
    boolean small = model.network().cost().tiles().largest() <= LARGEST_SIDE_BY_SIDE;
    return small && !device().isCuda()
        ? (int) Math.max(1, Math.min(Cores.workers(), memory() / bytesOfSquare(side)))
        : 1;
  }

  /** Estimates the memory that the network works in, for an image of so many pixels. */
  long workingBytes(long pixels) {
    if (options.protocol() == Protocol.OVERLAPPED) {
      return leastBytes() * Math.max(1, Math.min(Cores.workers(), memory() / leastBytes()));
    }
    int side = (int) Math.min(options.tiling().side(this::fittingSide), Math.sqrt((double) pixels));
    return bytesOfSquare(side) * coresSideBySide(side);
  }

  private long bytesOfSquare(int side) {
    return model.network().cost().workingBytesOfSquare(side, options.precision());
  }

  private int fittingSide() {
    return MemoryPlan.tileSide(
        memory(), this::bytesOfSquare, smallestTile(), model.network().cost().tiles().largest());
  }

  private int smallestTile() {
    return model.network().cost().tiles().smallest();
  }

  private int patchSide() {
    return NonlocalNetwork.neighborhood(model.network()).orElseThrow();
  }

  /** Patches share nothing, so one per core is fastest if memory allows. */
  private Plan inPatches(boolean ensemble) {
    int side = patchSide();
    long fitting = Math.max(1, memory() / leastBytes());
    int cores = Cores.workers();
    if (device().isCuda() || fitting < cores) {
      int batch = (int) Math.min(fitting, LARGEST_BATCH);
      return (sigma, progress) ->
          new Overlapped(network(sigma, Pass.Reach.PATCH, ensemble), side, batch, progress);
    }
    long together = Math.min(fitting / cores, Math.max(1, PIXELS_OF_A_PASS / (side * side)));
    return (sigma, progress) ->
        new Overlapped(
            new SideBySide(network(sigma, Pass.Reach.PATCH, ensemble), (int) together),
            side,
            (int) together * cores * PASSES_OF_A_CORE,
            progress);
  }

  private Restoration network(double sigma, Pass.Reach reach, boolean ensemble) {
    Restoration once = new NetworkRestoration(model.network(), sigma, options.precision(), reach);
    return ensemble ? new SelfEnsemble(once) : once;
  }

  private Device device() {
    return model.network().parameters().device();
  }

  private long memory() {
    return MemoryPlan.bytes(options.memory(), device());
  }

  /** The memory that the smallest piece of an image takes. */
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
    if (options.protocol() == Protocol.WHOLE && options.tiling().equals(Tiling.NONE)) {
      return "there is not enough memory for %dx%d pixels in one piece: use tiles (auto)"
          .formatted(image.width(), image.height());
    }
    return "there is not enough memory for even %1$dx%1$d pixels at once: model %2$s needs about %3$s"
            .formatted(smallestPiece(), model.name(), new MemoryBudget(leastBytes()))
        + ". Close other programs, or use a smaller model";
  }
}
