/** The command line. */
module org.selfsame.cli {
  requires com.fasterxml.jackson.databind;
  requires info.picocli;
  requires java.desktop;
  requires org.selfsame.job;
  requires org.selfsame.lab;
  requires org.selfsame.server;

  opens org.selfsame.cli to
      info.picocli;
  opens org.selfsame.cli.command to
      info.picocli;
  opens org.selfsame.cli.option to
      info.picocli;
}
