/** A server for the machine it runs on: a page for people, and an API for programs. */
@SuppressWarnings({"module", "requires-automatic"})
module org.selfsame.server {
  requires com.fasterxml.jackson.databind;
  requires io.javalin;
  requires java.desktop;
  requires kotlin.stdlib;
  requires org.eclipse.jetty.server;
  requires org.eclipse.jetty.util;
  requires org.selfsame.job;
  requires static org.jspecify;

  exports org.selfsame.server;
}
