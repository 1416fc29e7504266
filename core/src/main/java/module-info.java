/**
 * Image restoration by self-similarity: pictures, the networks and classic methods that restore
 * them, and the front door, {@link org.selfsame.Selfsame}.
 *
 * <p>On the module path, the native libraries are modules that nothing requires: start Java with
 * {@code --add-modules ALL-MODULE-PATH}.
 */
@SuppressWarnings({"module", "requires-automatic"})
module org.selfsame.core {
  requires aircompressor;
  requires com.fasterxml.jackson.databind;
  requires com.twelvemonkeys.imageio.core;
  requires com.twelvemonkeys.imageio.jpeg;
  requires com.twelvemonkeys.imageio.tiff;
  requires com.twelvemonkeys.imageio.webp;
  requires java.desktop;
  requires jdk.management;
  requires org.bytedeco.javacpp;
  requires org.bytedeco.pytorch;
  requires static org.jspecify;

  exports org.selfsame;
  exports org.selfsame.degradation;
  exports org.selfsame.image;
  exports org.selfsame.model;
  exports org.selfsame.nonlocal.classic;
  exports org.selfsame.quality;
  exports org.selfsame.restore;
  exports org.selfsame.task;
  exports org.selfsame.tensor;
  exports org.selfsame.network to
      org.selfsame.cli,
      org.selfsame.job,
      org.selfsame.lab;
  exports org.selfsame.network.layer to
      org.selfsame.lab;
  exports org.selfsame.nonlocal to
      org.selfsame.cli,
      org.selfsame.lab;
  exports org.selfsame.system to
      org.selfsame.cli,
      org.selfsame.job,
      org.selfsame.lab,
      org.selfsame.server;
  exports org.selfsame.weights to
      org.selfsame.cli,
      org.selfsame.job,
      org.selfsame.lab;

  opens org.selfsame.model to
      com.fasterxml.jackson.databind;
  opens org.selfsame.network to
      com.fasterxml.jackson.databind;
  opens org.selfsame.task to
      com.fasterxml.jackson.databind;
}
