package org.selfsame.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LinuxFactsTest {
  @Test
  void aLineIsFoundByItsWholeName() {
    assumeThat(Files.exists(Path.of("/proc/self/status"))).as("Linux").isTrue();
    assertThat(LinuxFacts.value("self/status", "Pid"))
        .hasValue(Long.toString(ProcessHandle.current().pid()));
    assertThat(LinuxFacts.value("self/status", "VmRSS").orElseThrow()).matches("\\d+ kB");
    assertThat(LinuxFacts.value("self/status", "VmRS")).isEmpty();
  }

  @Test
  void aFileThatIsNotThereTellsNothing() {
    assertThat(LinuxFacts.value("no/such/file", "Pid")).isEmpty();
  }
}
