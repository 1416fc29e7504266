package org.selfsame.lab.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.lab.data.Textures;
import org.selfsame.lab.evaluation.Condition;
import org.selfsame.lab.evaluation.ImageSet;
import org.selfsame.lab.training.Progress;
import org.selfsame.lab.training.TrainingConfig;
import org.selfsame.network.Network;
import org.selfsame.network.Networks;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.RnanConfig;
import org.selfsame.nonlocal.Affinity;
import org.selfsame.tensor.Device;

/** Ablations of a network so small that a step takes milliseconds. */
class AblationTest {
  private static final Condition NOISE =
      new Condition(new GaussianNoise(25, 0, GaussianNoise.Form.FLOAT), false);

  @TempDir private Path folder;
  private TrainingConfig config;
  private ImageSet set;

  /** Writes down which variants are trained, from which step. */
  private static final class Trainings implements AblationListener {
    private final List<String> begun = new ArrayList<>();

    @Override
    public void training(Variant variant, long step) {
      begun.add(variant.name() + " " + step);
    }

    @Override
    public void progress(Progress progress) {}
  }

  @BeforeEach
  void makeFiles() throws IOException {
    Textures.write(folder.resolve("images"), 3, 24, 20, 1);
    Textures.write(folder.resolve("Set2"), 2, 18, 16, 1);
    set = ImageSet.of(folder.resolve("Set2"));
    config =
        TrainingConfig.read(
            Files.writeString(
                folder.resolve("tiny.yaml"),
                """
                network: {channels: 4, embedding: 2, steps: 2, neighborhood: 5, nonlocalEvery: 2,
                  affinity: GAUSSIAN, border: SHIFTED}
                data: {folders: ['%s'], holdOut: 1, scales: [1.0]}
                patches: {size: 5, batch: 2}
                budget: {maxSteps: 4}
                validation: {steps: 1, crop: 12}
                """
                    .formatted(folder.resolve("images"))));
  }

  private Ablation ablation(Study study, Integer... values) {
    return ablation(study, config, values);
  }

  private Ablation ablation(Study study, TrainingConfig trained, Integer... values) {
    Path runs = folder.resolve("runs");
    return new Ablation(study, trained, List.of(values), runs, List.of(set), NOISE);
  }

  @Test
  void theVariantsOfTable1AreTheSixAffinities() {
    List<Variant> variants = ablation(Study.TABLE1).variants();
    assertThat(variants)
        .extracting(variant -> variant.network().affinity())
        .containsExactly(Affinity.values());
    assertThat(variants)
        .extracting(variant -> variant.published().orElseThrow())
        .containsExactly(30.74, 30.68, 30.75, 30.69, 30.76, 30.80);
    NlrnConfig full = variants.get(5).network();
    assertThat(variants)
        .allSatisfy(
            variant -> assertThat(variant.network().withAffinity(full.affinity())).isEqualTo(full));
  }

  @Test
  void theVariantsOfTable2DifferFromTheFullNetworkInOnePart() {
    List<Variant> variants = ablation(Study.TABLE2).variants();
    NlrnConfig full = variants.get(5).network();
    assertThat(full)
        .isEqualTo(
            ((NlrnConfig) config.network())
                .withAffinity(Affinity.EMBEDDED_GAUSSIAN)
                .withNonlocalEvery(1));
    assertThat(variants)
        .extracting(Variant::network)
        .containsExactly(
            full.withTied(false),
            full.withNonlocalEvery(0),
            full.withNonlocalEvery(2),
            full.withNonlocalEvery(3),
            full.withPropagate(false),
            full);
    assertThat(weights(variants.get(1).network())).as("the RNN").isEqualTo(weights(full));
  }

  private static long weights(NlrnConfig network) {
    try (Network made = Networks.create(network, Device.CPU, 1)) {
      return made.parameters().count();
    }
  }

  @Test
  void aFigureVariesOneNumberAndSharesTheFullNetwork() {
    assertThat(ablation(Study.FIGURE6, 3, 1, 2).variants())
        .extracting(Variant::name)
        .containsExactly("T-1", "nlrn", "T-3");
    assertThat(ablation(Study.FIGURE5).variants())
        .extracting(variant -> variant.network().neighborhood())
        .containsExactly(15, 25, 35, 45, 55);
    assertThat(ablation(Study.FIGURE5).variants().get(3).published()).hasValue(30.80);
  }

  @ParameterizedTest
  @EnumSource(Study.class)
  void eachVariantIsTrainedAndMeasuredOnce(Study study) throws Exception {
    Integer[] values = study.isFigure() ? new Integer[] {3, 5} : new Integer[0];
    Trainings trainings = new Trainings();
    List<Outcome> outcomes = run(ablation(study, values), trainings);
    assertThat(trainings.begun).hasSize(outcomes.size()).allMatch(begun -> begun.endsWith(" 0"));
    for (Outcome outcome : outcomes) {
      assertThat(outcome.failure()).isEmpty();
      assertThat(outcome.steps()).isEqualTo(4);
      assertThat(outcome.weights()).isEqualTo(weights(outcome.variant().network()));
      assertThat(outcome.heldOut()).isBetween(0.0, 60.0);
      assertThat(outcome.psnr()).isEqualTo(outcome.rows().get(0).psnr()).isBetween(0.0, 60.0);
      assertThat(outcome.rows().get(0).images()).hasSize(2);
    }
    Trainings again = new Trainings();
    List<Outcome> kept = run(ablation(study, values), again);
    assertThat(again.begun).isEmpty();
    assertThat(kept).extracting(Outcome::psnr).isEqualTo(map(outcomes));
  }

