package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.lab.data.DataConfig;
import org.selfsame.network.Networks;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.Pass;
import org.selfsame.network.PlainConfig;
import org.selfsame.network.RnanConfig;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.task.Denoise;

class TrainingConfigTest {
  @TempDir private Path folder;

  @Test
  void whatAFileLeavesOutIsAsPublished() {
    TrainingConfig config = parse("seed: 0");
    assertThat(config).isEqualTo(TrainingConfig.DEFAULTS);
    assertThat(config.network()).isEqualTo(NlrnConfig.PAPER);
    assertThat(config.task()).isEqualTo(new Denoise(25, 25));
    assertThat(config.patches().size()).isEqualTo(45).isEqualTo(NlrnConfig.PAPER.neighborhood());
    assertThat(config.patches().reach()).isEqualTo(Pass.Reach.PATCH);
    assertThat(config.patches().batch()).isEqualTo(16);
    assertThat(config.optimizer().lossCenter()).isZero();
    assertThat(config.optimizer().learningRate()).isEqualTo(1e-3);
    assertThat(config.patches().noise()).isEqualTo(GaussianNoise.Form.FLOAT);
    assertThat(config.initFrom()).isEmpty();
    assertThat(config.optimizer().loss()).isEqualTo(Loss.MSE);
    assertThat(config.restoredPatch()).isEqualTo(45);
    assertThat(config.optimizer().schedule()).isEqualTo(Schedule.HALVING);
    assertThat(config.optimizer().halvingSteps()).isZero();
    assertThat(config.optimizer().freezeNormalizationAt()).isEqualTo(1);
    assertThat(config.validation().levels()).containsExactly(25.0);
    assertThat(config.optimizer().warmupSteps()).isZero();
    assertThat(config.optimizer().clipNorm()).isEqualTo(0.5);
    assertThat(config.optimizer().averageDecay()).isZero();
    assertThat(config.compute().precision()).isEqualTo("fp32");
    assertThat(config.compute().workers()).isEqualTo(1);
    assertThat(config.budget().maxSteps()).isEqualTo(500_000);
    assertThat(config.budget().maxMinutes()).isZero();
    assertThat(config.data().scales()).containsExactly(1.0, 0.9, 0.8, 0.7);
  }

  @Test
  void partsOfAPartMayBeLeftOutToo() {
    TrainingConfig config =
        parse("network: {channels: 64, border: SHIFTED}\ndata: {folders: [a, b/c]}");
    assertThat(config.network())
        .isEqualTo(
            (NlrnConfig)
                Networks.config(NlrnConfig.NAME, "{\"channels\":64,\"border\":\"SHIFTED\"}"));
    assertThat(config.data())
        .isEqualTo(new DataConfig(List.of("a", "b/c"), 10, List.of(1.0, 0.9, 0.8, 0.7)));
  }

  @Test
  void everyKeyIsReadAsItIsWritten() {
    String yaml =
        """
        network: {imageChannels: 3, noiseChannel: true, channels: 6, embedding: 3, steps: 2,
          neighborhood: 7, affinity: GAUSSIAN, propagate: false, nonlocalEvery: 0, tied: false,
          border: SHIFTED}
        task: {sigmaMin: 0.5, sigmaMax: 55}
        initFrom: denoise-gray
        data: {folders: ["C:\\\\images: all", 'it''s #1'], holdOut: 3, scales: [1, 0.123456789]}
        patches: {size: 21, batch: 6, reach: WINDOW, noise: EIGHT_BIT}
        optimizer:
          loss: L1
          lossCenter: 5
          learningRate: 2e-3
          schedule: COSINE
          warmupSteps: 200
          clipNorm: 0
          averageDecay: 0.9995
          freezeNormalizationAt: 0.25
        compute: {device: cuda:1, precision: bf16, workers: 3}
        budget: {maxSteps: 5000000000, maxMinutes: 1.0e-7, checkpointMinutes: 0.1}
        validation: {steps: 77, crop: 64, levels: [15, 25.5, 50]}
        seed: -9223372036854775808
        output: runs/a b
        """;
    TrainingConfig config = parse(yaml);
    assertThat(config.optimizer().learningRate()).isEqualTo(0.002);
    assertThat(config.data().folders()).containsExactly("C:\\images: all", "it's #1");
    assertThat(config.budget().maxSteps()).isEqualTo(5_000_000_000L);
    assertThat(parse(config.toYaml())).isEqualTo(config);
    assertThat(parse(TrainingConfig.DEFAULTS.toYaml())).isEqualTo(TrainingConfig.DEFAULTS);
  }

