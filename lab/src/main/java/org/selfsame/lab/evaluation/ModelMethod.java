package org.selfsame.lab.evaluation;

import java.util.Locale;
import java.util.Optional;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.Restoration;
import org.selfsame.model.Model;
import org.selfsame.model.Task;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.PlainConfig;
import org.selfsame.network.PlainFamily;
import org.selfsame.restore.ProgressListener;
import org.selfsame.restore.Protocol;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.restore.Restorer;

/**
 * A model as a method.
 *
 * @param label what it is called in tables; options that change its results are added
 * @param model stays the caller's, who closes it
 * @param sha256 of its weights
 * @param options how it is run
 */
public record ModelMethod(String label, Model model, String sha256, RestoreOptions options)
    implements Method {
  /** Adds to the label what else than the model decides about its results. */
  public ModelMethod {
    if (options.protocol() == Protocol.OVERLAPPED) {
      label += " overlapped";
    }
    if (options.ensemble()) {
      label += "+";
    }
  }

  @Override
  public String identity() {
    return "sha256 %s, %s, %s, %s, tiles %s in %s%s"
        .formatted(
            sha256,
            model.network().parameters().device(),
            options.precision(),
            options.protocol(),
            options.tiling(),
            options.memory(),
            options.ensemble() ? ", ensemble" : "");
  }

  @Override
  public long parameters() {
    return model.network().parameters().count();
  }

  /** The network's name; with the self-ensemble as its authors call that. */
  @Override
  public Optional<String> publishedName() {
    NetworkConfig config = model.network().config();
    Optional<String> name =
        config instanceof PlainConfig plain
            ? PlainFamily.of(plain).map(PlainFamily::title)
            : Optional.of(config.network().toUpperCase(Locale.ROOT));
    return options.ensemble()
        ? name.map(one -> one + (config instanceof NlrnConfig ? "-MV" : "+"))
        : name;
  }

  @Override
  public Optional<String> refusal(Condition condition, boolean gray) {
    if (gray
        && condition.task() == EvaluationTask.DENOISE
        && model.network().config().imageChannels() != 1) {
      return Optional.of(
          "model %s restores images of %d channels, and these are gray"
              .formatted(model.name(), model.network().config().imageChannels()));
    }
    return suits(condition)
        ? Optional.empty()
        : Optional.of(
            "model %s is for '%s', not for %s at %s %s"
                .formatted(
                    model.name(),
                    model.task().description(),
                    condition.task(),
                    condition.task().levelName(),
                    condition.level()));
  }

  private boolean suits(Condition condition) {
    Degradation degradation = condition.degradation();
    if (degradation instanceof GaussianNoise noise) {
      return model.task() instanceof Task.Denoise task && task.covers(noise.sigma());
    }
    if (degradation instanceof BicubicDownscale downscale) {
      return model.task() instanceof Task.Upscale task && task.covers(downscale.scale());
    }
    if (degradation instanceof JpegCompression jpeg) {
      return model.task() instanceof Task.Deblock task && task.covers(jpeg.quality());
    }
    return model.task() instanceof Task.Demosaic;
  }

  @Override
  public Restoration restoration(Condition condition, ProgressListener listener) {
    Restorer restorer = new Restorer(model, options, listener);
    Degradation degradation = condition.degradation();
    if (degradation instanceof GaussianNoise noise) {
      return restorer.denoiser(noise.sigma());
    }
    if (degradation instanceof BicubicDownscale downscale) {
      return restorer.upscaler(downscale.scale());
    }
    return degradation instanceof JpegCompression jpeg
        ? restorer.deblocker(jpeg.quality())
        : restorer.demosaicker(((BayerMosaic) degradation).pattern());
  }
}
