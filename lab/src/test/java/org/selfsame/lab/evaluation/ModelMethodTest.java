package org.selfsame.lab.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.selfsame.model.Model;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.Networks;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.PlainConfig;
import org.selfsame.network.RnanConfig;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.restore.Restorer;
import org.selfsame.task.Denoise;
import org.selfsame.tensor.Device;

class ModelMethodTest {
  private static Optional<String> publishedName(NetworkConfig config, boolean ensemble) {
    try (Model model =
        Model.of("tiny", Networks.create(config, Device.CPU, 1), new Denoise(0, 50))) {
      RestoreOptions options = RestoreOptions.forDevice(Device.CPU).withEnsemble(ensemble);
      return new ModelMethod("tiny", new Restorer(model, options), "0").publishedName();
    }
  }

  @Test
  void networksAreCalledAsInPublishedTables() {
    NetworkConfig dncnn = PlainConfig.dncnn(1, 4, 3);
    NetworkConfig ffdnet = new PlainConfig(3, 4, 3, 2, true, false, List.of());
    NetworkConfig own = new PlainConfig(1, 4, 3, 2, false, true, List.of());
    NetworkConfig nlrn =
        (NlrnConfig)
            Networks.config(
                NlrnConfig.NAME, "{\"channels\":4,\"embedding\":2,\"steps\":1,\"neighborhood\":3}");
    NetworkConfig rnan = new RnanConfig(1, 4, 2, Normalization.KEYS, 1);
    assertThat(publishedName(dncnn, false)).contains("DnCNN");
    assertThat(publishedName(dncnn, true)).contains("DnCNN+");
    assertThat(publishedName(ffdnet, false)).contains("FFDNet");
    assertThat(publishedName(own, true)).isEmpty();
    assertThat(publishedName(nlrn, false)).contains("NLRN");
    assertThat(publishedName(nlrn, true)).contains("NLRN-MV");
    assertThat(publishedName(rnan, true)).contains("RNAN+");
  }
}
