package org.selfsame.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightFile;
import org.selfsame.weights.WeightFileException;

/**
 * The models in the box: weight files and their cards on the class path.
 *
 * <pre>{@code
 * try (Model model = Catalog.shipped().load("nlrn-light", Device.CPU)) { ... }
 * }</pre>
 */
public final class Catalog {
  private static final String FOLDER = "/org/selfsame/models/";
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final List<ModelCard> cards;

  private Catalog(List<ModelCard> cards) {
    this.cards = List.copyOf(cards);
  }

  /**
   * Reads the catalog of {@code selfsame-models}.
   *
   * @throws IOException if that jar is not on the class path, or damaged
   */
  public static Catalog shipped() throws IOException {
    List<ModelCard> cards = new ArrayList<>();
    for (String id : JSON.readValue(resource("catalog.json"), String[].class)) {
      cards.add(JSON.readValue(resource(id + ".json"), ModelCard.class));
    }
    return new Catalog(cards);
  }

  /** Returns the cards, the most recommended model of a task before others. */
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

  /** Returns the recommended model for a task. */
  public ModelCard recommended(Class<? extends Task> task) {
    return cards.stream()
        .filter(card -> task.isInstance(card.task()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no shipped model for " + task.getSimpleName()));
  }

  /**
   * Loads a model.
   *
   * @throws IllegalArgumentException if there is no such model
   * @throws IOException if its weights cannot be read, or are not those of the card
   */
  public Model load(String id, Device device) throws IOException {
    ModelCard card = card(id);
    byte[] weights = resource(card.file());
    String found = sha256(weights);
    if (!found.equals(card.sha256())) {
      throw new WeightFileException(
          "the weights of %s have SHA-256 %s, expected %s: the jar is damaged; build it again"
              .formatted(id, found, card.sha256()));
    }
    return Model.of(
        WeightFile.read(new ByteArrayInputStream(weights), card.file()), id, device, card);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Catalog.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IOException(
            "the shipped models are not on the class path (no "
                + FOLDER
                + name
                + "): add org.selfsame:selfsame-models");
      }
      return in.readAllBytes();
    }
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
