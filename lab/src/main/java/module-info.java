/** Training, evaluation, ablation and inspection of the networks in {@code org.selfsame.core}. */
@SuppressWarnings({"module", "requires-automatic"})
module org.selfsame.lab {
  requires com.fasterxml.jackson.databind;
  requires com.fasterxml.jackson.dataformat.yaml;
  requires java.desktop;
  requires org.knowm.xchart;
  requires transitive org.selfsame.core;
  requires org.yaml.snakeyaml;

  exports org.selfsame.lab.ablation;
  exports org.selfsame.lab.benchmark;
  exports org.selfsame.lab.data;
  exports org.selfsame.lab.evaluation;
  exports org.selfsame.lab.inspection;
  exports org.selfsame.lab.training;

  opens org.selfsame.lab.data to
      com.fasterxml.jackson.databind;
  opens org.selfsame.lab.evaluation to
      com.fasterxml.jackson.databind;
  opens org.selfsame.lab.training to
      com.fasterxml.jackson.databind;
}