  private static List<Double> map(List<Outcome> outcomes) {
    return outcomes.stream().map(Outcome::psnr).toList();
  }

  private static List<Outcome> run(Ablation ablation, AblationListener listener) throws Exception {
    List<Outcome> outcomes = new ArrayList<>();
    for (Variant variant : ablation.variants()) {
      outcomes.add(ablation.run(variant, listener).orElseThrow());
    }
    return outcomes;
  }

  /** The patches, too, are q squares of pixels wide. */
  @Test
  void theNeighborhoodOfANetworkThatFoldsIsVariedWithItsPatches() throws Exception {
    NlrnConfig folded =
        (NlrnConfig)
            Networks.config(
                NlrnConfig.NAME,
                "{\"channels\": 4, \"embedding\": 2, \"steps\": 2, \"neighborhood\": 5, \"fold\": 2}");
    TrainingConfig trained = config.with(Map.of("network", folded, "patches.size", 10));
    Ablation ablation = ablation(Study.FIGURE5, trained, 3, 5);
    run(ablation, new Trainings());
    Path runs = folder.resolve("runs");
    assertThat(TrainingConfig.read(runs.resolve("q-3/config.yaml")).patches().size()).isEqualTo(6);
    assertThat(TrainingConfig.read(runs.resolve("nlrn/config.yaml")).patches().size())
        .isEqualTo(10);
  }

  @Test
  void whatOneStudyHasTrainedIsThereForAnother() throws Exception {
    Ablation figure = ablation(Study.FIGURE6, 2);
    run(figure, new Trainings());
    Trainings trainings = new Trainings();
    Ablation table = ablation(Study.TABLE2);
    table.run(table.variants().get(5), trainings);
    assertThat(trainings.begun).isEmpty();
  }

  @Test
  void aVariantThatWasStoppedGoesOn() throws Exception {
    Ablation stopped = ablation(Study.FIGURE6, 2);
    Variant variant = stopped.variants().get(0);
    Optional<Outcome> none =
        stopped.run(
            variant,
            progress -> {
              if (progress.step() == 2) {
                stopped.requestStop();
              }
            });
    assertThat(none).isEmpty();
    Trainings trainings = new Trainings();
    Outcome outcome = ablation(Study.FIGURE6, 2).run(variant, trainings).orElseThrow();
    assertThat(trainings.begun).containsExactly("nlrn 2");
    assertThat(outcome.steps()).isEqualTo(4);
  }

  @Test
  void whatWasTrainedByAnotherConfigIsNotMixedIn() throws Exception {
    run(ablation(Study.FIGURE6, 2), new Trainings());
    Ablation longer = ablation(Study.FIGURE6, config.with(Map.of("budget.maxSteps", 6)), 2);
    assertThatThrownBy(() -> run(longer, new Trainings()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nlrn was trained by another config")
        .hasMessageContaining("name another output folder");
  }

  @Test
  void aVariantThatDivergesIsNoReasonToStop() throws Exception {
    Ablation wild =
        ablation(
            Study.FIGURE6,
            config.with(Map.of("optimizer.learningRate", 1e30, "optimizer.clipNorm", 0)),
            1,
            2);
    assertThat(run(wild, new Trainings()))
        .hasSize(2)
        .allSatisfy(
            outcome -> {
              assertThat(outcome.failure().orElseThrow()).contains("diverged");
              assertThat(outcome.psnr()).isNaN();
            });
  }

  @Test
  void patchesAreAsLargeAsTheNeighborhoodWhereTheyAreAllThatAPixelSees() throws Exception {
    run(ablation(Study.FIGURE5, 7), new Trainings());
    assertThat(folder.resolve("runs/q-7/config.yaml")).content().contains("size: 7");
    TrainingConfig window = config.with(Map.of("patches.size", 8, "patches.reach", "WINDOW"));
    run(ablation(Study.FIGURE5, window, 9), new Trainings());
    assertThat(folder.resolve("runs/q-9/config.yaml")).content().contains("size: 8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ablation(Study.FIGURE5, config.with(Map.of("patches.size", 8)), 9))
        .withMessageStartingWith("patches.size 8, neighborhood 5: expected the same");
  }

  @Test
  void whatCannotBeComparedIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ablation(Study.TABLE1, config.with(Map.of("initFrom", "denoise-gray"))))
        .withMessageStartingWith("initFrom denoise-gray: expected none");
    RnanConfig rnan =
        (RnanConfig)
            Networks.config(
                RnanConfig.NAME, "{\"imageChannels\": 1, \"features\": 8, \"blocks\": 2}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ablation(Study.TABLE1, config.with(Map.of("network", rnan))))
        .withMessageStartingWith("network of type rnan: expected nlrn");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ablation(Study.TABLE2, 3))
        .withMessageContaining("table2 does not vary a number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ablation(Study.FIGURE5, 4))
        .withMessageContaining("neighborhood 4: expected an odd number");
    NlrnConfig wide =
        (NlrnConfig)
            Networks.config(
                NlrnConfig.NAME, "{\"channels\": 6, \"embedding\": 2, \"neighborhood\": 5}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ablation(Study.TABLE2, config.with(Map.of("network", wide))))
        .withMessageContaining("expected channels = 2 * embedding");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Study.named("table7"))
        .withMessage("study 'table7': expected one of table1, table2, fig5, fig6");
  }
}
