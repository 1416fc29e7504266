package org.selfsame.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.selfsame.degradation.Degradation;
import org.selfsame.system.Sha256;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightFile;
import org.selfsame.weights.WeightFileException;

/**
 * The shipped models: weight files and their cards, in the jar {@code selfsame-models}.
 *
 * <pre>{@code
 * try (Model model = Catalog.shipped().load("denoise-gray", Device.CPU)) { ... }
 * }</pre>
 */
public final class Catalog {
  private static final String FOLDER = "org/selfsame/models/";
  private static final String INDEX = "catalog.json";
  private static final String WEIGHT_FILE = ".safetensors";

  private final ClassLoader resources;
  private final List<ModelCard> cards;

  private Catalog(ClassLoader resources) throws IOException {
    this.resources = resources;
    List<ModelCard> found = new ArrayList<>();
    for (String id : read(INDEX, String[].class)) {
      found.add(read(id + ".json", ModelCard.class));
    }
    cards = List.copyOf(found);
  }

  /**
   * Reads the catalog of {@code selfsame-models}: {@code catalog.json}, an array of ids, and a card
   * {@code ID.json} for each.
   *
   * @throws IOException if that jar is neither on the class path nor among the modules, or damaged
   */
  public static Catalog shipped() throws IOException {
    return of(Catalog.class.getClassLoader());
  }

  static Catalog of(ClassLoader resources) throws IOException {
    return new Catalog(resources);
  }

  /** Returns the cards; within a task, the most recommended model comes first. */
  public List<ModelCard> cards() {
    return cards;
  }

  /**
   * Returns the card of a model.
   *
   * @throws IllegalArgumentException if there is no such model
   */
  public ModelCard card(String id) {
    return cards.stream()
        .filter(card -> card.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "model '%s' is not shipped: expected one of %s, or a weight file"
                        .formatted(
                            id,
                            cards.stream().map(ModelCard::id).collect(Collectors.joining(", ")))));
  }

  /**
   * Returns the recommended model for a task and an image. Models for the image's channels go
   * before others, then models of the quality asked for; among equals, the first in the catalog
   * wins.
   *
   * @param task the name of the task, such as {@code denoise}
   * @param channels the channels of the image: 1 for gray, 3 for color
   * @throws IllegalArgumentException if no shipped model is for the task
   */
  public ModelCard recommended(String task, int channels, Quality quality) {
    List<ModelCard> fitting =
        cards.stream().filter(card -> card.task().name().equals(task)).toList();
    if (fitting.isEmpty()) {
      throw new IllegalArgumentException(
          "no shipped model is for the task '%s'; give a weight file".formatted(task));
    }
    fitting = preferred(fitting, card -> card.imageChannels() == channels);
    return preferred(fitting, card -> card.quality() == quality).get(0);
  }

  /**
   * Returns the recommended model for a degradation of an image: that of {@link
   * #recommended(String, int, Quality)} for the task of the first model that undoes it.
   *
   * @throws IllegalArgumentException if no shipped model undoes it
   */
  public ModelCard recommended(Degradation degradation, int channels, Quality quality) {
    String task =
        cards.stream()
            .map(ModelCard::task)
            .filter(known -> known.undoes(degradation))
            .findFirst()
            .orElseGet(() -> Task.undoing(degradation))
            .name();
    return recommended(task, channels, quality);
  }

  private static List<ModelCard> preferred(List<ModelCard> cards, Predicate<ModelCard> wanted) {
    List<ModelCard> found = cards.stream().filter(wanted).toList();
    return found.isEmpty() ? cards : found;
  }

  /**
   * Loads a shipped model, or a weight file; a weight file needs no catalog.
   *
   * @param idOrFile an id, or a file: any name that ends in .safetensors or belongs to a file
   * @throws IllegalArgumentException if there is no such model, or the device is not available
   * @throws IOException if it cannot be read, or holds no network and task that Selfsame knows
   */
  public static Model open(String idOrFile, Device device) throws IOException {
    return isFile(idOrFile)
        ? Model.load(Path.of(idOrFile), device)
        : shipped().load(idOrFile, device);
  }

  /**
   * Returns whether a name is that of a weight file. A folder does not count: it may share its name
   * with a model.
   */
  public static boolean isFile(String idOrFile) {
    return idOrFile.endsWith(WEIGHT_FILE) || Files.isRegularFile(Path.of(idOrFile));
  }

  /**
   * Loads a model.
   *
   * @throws IllegalArgumentException if there is no such model, or the device is not available
   * @throws IOException if its weights cannot be read or do not match the card
   */
  public Model load(String id, Device device) throws IOException {
    ModelCard card = card(id);
    return Model.of(
        WeightFile.read(new ByteArrayInputStream(weights(id)), card.file()), id, device, card);
  }

  /**
   * Reads the weight file of a model.
   *
   * @throws IllegalArgumentException if there is no such model
   * @throws IOException if it cannot be read or does not match the card
   */
  public byte[] weights(String id) throws IOException {
    ModelCard card = card(id);
    byte[] weights = resource(card.file());
    String found = Sha256.of(weights);
    if (!found.equals(card.sha256())) {
      throw new WeightFileException(
          "the weights of %s have SHA-256 %s, expected %s: the jar is damaged; build it again"
              .formatted(id, found, card.sha256()));
    }
    return weights;
  }

  private <T> T read(String name, Class<T> type) throws IOException {
    return CardJson.read(resource(name), type, name);
  }

  private byte[] resource(String name) throws IOException {
    try (InputStream in = resources.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IOException(
            name.equals(INDEX)
                ? "the shipped models are not on the class path (no %s%s): add org.selfsame:selfsame-models; on the module path, add --add-modules ALL-MODULE-PATH, too"
                    .formatted(FOLDER, name)
                : "the catalog of shipped models is damaged (no %s%s); build selfsame-models again"
                    .formatted(FOLDER, name));
      }
      return in.readAllBytes();
    }
  }
}
