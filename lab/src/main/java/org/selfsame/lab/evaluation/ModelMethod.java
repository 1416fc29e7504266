package org.selfsame.lab.evaluation;

import java.util.Locale;
import java.util.Optional;
import org.selfsame.image.Restoration;
import org.selfsame.model.Model;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.PlainConfig;
import org.selfsame.network.PlainFamily;
import org.selfsame.restore.ProgressListener;
import org.selfsame.restore.Protocol;
import org.selfsame.restore.Restorer;
import org.selfsame.restore.Tiling;
import org.selfsame.task.NoiseRange;
import org.selfsame.task.Task;

/**
 * A model as a method.
 *
 * @param label its name in tables; options that change its results are added
 * @param restorer the restorer; the caller owns its model and closes it
 * @param sha256 the hash of its weights
 */
public record ModelMethod(String label, Restorer restorer, String sha256) implements Method {
  /** Adds the options that change its results to the label. */
  public ModelMethod {
    if (restorer.options().protocol() == Protocol.OVERLAPPED) {
      label += " overlapped";
    }
    if (restorer.options().ensemble()) {
      label += "+";
    }
  }

  /** Returns the model. */
  public Model model() {
    return restorer.model();
  }

  @Override
  public String identity() {
    // Kept results are found by this text.
    int side =
        restorer.options().tiling().equals(Tiling.NONE)
            ? 0
            : restorer.options().tiling().side(() -> -1);
    return "sha256 %s, %s, %s, %s, tiles Tiling[side=%d] in %s%s"
        .formatted(
            sha256,
            model().network().parameters().device(),
            restorer.options().precision(),
            restorer.options().protocol(),
            side,
            restorer.options().memory(),
            restorer.options().ensemble() ? ", ensemble" : "");
  }

  @Override
  public long parameters() {
    return model().network().parameters().count();
  }

  /** Returns the network's name; with the self-ensemble, the name that its authors use for that. */
  @Override
  public Optional<String> publishedName() {
    NetworkConfig config = model().network().config();
    Optional<String> name =
        config instanceof PlainConfig plain
            ? PlainFamily.of(plain).map(PlainFamily::title)
            : Optional.of(config.network().toUpperCase(Locale.ROOT));
    return restorer.options().ensemble()
        ? name.map(one -> one + (config instanceof NlrnConfig ? "-MV" : "+"))
        : name;
  }

  @Override
  public Optional<NoiseRange> noise() {
    return model().task().noise();
  }

  @Override
  public Optional<String> refusal(Condition condition, boolean gray) {
    NetworkConfig network = model().network().config();
    if (gray && !condition.task().restoresGray(network)) {
      return Optional.of(
          "model %s restores images of %d channels, but these are gray"
              .formatted(model().name(), network.imageChannels()));
    }
    Task task = model().task();
    return task.isLike(condition.task()) && task.covers(condition.degradation())
        ? Optional.empty()
        : Optional.of(
            "model %s is for '%s', not for %s at %s %s"
                .formatted(
                    model().name(),
                    task.description(),
                    condition.task().name(),
                    condition.task().kind().levelName(),
                    condition.level()));
  }

  @Override
  public Restoration restoration(Condition condition, ProgressListener listener) {
    return restorer.telling(listener).restoration(condition.degradation());
  }
}
