package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.image.ImageFiles;
import org.selfsame.lab.data.TrainingData;
import org.selfsame.lab.training.Trainer.Start;
import org.selfsame.model.Model;
import org.selfsame.task.Denoise;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightFileException;

class TrainerCheckpointTest {
  private static final String AFTER_EACH_STEP = "budget.checkpointMinutes: 1.0e-9";

  @TempDir private Path folder;

  @Test
  void onlyTheLastThreeCheckpointsStay() throws Exception {
    TrainingConfig config = TinyTraining.config(folder, AFTER_EACH_STEP, "budget.maxSteps: 6");
    TinyTraining.train(config);
    assertThat(checkpointNames(config))
        .containsExactly(
            "step-000000004.safetensors",
            "step-000000005.safetensors",
            "step-000000006.safetensors");
  }

  @Test
  void aCheckpointIsAModelLikeTheOneAtTheEnd() throws Exception {
    TrainingConfig config =
        TinyTraining.config(
            folder,
            "network: {channels: 4, embedding: 2, steps: 2, neighborhood: 5, noiseChannel: true}",
            "task: {sigmaMin: 5, sigmaMax: 50}",
            "optimizer.averageDecay: 0.9",
            "budget.maxSteps: 2");
    TinyTraining.train(config);
    Path checkpoint = TinyTraining.checkpoints(config).latest().orElseThrow();
    try (Model one = Model.load(checkpoint, Device.CPU);
        Model other = Model.load(Path.of(config.output(), "model.safetensors"), Device.CPU)) {
      assertThat(one.task()).isEqualTo(new Denoise(5, 50)).isEqualTo(other.task());
      assertThat(one.network().config()).isEqualTo(config.network());
      assertThat(one.network().parameters().toArrays())
          .isEqualTo(other.network().parameters().toArrays());
    }
  }

  @Test
  void theOutputFolderHoldsConfigLogAndPlot() throws Exception {
    TrainingConfig config =
        TinyTraining.config(folder, "budget.maxSteps: 3", "validation.steps: 2");
    TinyTraining.train(config);
    Path output = Path.of(config.output());
    assertThat(TrainingConfig.read(output.resolve("config.yaml"))).isEqualTo(config);
    assertThat(ImageFiles.read(output.resolve("curves.png")).image().channels()).isEqualTo(3);
    List<Progress> rows = new TrainingLog(output.resolve("log.csv"), 3).rows();
    assertThat(rows).extracting(Progress::step).containsExactly(2L, 3L);
    assertThat(rows).allMatch(row -> row.validationPsnr() > 0);
    assertThat(namesIn(output))
        .containsExactly(
            "checkpoints", "config.yaml", "curves.png", "log.csv", "model.safetensors");
  }

  @Test
  void aStopSavesTheStepThatWasDone() throws Exception {
    TrainingConfig config =
        TinyTraining.config(folder, TinyTraining.TELL_EACH_STEP, "budget.maxSteps: 1000000");
    TrainingData data = TinyTraining.data(config);
    try (Trainer trainer = new Trainer(config, data, Start.NEW)) {
      List<Progress> told = new ArrayList<>();
      Thread stopper = new Thread(trainer::requestStop);
      trainer.run(
          progress -> {
            told.add(progress);
            if (progress.step() == 4) {
              stopper.start();
            }
          });
      stopper.join();
      assertThat(trainer.step()).isGreaterThanOrEqualTo(4);
      assertThat(TinyTraining.latest(config).step()).isEqualTo(trainer.step());
      assertThat(told.get(told.size() - 1).step()).isEqualTo(trainer.step());
    }
    assertThat(Path.of(config.output(), "model.safetensors")).exists();
  }

  @Test
  void anInterruptEndsTheTrainingAndLeavesTheLastCheckpoint() throws Exception {
    TrainingConfig config =
        TinyTraining.config(
            folder,
            AFTER_EACH_STEP,
            TinyTraining.TELL_EACH_STEP,
            "budget.maxSteps: 1000000",
            "compute.workers: 2");
    TrainingData data = TinyTraining.data(config);
    try (Trainer trainer = new Trainer(config, data, Start.NEW)) {
      assertThatThrownBy(
              () ->
                  trainer.run(
                      progress -> {
                        if (progress.step() == 3) {
                          Thread.currentThread().interrupt();
                        }
                      }))
          .isInstanceOfAny(InterruptedException.class, IOException.class);
    } finally {
      Thread.interrupted();
    }
    assertThat(TinyTraining.latest(config).step()).isBetween(2L, 3L);
  }

