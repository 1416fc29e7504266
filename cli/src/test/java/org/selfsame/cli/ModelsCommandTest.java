package org.selfsame.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.selfsame.model.Catalog;
import org.selfsame.model.ModelCard;

class ModelsCommandTest {
  @Test
  void theShippedModelsAreListedOrMissedInALine() {
    CommandLineRun run = CommandLineRun.of("models", "list");
    try {
      for (ModelCard card : Catalog.shipped().cards()) {
        assertThat(run.out()).contains(card.id()).contains(card.summary());
        assertThat(CommandLineRun.of("models", "show", card.id()).out())
            .startsWith(card.id() + ": " + card.summary())
            .contains(card.sha256());
      }
      assertThat(run.exitCode()).isZero();
    } catch (IOException e) {
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).isEqualToNormalizingNewlines("selfsame: " + e.getMessage() + "\n");
    }
  }

  @Test
  void withoutACommandItSaysWhichThereAre() {
    CommandLineRun run = CommandLineRun.of("models");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("models list").contains("Try: selfsame help models");
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