  @Test
  void aFileFromBeforeThereWereSectionsIsReadAsOneThatHasThem() {
    String flat =
        """
        noise: EIGHT_BIT
        loss: L1
        patch: 21
        reach: WINDOW
        batch: 6
        %s: 5
        learningRate: 2e-3
        schedule: HALVING
        halvingSteps: 9
        warmupSteps: 200
        clipNorm: 0
        averageDecay: 0.9995
        freezeNormalizationAt: 0.25
        precision: bf16
        workers: 3
        device: cuda:1
        maxSteps: 5000000000
        maxMinutes: 1.0e-7
        checkpointMinutes: 0.1
        validationSteps: 77
        validationCrop: 64
        validationLevels: [25]
        """;
    String sections =
        """
        patches: {size: 21, batch: 6, reach: WINDOW, noise: EIGHT_BIT}
        optimizer: {loss: L1, lossCenter: 5, learningRate: 2e-3, schedule: HALVING, halvingSteps: 9,
          warmupSteps: 200, clipNorm: 0, averageDecay: 0.9995, freezeNormalizationAt: 0.25}
        compute: {device: cuda:1, precision: bf16, workers: 3}
        budget: {maxSteps: 5000000000, maxMinutes: 1.0e-7, checkpointMinutes: 0.1}
        validation: {steps: 77, crop: 64, levels: [25]}
        """;
    assertThat(parse(flat.formatted("lossCenter")))
        .isEqualTo(parse(flat.formatted("lossCentre")))
        .isEqualTo(parse(sections));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "patch: x | patches.size \"x\": expected a whole number",
        "lossCentre: 4 | optimizer.lossCenter 4: expected 0, or",
        "validationLevels: [26] | validation.levels [26.0]: expected",
        "{patch: 9, patches: {size: 9}} | patch and patches.size are the same key: expected patches.size alone",
        "{lossCentre: 5, lossCenter: 5} | are the same key: expected optimizer.lossCenter alone",
        "{maxSteps: 5, budget: 4} | budget 4: expected keys and values",
      })
  void whatIsWrongInSuchAFileIsNamedByItsSection(String yaml, String problem) {
    whatIsWrongIsNamed(yaml, problem);
  }

  @Test
  void partsOfTheDefaultNetworkChangeButAnotherTypeHasItsOwnDefaults() {
    assertThat(parse("network: {channels: 64}").network())
        .isEqualTo((NlrnConfig) Networks.config(NlrnConfig.NAME, "{\"channels\":64}"))
        .isEqualTo(parse("network: {type: nlrn, channels: 64}").network());
    assertThat(parse("network: {type: rnan}").network()).isEqualTo(RnanConfig.PAPER);
    assertThat(parse("network: {type: rnan, features: 32, blocks: 3}").network())
        .isEqualTo(new RnanConfig(3, 32, 3, Normalization.KEYS, 1));
    assertThat(parse("network: {type: dncnn}").network()).isEqualTo(PlainConfig.DNCNN);
    assertThat(parse("network: {type: dncnn, layers: 20}").network())
        .isEqualTo(PlainConfig.dncnn(1, 64, 20));
    assertThat(parse("task: {sigmaMax: 50}").task()).isEqualTo(new Denoise(25, 50));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{network: {fold: 3}, patches: {size: 45}, optimizer: {lossCenter: 5}}",
        "{network: {type: nlrn, embedding: 8}, task: {type: upscale, scales: [2, 3]}, validation: {levels: [3]}}",
        "{network: {type: rnan, softmax: QUERIES}, patches: {noise: EIGHT_BIT}}",
        "{network: {type: rnan, features: 4}, task: {type: demosaic, pattern: GBRG}, validation: {levels: []}}",
        "{network: {type: rnan, imageChannels: 1}, task: {type: deblock, qualityMin: 5, qualityMax: 90}, validation: {levels: [5, 90]}}",
        "{network: {type: rnan, scale: 3}, task: {type: upscale, scales: [3]}, optimizer: {loss: L1, halvingSteps: 9}, validation: {levels: [3]}}",
        "{network: {type: dncnn, imageChannels: 3, features: 8, layers: 5}, optimizer: {lossCenter: 5}}",
      })
  void eachNetworkAndTaskIsReadAsItIsWritten(String yaml) {
    TrainingConfig config = parse(yaml);
    assertThat(config).isNotEqualTo(TrainingConfig.DEFAULTS);
    assertThat(parse(config.toYaml())).isEqualTo(config);
  }

  @Test
  void aConfigThatWasWrittenBeforeThereWereOtherNetworksIsStillRead() {
    String yaml =
        """
        network:
          imageChannels: 1
          noiseChannel: true
          channels: 64
          embedding: 32
          steps: 6
          neighborhood: 25
          affinity: "EMBEDDED_GAUSSIAN"
          propagate: true
          nonlocalEvery: 2
          tied: true
          border: "SHIFTED"
        task:
          type: "denoise"
          sigmaMin: 0.0
          sigmaMax: 55.0
        initFrom: ""
        patch: 35
        """;
    NlrnConfig expected =
        (NlrnConfig)
            Networks.config(
                NlrnConfig.NAME,
                "{\"noiseChannel\":true,\"channels\":64,\"embedding\":32,\"steps\":6,"
                    + "\"neighborhood\":25,\"nonlocalEvery\":2,\"border\":\"SHIFTED\"}");
    assertThat(parse(yaml).network()).isEqualTo(expected);
    assertThat(parse(yaml).task()).isEqualTo(new Denoise(0, 55));
  }

  @ParameterizedTest
  @CsvSource({"2, 96", "3, 144", "4, 192"})
  void thePatchOfANetworkThatEnlargesIsOfTheReducedImage(int scale, int restored) {
    TrainingConfig config =
        parse(
            "{network: {type: rnan, scale: %1$d}, task: {type: upscale, scales: [%1$d]}, validation: {levels: [%1$d]}, patches: {size: 48}, optimizer: {lossCenter: %2$d}}"
                .formatted(scale, restored));
    assertThat(config.restoredPatch()).isEqualTo(restored);
    assertThat(config.optimizer().lossCenter()).isEqualTo(restored);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "lerningRate: 1 | unknown key 'lerningRate': expected one of network, task",
        "network: {chanels: 4} | unknown key 'network.chanels'",
        "task: {sigma: 4} | unknown key 'task.sigma': expected one of task.type, task.sigmaMin",
        "optimizer: {momentum: 1} | unknown key 'optimizer.momentum': expected one of optimizer.loss, optimizer.lossCenter",
        "patches: 45 | patches 45: expected keys and values",
        "data: {folder: a} | unknown key 'data.folder'",
        "patches: {size: '45'} | patches.size \"45\": expected a whole number",
        "patches: {size: 45.5} | patches.size 45.5: expected a whole number",
        "patches: {size: 9999999999} | patches.size 9999999999: expected a whole number",
        "patches: {size: } | patches.size null: expected a whole number",
        "patches: {size: [45]} | patches.size [45]: expected a whole number",
        "budget: {maxSteps: 1.5} | budget.maxSteps 1.5: expected a whole number",
        "budget: {maxSteps: 1e4} | budget.maxSteps 10000.0: expected a whole number",
        "seed: 99999999999999999999 | seed 99999999999999999999: expected a whole number",
        "optimizer: {learningRate: fast} | optimizer.learningRate \"fast\": expected a number",
        "optimizer: {learningRate: '0.1'} | optimizer.learningRate \"0.1\": expected a number",
        "optimizer: {learningRate: true} | optimizer.learningRate true: expected a number",
        "optimizer: {schedule: LINEAR} | optimizer.schedule LINEAR: expected one of [HALVING, COSINE]",
        "optimizer: {schedule: 1} | optimizer.schedule 1: expected text",
        "optimizer: {schedule: cosine} | optimizer.schedule cosine: expected one of [HALVING, COSINE]",
        "network: 4 | network 4: expected keys and values",
        "network: {noiseChannel: 1} | network.noiseChannel 1: expected true or false",
        "network: {channels: 4.5} | network.channels 4.5: expected a whole number",
        "network: {border: ROUND} | border",
        "network: {steps: 0} | steps 0",
        "data: {folders: images} | data.folders \"images\": expected a list",
        "data: {folders: [3]} | data.folders 3: expected text",
        "data: {folders: []} | data.folders is empty",
        "data: {scales: [a]} | data.scales \"a\": expected a number",
        "data: {scales: [1, 2.5]} | data.scales 2.5: expected factors above 0",
        "data: {scales: [0]} | data.scales 0.0",
        "data: {holdOut: 0} | data.holdOut 0: expected at least 1",
        "validation: {levels: 25} | validation.levels 25: expected a list",
        "validation: {levels: []} | validation.levels []: expected at least one",
        "validation: {levels: [25, 26]} | validation.levels [25.0, 26.0]: expected at least one level of the task, which is to denoise, sigma 25",
        "{task: {sigmaMax: 30}, validation: {levels: [24]}} | validation.levels [24.0]: expected at least one level of the task, which is to denoise, sigma 25 to 30",
        "task: {sigmaMin: 0, sigmaMax: 15} | validation.levels [25.0]: expected",
        "task: {type: sharpen} | task.type sharpen: expected one that Selfsame trains",
        "task: {type: upscale} | task.scales is missing or of the wrong kind: expected a",
        "task: {type: upscale, scales: [2]} | validation.levels [25.0]: expected at least one level of the task, which is to upscale, x2",
        "task: {type: upscale, scales: [2], sigmaMin: 3} | unknown key 'task.sigmaMin': expected one of [scales]",
        "{task: {type: upscale, scales: [2]}, validation: {levels: [2]}, network: {noiseChannel: true}} | network with a noiseChannel: expected none when the task is to upscale, x2",
        "task: {sigmaMin: 30} | noise from sigma 30.0 to 25.0: expected",
        "task: {sigmaMin: -1} | noise from sigma -1.0",
        "task: {sigmaMax: 256} | noise from sigma 25.0 to 256.0",
        "task: {sigmaMax: 1e999} | noise from sigma 25.0 to Infinity",
        "patches: {size: 1} | patches.size 1: expected at least 2",
        "network: {fold: 2} | patches.size 45: expected a multiple of the network's fold, 2, such as 46",
        "{network: {fold: 4}, patches: {size: 5}} | patches.size 5: expected a multiple of the network's fold, 4, such as 4",
        "{network: {fold: 16, border: SHIFTED}, patches: {size: 5, reach: WINDOW}} | patches.size 5: expected a multiple of the network's fold, 16, such as 16",
        "network: {fold: 0} | fold 0: expected 1 to 16",
        "network: {fold: 1.5} | network.fold 1.5: expected a whole number",
        "{network: {channels: 8}} | embedding 64 with channels 8: expected at most as many",
        "patches: {batch: 0} | patches.batch 0: expected at least 1",
        "patches: {size: 100000} | patches.size 100000: expected a batch of at most",
        "optimizer: {lossCenter: -1} | optimizer.lossCenter -1: expected 0, or",
        "optimizer: {lossCenter: 4} | optimizer.lossCenter 4: expected 0, or",
        "optimizer: {lossCenter: 47} | optimizer.lossCenter 47: expected 0, or",
        "optimizer: {learningRate: 0} | optimizer.learningRate 0.0: expected a number above 0",
        "optimizer: {learningRate: 1e999} | optimizer.learningRate Infinity: expected a number above 0",
        "optimizer: {learningRate: .nan} | line 1: Malformed numeric value '.nan'",
        "optimizer: {warmupSteps: -1} | optimizer.warmupSteps -1: expected at least 0",
        "optimizer: {clipNorm: -0.1} | optimizer.clipNorm -0.1: expected at least 0",
        "optimizer: {clipNorm: 1e999} | optimizer.clipNorm Infinity: expected at least 0",
        "optimizer: {averageDecay: 1} | optimizer.averageDecay 1.0: expected from 0 to below 1",
        "optimizer: {averageDecay: -0.1} | optimizer.averageDecay -0.1: expected",
        "compute: {precision: fp16} | precision 'fp16': expected fp32 or bf16",
        "compute: {workers: 0} | compute.workers 0: expected a number that divides the batch of 16",
        "compute: {workers: 3} | compute.workers 3: expected a number that divides the batch of 16",
        "compute: {device: gpu} | device 'gpu': expected cpu",
        "compute: {device: 0} | compute.device 0: expected text",
        "budget: {maxSteps: -1} | budget.maxSteps -1: expected at least 0",
        "budget: {maxSteps: 0} | budget.maxSteps 0: expected more than 0, or maxMinutes above 0",
        "budget: {maxMinutes: -1} | budget.maxMinutes -1.0: expected at least 0",
        "budget: {maxMinutes: 1e999} | budget.maxMinutes Infinity: expected at least 0",
        "budget: {checkpointMinutes: 0} | budget.checkpointMinutes 0.0: expected a number above 0",
        "validation: {steps: 0} | validation.steps 0: expected at least 1",
        "validation: {crop: 0} | validation.crop 0: expected at least 1",
        "optimizer: {schedule: COSINE, halvingSteps: 5} | optimizer.halvingSteps 5: expected 0, or more where the schedule is HALVING",
        "optimizer: {halvingSteps: -1} | optimizer.halvingSteps -1: expected 0, or more",
        "optimizer: {loss: L2} | optimizer.loss L2: expected one of [MSE, L1]",
        "patches: {noise: UINT8} | patches.noise UINT8: expected one of [FLOAT, EIGHT_BIT]",
        "network: {type: rnam} | network 'rnam': expected nlrn, rnan or plain",
        "network: {type: 5} | network '5': expected nlrn, rnan or plain",
        "network: {type: rnan, channels: 4} | rnan config: unknown key 'channels': expected one of [imageChannels, features, blocks, softmax, scale]",
        "network: {type: nlrn, features: 4} | unknown key 'network.features'",
        "network: {type: rnan, features: 4.5} | rnan config: features is 4.5: expected a whole number",
        "network: {type: rnan, features: 31} | features 31: expected an even number",
        "network: {type: rnan, blocks: 1} | blocks 1: expected 2 to",
        "network: {type: rnan, softmax: keys} | rnan config: softmax is \"keys\": expected one of [KEYS, QUERIES]",
        "network: {type: rnan, imageChannels: 2} | network with imageChannels 2: expected 1 (gray) or 3 (color) when the task is to denoise",
        "network: {type: rnan, scale: 2} | network with scale 2: expected 1 when the task is to denoise, sigma 25",
        "network: {type: rnan, scale: 5} | scale 5: expected 1 to 4",
        "network: {type: rnan, scale: 2, imageChannels: 1} | imageChannels 1 with scale 2: expected 3",
        "network: {type: dncnn, layers: 1} | layers 1: expected 2 to",
        "{network: {type: rnan}, task: {type: upscale, scales: [2]}, validation: {levels: [2]}} | network with imageChannels 3: expected 1 (luma) when the task is to upscale, x2",
        "{network: {type: rnan, scale: 3}, task: {type: upscale, scales: [2]}, validation: {levels: [2]}} | network with scale 3: expected 1, or a task for that scale only, when the task is to upscale, x2",
        "{network: {type: rnan, scale: 2}, task: {type: upscale, scales: [2, 3]}, validation: {levels: [2]}} | network with scale 2: expected 1, or a task for that scale only, when the task is to upscale, x2, x3",
        "{network: {type: rnan}, task: {type: deblock, qualityMin: 10, qualityMax: 40}, validation: {levels: [10]}} | network with imageChannels 3: expected 1 (luma) when the task is to deblock, JPEG quality 10 to 40",
        "{network: {noiseChannel: true}, task: {type: deblock, qualityMin: 10, qualityMax: 40}, validation: {levels: [10]}} | network with a noiseChannel: expected none when the task is to deblock",
        "{network: {type: dncnn}, task: {type: demosaic, pattern: GRBG}, validation: {levels: []}} | network with imageChannels 1: expected 3 (red, green and blue) when the task is to demosaic, GRBG",
        "{network: {type: rnan, scale: 2}, task: {type: demosaic, pattern: GRBG}, validation: {levels: []}} | network with scale 2: expected 1 when the task is to demosaic",
        "{network: {type: rnan}, task: {type: demosaic, pattern: GRBG}} | validation.levels [25.0]: expected []: a mosaic has no levels",
        "{network: {type: dncnn}, task: {type: deblock, qualityMin: 10, qualityMax: 40}, validation: {levels: []}} | validation.levels []: expected at least one level of the task, which is to deblock",
        "{network: {type: dncnn}, task: {type: deblock, qualityMin: 10, qualityMax: 40}, validation: {levels: [9]}} | validation.levels [9.0]: expected",
        "{network: {type: dncnn}, task: {type: deblock, qualityMin: 10, qualityMax: 40}, validation: {levels: [10.5]}} | validation.levels [10.5]: expected",
        "task: {type: deblock} | task.qualityMin is missing or of the wrong kind: expected a",
        "task: {type: deblock, qualityMin: 10} | task.qualityMax is missing or of the wrong kind: expected a",
        "task: {type: deblock, qualityMin: null, qualityMax: 20} | task.qualityMin is missing or of the wrong kind: expected a whole number",
        "task: {type: deblock, qualityMin: 10.5, qualityMax: 20} | task.qualityMin is missing or of the wrong kind: expected a whole number",
        "task: {type: deblock, qualityMin: '10', qualityMax: 20} | task.qualityMin is missing or of the wrong kind: expected a whole number",
        "task: {type: deblock, qualityMin: 40, qualityMax: 10} | JPEG quality from 40 to 10: expected",
        "task: {type: deblock, qualityMin: 1, qualityMax: 101} | JPEG quality from 1 to 101: expected",
        "task: {type: upscale, scales: 2} | task.scales is missing or of the wrong kind: expected a list",
        "task: {type: upscale, scales: [2.5]} | task.scales is missing or of the wrong kind: expected a whole number",
        "task: {type: upscale, scales: ['2']} | task.scales is missing or of the wrong kind: expected a whole number",
        "task: {type: demosaic} | task.pattern is missing or of the wrong kind: expected a value",
        "task: {type: demosaic, pattern: RGBG} | task.pattern RGBG: expected one of [RGGB, BGGR, GRBG, GBRG]",
        "task: {type: demosaic, pattern: 2} | task.pattern 2: expected one of [RGGB, BGGR, GRBG, GBRG]",
        "{network: {type: rnan, scale: 2}, task: {type: upscale, scales: [2]}, validation: {levels: [2]}, optimizer: {lossCenter: 91}} | optimizer.lossCenter 91: expected 0, or",
        "{network: {type: rnan, scale: 4}, task: {type: upscale, scales: [4]}, validation: {levels: [4]}, patches: {size: 2000}} | patches.size 2000: expected a batch of at most",
        "output: '' | output '': expected a folder",
        "patch: 9, patch: 11 | line 1 is not YAML",
        "patch 45 | has no keys and values",
        "[1, 2] | has no keys and values",
        "~~ | has no keys and values",
      })
  void whatIsWrongIsNamed(String yaml, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(yaml == null ? "" : yaml))
        .withMessageStartingWith("train.yaml: ")
        .withMessageContaining(problem)
        .withMessageNotContaining("org.selfsame")
        .withMessageNotContaining("java.")
        .withMessageNotContaining("null,");
  }

  @Test
  void aLineThatIsNoYamlIsNumbered() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("seed: 9\ninitFrom: a\nnetwork: {channels: 4\nseed: 1\n"))
        .withMessageContaining("train.yaml: line 4 is not YAML");
  }

  @Test
  void aKeyThatIsThereTwiceIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("seed: 9\ninitFrom: a\nseed: 11\n"))
        .withMessageContaining("train.yaml: ")
        .withMessageContaining("seed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "4", "45", "43"})
  void aCenterEvenOrOddLikeThePatchIsInItsMiddle(int center) {
    if ((45 - center) % 2 == 0) {
      assertThat(parse("optimizer: {lossCenter: %s}".formatted(center)).optimizer().lossCenter())
          .isEqualTo(center);
    } else {
      assertThat(
              parse("{patches: {size: 44}, optimizer: {lossCenter: %s}}".formatted(center))
                  .optimizer()
                  .lossCenter())
          .isEqualTo(center);
    }
  }

  @Test
  void aFileIsReadAndNamedInErrors() throws IOException {
    Path file = folder.resolve("my.yaml");
    Files.writeString(file, "patches: {size: 9}\n");
    assertThat(TrainingConfig.read(file).patches().size()).isEqualTo(9);
    Files.writeString(file, "patches: {size: x}\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingConfig.read(file))
        .withMessageStartingWith(file + ": patches.size \"x\"");
    Files.write(file, new byte[] {(byte) 0x89, 'P', 'N', 'G', (byte) 0xff});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingConfig.read(file))
        .withMessageStartingWith(file + " is not text");
    assertThatThrownBy(() -> TrainingConfig.read(folder.resolve("none.yaml")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void changesTakeThePlaceOfTheFilesValuesAndAreCheckedAsThose() throws IOException {
    Path file =
        Files.writeString(folder.resolve("my.yaml"), "patches: {size: 9}\nbudget: {maxSteps: 5}\n");
    TrainingConfig config =
        TrainingConfig.read(
            file, Map.of("budget.maxSteps", 7L, "budget.maxMinutes", 0.5, "output", "runs/x"));
    assertThat(config)
        .isEqualTo(
            parse("{patches: {size: 9}, budget: {maxSteps: 7, maxMinutes: 0.5}, output: runs/x}"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingConfig.read(file, Map.of("budget.maxSteps", -1L)))
        .withMessageContaining("budget.maxSteps -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingConfig.read(file, Map.of("steps", 1)))
        .withMessageContaining("unknown key 'steps'");
  }

  private static TrainingConfig parse(String yaml) {
    return TrainingConfig.parse(yaml, Map.of(), "train.yaml");
  }
}