  @Test
  void aNewTrainingDoesNotOverwriteAnotherOne() throws Exception {
    TrainingConfig config = TinyTraining.config(folder, "budget.maxSteps: 1");
    TinyTraining.train(config);
    TrainingData data = TinyTraining.data(config);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Trainer(config, data, Start.NEW))
        .withMessageContaining(config.output())
        .withMessageContaining("step-000000001")
        .withMessageContaining("--resume");
  }

  @Test
  void anotherNetworkIsRefused() throws Exception {
    TinyTraining.train(TinyTraining.config(folder, "budget.maxSteps: 1"));
    TrainingConfig other =
        TinyTraining.config(
            folder, "network: {channels: 4, embedding: 2, steps: 3, neighborhood: 5}");
    assertResumingFails(other, "resume with the config it was trained with");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{channels: 4, embedding: 2, steps: 2, neighborhood: 5}",
        "{type: dncnn, features: 4, layers: 3}",
        "{type: rnan, imageChannels: 1, features: 4, blocks: 3}",
        "{type: rnan, imageChannels: 1, features: 4, blocks: 2, softmax: QUERIES}"
      })
  void anotherNetworkThanTheRnanOfTheCheckpointIsRefusedAndBothAreNamed(String other)
      throws Exception {
    TinyTraining.train(
        TinyTraining.config(
            folder,
            "network: {type: rnan, imageChannels: 1, features: 4, blocks: 2}",
            "budget.maxSteps: 1"));
    TrainingConfig config = TinyTraining.config(folder, "network: " + other);
    assertResumingFails(config, "resume with the config it was trained with");
    assertResumingFails(
        config,
        "is of the network rnan {\"imageChannels\":1,\"features\":4,\"blocks\":2,\"softmax\":\"KEYS\",\"scale\":1}, expected "
            + config.network().network()
            + " "
            + config.network().toJson());
  }

  @Test
  void anotherKindOfTaskIsRefusedAndOtherLevelsAreNot() throws Exception {
    String network = "network: {type: rnan, imageChannels: 1, features: 4, blocks: 2}";
    TinyTraining.train(TinyTraining.config(folder, network, "budget.maxSteps: 1"));
    assertResumingFails(
        TinyTraining.config(
            folder,
            network,
            "task: {type: deblock, qualityMin: 10, qualityMax: 40}",
            "validation.levels: [10]"),
        "expected {\"type\":\"deblock\",\"qualityMin\":10,\"qualityMax\":40}: resume with the config");
    TrainingConfig stronger =
        TinyTraining.config(
            folder,
            network,
            "task: {type: denoise, sigmaMin: 60, sigmaMax: 60}",
            "validation.levels: [60]");
    try (Trainer trainer = new Trainer(stronger, stronger.readData(), Trainer.Start.RESUME)) {
      assertThat(trainer.step()).isEqualTo(1);
    }
  }

  @Test
  void aConfigInOtherWordsIsTheSameNetwork() throws Exception {
    TrainingConfig config = TinyTraining.config(folder, "budget.maxSteps: 1");
    Checkpoint checkpoint = TinyTraining.train(config);
    Map<String, String> metadata = new HashMap<>(checkpoint.metadata());
    metadata.put("config", "{\"neighborhood\":5, \"steps\":2, \"embedding\":2, \"channels\":4}");
    TinyTraining.checkpoints(config)
        .save(
            new Checkpoint(
                metadata, checkpoint.model(), checkpoint.state(), 1, checkpoint.seconds(), false));
    try (Trainer trainer = new Trainer(config, TinyTraining.data(config), Start.RESUME)) {
      assertThat(trainer.step()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5})
  void averagingThatWasNotOrNoLongerIsAskedForIsRefused(double averageDecay) throws Exception {
    TinyTraining.train(
        TinyTraining.config(
            folder, "budget.maxSteps: 1", "optimizer.averageDecay: " + (0.5 - averageDecay)));
    assertResumingFails(
        TinyTraining.config(folder, "optimizer.averageDecay: " + averageDecay), "averageDecay");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.5, 0.999})
  void aTruncatedCheckpointIsPassedOverWithANotice(double part) throws Exception {
    TrainingConfig config = TinyTraining.config(folder, AFTER_EACH_STEP, "budget.maxSteps: 4");
    Checkpoint whole = TinyTraining.train(config);
    truncate(config, "step-000000004.safetensors", part);
    truncate(config, "step-000000003.safetensors", part);
    List<String> notices;
    try (Trainer trainer = new Trainer(config, TinyTraining.data(config), Start.RESUME)) {
      assertThat(trainer.step()).isEqualTo(2);
      notices = noticesOf(trainer);
    }
    assertThat(notices).hasSize(2);
    assertThat(notices.get(0)).contains("step-000000004.safetensors");
    assertThat(notices.get(1)).contains("step-000000003.safetensors");
    assertThat(TinyTraining.latest(config).model()).isEqualTo(whole.model());
    assertThat(checkpointNames(config))
        .contains("step-000000004.safetensors", "step-000000004.safetensors.damaged");
  }

  @Test
  void whereNoCheckpointCanBeReadNothingIsTrainedAnewUnasked() throws Exception {
    TrainingConfig config = TinyTraining.config(folder, AFTER_EACH_STEP, "budget.maxSteps: 2");
    TinyTraining.train(config);
    truncate(config, "step-000000001.safetensors", 0.5);
    truncate(config, "step-000000002.safetensors", 0.5);
    assertResumingFails(config, "no checkpoint in");
    assertResumingFails(config, "step-000000002.safetensors");
  }

  @Test
  void aModelIsNoCheckpoint() throws Exception {
    TrainingConfig config = TinyTraining.config(folder, "budget.maxSteps: 1");
    TinyTraining.train(config);
    Files.move(
        Path.of(config.output(), "model.safetensors"),
        Path.of(config.output(), "checkpoints", "step-000000001.safetensors"),
        StandardCopyOption.REPLACE_EXISTING);
    assertResumingFails(config, "is not a checkpoint: it has no training.step");
  }

  @Test
  void whatAKilledTrainingLeftHalfWrittenIsDeleted() throws Exception {
    TrainingConfig config = TinyTraining.config(folder, "budget.maxSteps: 1");
    Path checkpoints = Files.createDirectories(Path.of(config.output(), "checkpoints"));
    Path inOutput = Path.of(config.output(), ".selfsame-fedcba9876543210.tmp");
    Files.writeString(inOutput, "half");
    Files.writeString(checkpoints.resolve(".selfsame-0123456789abcdef.tmp"), "half");
    Files.writeString(checkpoints.resolve("notes.txt"), "kept");
    TinyTraining.train(config, Start.RESUME, step -> false);
    assertThat(checkpointNames(config)).containsExactly("notes.txt", "step-000000001.safetensors");
    assertThat(inOutput).doesNotExist();
  }

  @Test
  void curvesThatCannotBeDrawnEndNoTraining() throws Exception {
    TrainingConfig config = TinyTraining.config(folder, AFTER_EACH_STEP, "budget.maxSteps: 3");
    Files.createDirectories(Path.of(config.output(), "curves.png", "in the way"));
    try (Trainer trainer = new Trainer(config, TinyTraining.data(config), Start.NEW)) {
      assertThat(noticesOf(trainer))
          .singleElement()
          .satisfies(
              notice -> assertThat(notice).contains("cannot be drawn").contains("curves.png"));
      assertThat(trainer.step()).isEqualTo(3);
    }
  }

  @Test
  void imagesThatWereReadForAnotherConfigAreRefused() throws Exception {
    TrainingConfig config = TinyTraining.config(folder);
    TrainingData data = TinyTraining.data(config);
    TrainingConfig larger = TinyTraining.config(folder, "patches.size: 11");
    TrainingConfig color =
        TinyTraining.config(
            folder,
            "network: {channels: 4, embedding: 2, steps: 2, neighborhood: 5, imageChannels: 3}");
    for (TrainingConfig other : List.of(larger, color)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Trainer(other, data, Start.NEW))
          .withMessageContaining("1 channels and hold patches of 9");
    }
  }

  @Test
  void aFileInPlaceOfTheOutputFolderIsReported() throws Exception {
    TrainingConfig config = TinyTraining.config(folder);
    Files.writeString(Path.of(config.output()), "in the way");
    try (Trainer trainer = new Trainer(config, TinyTraining.data(config), Start.NEW)) {
      assertThatThrownBy(() -> trainer.run(progress -> {}))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(config.output());
    }
  }

  /** Trains to the end, and returns what was told besides the progress. */
  private static List<String> noticesOf(Trainer trainer) throws Exception {
    List<String> notices = new ArrayList<>();
    trainer.run(
        new TrainingListener() {
          @Override
          public void progress(Progress progress) {}

          @Override
          public void notice(String message) {
            notices.add(message);
          }
        });
    return notices;
  }

  private static void assertResumingFails(TrainingConfig config, String reason) throws IOException {
    TrainingData data = TinyTraining.data(config);
    assertThatThrownBy(() -> new Trainer(config, data, Start.RESUME))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining(reason);
  }

  private static void truncate(TrainingConfig config, String name, double part) throws IOException {
    Path file = Path.of(config.output(), "checkpoints", name);
    byte[] content = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(content, (int) (part * content.length)));
  }

  private static List<String> checkpointNames(TrainingConfig config) throws IOException {
    return namesIn(Path.of(config.output(), "checkpoints"));
  }

  private static List<String> namesIn(Path listed) throws IOException {
    try (Stream<Path> files = Files.list(listed)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
