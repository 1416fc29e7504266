package org.selfsame.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.cli.CommandLineRun;
import org.selfsame.model.Catalog;
import org.selfsame.model.ModelCard;

class ModelsCommandTest {
  @Test
  void theShippedModelsAreListedAndTheirCardsShown() throws IOException {
    CommandLineRun run = CommandLineRun.of("models", "list");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    List<ModelCard> cards = Catalog.shipped().cards();
    assertThat(cards).extracting(ModelCard::id).contains("denoise-gray");
    for (ModelCard card : cards) {
      assertThat(run.out()).contains(card.id()).contains(card.summary());
      assertThat(CommandLineRun.of("models", "show", card.id()).out())
          .startsWith(card.id() + ": " + card.summary())
          .contains(card.sha256());
    }
  }

  @Test
  void whatIsNeitherAShippedModelNorAFileIsAnsweredWithTheModelsThereAre(@TempDir Path folder) {
    for (Path model : List.of(folder, folder.resolve("missing"))) {
      CommandLineRun run = CommandLineRun.of("denoise", "--model", model, folder);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err())
          .contains("model '" + model + "' is not shipped: expected one of denoise-photo")
          .contains("or a weight file");
    }
  }

  @Test
  void withoutACommandItSaysWhichThereAre() {
    CommandLineRun run = CommandLineRun.of("models");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("models list")
        .contains("models import")
        .contains("Try: selfsame help models");
  }

  @Test
  void anErrorPointsToTheHelpOfTheCommandThatMadeIt() {
    CommandLineRun run = CommandLineRun.of("models", "show");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("ID").contains("Try: selfsame models help show");
    assertThat(CommandLineRun.of("models", "help", "show").out())
        .contains("Usage: selfsame models show");
  }
}
