package org.selfsame.lab.inspection;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntBinaryOperator;
import org.selfsame.image.Image;
import org.selfsame.image.Luminance;
import org.selfsame.image.MirroredMargin;
import org.selfsame.image.SampleFormat;
import org.selfsame.network.CorrelationMap;
import org.selfsame.nonlocal.Neighborhood;
import org.selfsame.restore.Inspection;

/**
 * Draws an inspection like NLRN's Figure 4: the pixel's neighborhood as the network saw it, the
 * same without noise, and the weights that each recurrent state averages it with, in squares of
 * pixels for a network that folds; for an RNAN, each block's mask below.
 */
final class InspectionFigure {
  /** The approximate side of a panel, which is enlarged by a whole factor. */
  private static final int PANEL = 200;

  static final int PANELS_OF_ROW = 7;
  static final int MARGIN = 16;
  static final int GAP = 12;
  static final int CAPTION = 28;
  private static final int BAR = 16;
  private static final int BAR_TEXT = 64;
  private static final int TICKS = 4;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 16);
  private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, false);

  /** Whether Java finds fonts; on small systems there are none. */
  static final boolean LETTERS = fontsFound();

  private static final Color POINT = new Color(0xe8, 0x1e, 0x1e);

  /** How a panel marks the pixel. */
  private enum Mark {
    POINT,
    RING,
    NONE
  }

  /** A picture of the neighborhood, before enlargement. */
  private record Panel(String caption, BufferedImage pixels, Mark mark) {}

  /** Panels that share a color scale. */
  private record Group(List<Panel> panels, Scale scale) {}

  /**
   * The numbers that colors stand for.
   *
   * @param least of the first color
   * @param greatest of the last color
   * @param exponent of the numbers between: with 2, a quarter of the greatest has the middle color
   */
  private record Scale(double least, double greatest, double exponent) {
    Color color(double value) {
      double share = Math.max(0, (value - least) / (greatest - least));
      return Viridis.of(Math.pow(share, 1 / exponent));
    }

    /** The number at a position of the color bar, from 0 to 1. */
    double at(double place) {
      return least + Math.pow(place, exponent) * (greatest - least);
    }
  }

  private final Inspection inspection;
  private final boolean letters;
  private final Neighborhood shown;

  /** Side of the squares of pixels that have one weight. */
  private final int fold;

  private final int factor;

  private InspectionFigure(Inspection inspection, boolean letters) {
    this.inspection = inspection;
    this.letters = letters;
    CorrelationMap first = inspection.maps().correlations().get(0);
    fold = first.fold();
    // If the neighborhood is everything, what a network mirrors beyond a side is in no image.
    Neighborhood seen = first.neighborhood();
    shown =
        new Neighborhood(
            seen.top(),
            seen.left(),
            Math.min(seen.height(), inspection.given().height()),
            Math.min(seen.width(), inspection.given().width()));
    factor = Math.max(1, Math.round(PANEL / (float) Math.max(shown.height(), shown.width())));
  }

  /**
   * Draws the figure.
   *
   * @param clean the whole image without noise, of the size of the one inspected
   * @param letters whether to write captions and numbers, which takes fonts
   */
  static Image of(Inspection inspection, Optional<Image> clean, boolean letters) {
    InspectionFigure figure = new InspectionFigure(inspection, letters);
    List<Group> groups = new ArrayList<>();
    groups.add(figure.correlations(clean));
    if (!inspection.maps().masks().isEmpty()) {
      groups.add(figure.masks());
    }
    return image(figure.draw(groups));
  }

  private Group correlations(Optional<Image> clean) {
    List<CorrelationMap> maps = inspection.maps().correlations();
    boolean attention = !inspection.maps().masks().isEmpty();
    double least = 0;
    double greatest = Float.MIN_NORMAL;
    for (CorrelationMap map : maps) {
      for (float weight : map.weights().plane(0)) {
        least = Math.min(least, weight);
        greatest = Math.max(greatest, weight);
      }
    }
    // A few weights are far larger than the others, which should be visible, too.
    Scale scale = new Scale(least, greatest, least < 0 ? 1 : 2);
    List<Panel> panels = new ArrayList<>();
    panels.add(
        new Panel(
            inspection.told() > 0 ? "noisy" : "input",
            patch(inspection.given(), 0, 0),
            Mark.POINT));
    clean
        .map(this::asGiven)
        .ifPresent(
            image ->
                panels.add(
                    new Panel(
                        "clean", patch(image, inspection.top(), inspection.left()), Mark.POINT)));
    for (CorrelationMap map : maps) {
      String caption = (attention ? "attention, block %d" : "(%d)").formatted(map.stage());
      Image weights = map.weights();
      panels.add(
          new Panel(
              caption,
              pixels((y, x) -> scale.color(weights.get(0, y / fold, x / fold)).getRGB()),
              Mark.RING));
    }
    return new Group(panels, scale);
  }

  private Image asGiven(Image clean) {
    boolean colorOfGray = clean.channels() == 3 && inspection.given().channels() == 1;
    return colorOfGray ? Luminance.gray(clean) : clean;
  }

  private Group masks() {
    Scale scale = new Scale(0, 1, 1);
    List<Panel> panels = new ArrayList<>();
    for (Image mask : inspection.maps().masks()) {
      panels.add(
          new Panel(
              "mask, block %d".formatted(panels.size() + 1),
              pixels((y, x) -> scale.color(mean(mask, y, x)).getRGB()),
              Mark.NONE));
    }
    return new Group(panels, scale);
  }

  private static double mean(Image mask, int y, int x) {
    double sum = 0;
    for (int c = 0; c < mask.channels(); c++) {
      sum += mask.get(c, y, x);
    }
    return sum / mask.channels();
  }

  /** The neighborhood in an image, in which the piece begins at a row and column. */
  private BufferedImage patch(Image image, int top, int left) {
    Image given = inspection.given();
    return pixels(
        (y, x) -> {
          int row = top + place(shown.top() + y, given.height());
          int column = left + place(shown.left() + x, given.width());
          int rgb = 0;
          for (int c = 0; c < 3; c++) {
            float sample = image.get(Math.min(c, image.channels() - 1), row, column);
            rgb = rgb << 8 | SampleFormat.UINT8.quantize(sample);
          }
          return rgb;
        });
  }

  /** The image continues in whole squares; the last may be partly mirrored. */
  private int place(int index, int length) {
    int continued = Math.floorMod(index, (length + fold - 1) / fold * fold);
    return MirroredMargin.inside(continued, length);
  }

  private BufferedImage pixels(IntBinaryOperator rgbAt) {
    BufferedImage pixels =
        new BufferedImage(shown.width(), shown.height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < shown.height(); y++) {
      for (int x = 0; x < shown.width(); x++) {
        pixels.setRGB(x, y, rgbAt.applyAsInt(y, x));
      }
    }
    return pixels;
  }

  private BufferedImage draw(List<Group> groups) {
    int columns = 0;
    int rows = 0;
    for (Group group : groups) {
      columns = Math.max(columns, Math.min(PANELS_OF_ROW, group.panels.size()));
      rows += rowsOf(group);
    }
    int cellWidth = cellWidth(groups) + GAP;
    int cellHeight = factor * shown.height() + CAPTION + GAP;
    BufferedImage figure =
        new BufferedImage(
            2 * MARGIN + columns * cellWidth + BAR + BAR_TEXT,
            2 * MARGIN + rows * cellHeight - GAP,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = figure.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, figure.getWidth(), figure.getHeight());
      int top = MARGIN;
      for (Group group : groups) {
        for (int i = 0; i < group.panels.size(); i++) {
          int left = MARGIN + i % PANELS_OF_ROW * cellWidth;
          int inside = (cellWidth - GAP - factor * shown.width()) / 2;
          draw(graphics, group.panels.get(i), left + inside, top + i / PANELS_OF_ROW * cellHeight);
        }
        int across = Math.min(PANELS_OF_ROW, group.panels.size());
        drawBar(graphics, group.scale, MARGIN + across * cellWidth, top);
        top += rowsOf(group) * cellHeight;
      }
    } finally {
      graphics.dispose();
    }
    return figure;
  }

  private static boolean fontsFound() {
    try {
      return FONT.getStringBounds("x", CONTEXT).getWidth() > 0;
    } catch (RuntimeException | LinkageError | InternalError e) {
      return false;
    }
  }

  /** That of a panel, unless a caption is wider. */
  private int cellWidth(List<Group> groups) {
    double widest = factor * shown.width();
    if (!letters) {
      return (int) Math.ceil(widest);
    }
    for (Group group : groups) {
      for (Panel panel : group.panels) {
        widest = Math.max(widest, FONT.getStringBounds(panel.caption, CONTEXT).getWidth());
      }
    }
    return (int) Math.ceil(widest);
  }

  private static int rowsOf(Group group) {
    return (group.panels.size() + PANELS_OF_ROW - 1) / PANELS_OF_ROW;
  }

  private void draw(Graphics2D graphics, Panel panel, int left, int top) {
    int width = factor * shown.width();
    int height = factor * shown.height();
    graphics.drawImage(panel.pixels, left, top, width, height, null); // nearest neighbor
    int side = panel.mark == Mark.RING ? fold : 1;
    double x = left + factor * middle(inspection.x() - shown.left(), side);
    double y = top + factor * middle(inspection.y() - shown.top(), side);
    graphics.setColor(POINT);
    if (panel.mark == Mark.POINT) {
      double radius = Math.max(3.5, 0.6 * factor);
      graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    } else if (panel.mark == Mark.RING) {
      double half = Math.max(4, fold * factor / 2.0 + 0.5);
      graphics.setStroke(new BasicStroke(1));
      graphics.draw(new Rectangle2D.Double(x - half, y - half, 2 * half, 2 * half));
    }
    if (letters) {
      graphics.setColor(Color.BLACK);
      graphics.setFont(FONT);
      FontMetrics metrics = graphics.getFontMetrics();
      graphics.drawString(
          panel.caption,
          left + (width - metrics.stringWidth(panel.caption)) / 2,
          top + height + metrics.getAscent() + 4);
    }
  }

  /** Of the square of pixels that a pixel is in. */
  private static double middle(int pixel, int side) {
    return pixel / side * side + side / 2.0;
  }

  private void drawBar(Graphics2D graphics, Scale scale, int left, int top) {
    int height = factor * shown.height();
    for (int y = 0; y < height; y++) {
      graphics.setColor(scale.color(scale.at(1 - (y + 0.5) / height)));
      graphics.fillRect(left, top + y, BAR, 1);
    }
    graphics.setColor(Color.BLACK);
    for (int tick = 0; tick <= TICKS; tick++) {
      int y = top + height - 1 - tick * (height - 1) / TICKS;
      graphics.fillRect(left + BAR, y, 4, 1);
      if (letters) {
        graphics.setFont(SMALL);
        graphics.drawString(
            text(scale.at((double) tick / TICKS)),
            left + BAR + 8,
            y + graphics.getFontMetrics().getAscent() / 2 - 1);
      }
    }
  }

  private static String text(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(2)).stripTrailingZeros();
    return Math.abs(value) < 1 ? rounded.toString() : rounded.toPlainString();
  }

  private static Image image(BufferedImage figure) {
    Image image = Image.black(figure.getWidth(), figure.getHeight(), 3);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        Color color = new Color(figure.getRGB(x, y));
        int i = y * image.width() + x;
        image.plane(0)[i] = color.getRed() / 255f;
        image.plane(1)[i] = color.getGreen() / 255f;
        image.plane(2)[i] = color.getBlue() / 255f;
      }
    }
    return image;
  }
}
