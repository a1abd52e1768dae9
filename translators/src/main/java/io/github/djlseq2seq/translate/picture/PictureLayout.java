package io.github.djlseq2seq.translate.picture;

import io.github.djlseq2seq.translate.Alignment;
import java.util.List;
import java.util.Locale;

/**
 * Where everything of a picture stands: the source's tokens above, the translation's on the left,
 * the cells between, the scale below.
 */
final class PictureLayout {

  private static final int MARGIN = 12;
  private static final int GAP = 6;
  private static final int STEEP = 50;
  private static final int WIDEST_CELL = 130;
  private static final int SCALE_WIDTH = 120;
  private static final int SCALE_HEIGHT = 10;
  private static final int SCALE_STEPS = 40;
  private static final int INK = 0x222222;
  private static final int LINE = 0xC8C8C8;
  private static final double LEAST_SHOWN = 0.005;

  private final Alignment alignment;
  private final List<String> rows;
  private final List<String> columns;
  private final Canvas.Ruler ruler;
  private final int size;
  private final int cellWidth;
  private final int cellHeight;
  private final int angle;
  private final int left;
  private final int top;
  private final int width;
  private final int height;

  private PictureLayout(Alignment alignment, Canvas.Ruler ruler) {
    this.alignment = alignment;
    this.ruler = ruler;
    boolean tokens = !alignment.sourceTokens().isEmpty();
    rows = Labels.of(alignment.targetTokens());
    columns = tokens ? Labels.of(alignment.sourceTokens()) : Labels.numbers(alignment.columns());
    int longest = Math.max(alignment.rows(), alignment.columns());
    size = longest <= 25 ? 14 : 12;
    cellHeight = cellSize(alignment.rows(), longest);
    int narrow = tokens ? cellSize(alignment.columns(), longest) : 4;
    double widest = widest(columns) + 2 * GAP;
    // Labels lie flat where cells as wide as they are do not make the picture much wider.
    boolean flat =
        tokens && widest <= WIDEST_CELL && (widest <= narrow || alignment.columns() <= 8);
    cellWidth = flat ? (int) Math.ceil(Math.max(narrow, widest)) : narrow;
    angle = flat || !tokens ? 0 : STEEP;
    left = MARGIN + (int) Math.ceil(widest(rows)) + GAP;
    top = MARGIN + (int) Math.ceil(Math.max(rise(), size)) + GAP;
    width = MARGIN + Math.max(gridRight() + overhang(), left + SCALE_WIDTH + 2 * size);
    height = gridBottom() + 2 * GAP + SCALE_HEIGHT + GAP + size + MARGIN;
  }

  static PictureLayout of(Alignment alignment, Canvas.Ruler ruler) {
    return new PictureLayout(alignment, ruler);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  void draw(Canvas canvas) {
    canvas.rectangle(0, 0, width, height, 0xFFFFFF);
    drawCells(canvas);
    drawGrid(canvas);
    drawLabels(canvas);
    drawScale(canvas);
  }

  private static int cellSize(int count, int longest) {
    return count <= 8 && longest <= 12 ? 44 : count <= 16 && longest <= 25 ? 32 : 20;
  }

  private double widest(List<String> labels) {
    return labels.stream().mapToDouble(label -> ruler.width(label, size)).max().orElse(0);
  }

  private int gridRight() {
    return left + cellWidth * alignment.columns();
  }

  private int gridBottom() {
    return top + cellHeight * alignment.rows();
  }

  /** How high the columns' labels rise. */
  private double rise() {
    double radians = Math.toRadians(angle);
    return widest(columns) * Math.sin(radians) + size * Math.cos(radians);
  }

  /** How far the columns' labels reach beyond the cells. */
  private int overhang() {
    double most = 0;
    for (int s = 0; s < columns.size(); s++) {
      double reach = ruler.width(columns.get(s), size) * (angle == 0 ? 0.5 : cosine()) + size;
      most = Math.max(most, center(s) + reach - gridRight());
    }
    return (int) Math.ceil(most);
  }

  private double cosine() {
    return Math.cos(Math.toRadians(angle));
  }

  private double center(int column) {
    return left + (column + 0.5) * cellWidth;
  }

  private void drawCells(Canvas canvas) {
    for (int t = 0; t < alignment.rows(); t++) {
      for (int s = 0; s < alignment.columns(); s++) {
        int color = ColorScale.color(alignment.weight(t, s));
        if (color != 0xFFFFFF) {
          canvas.rectangle(
              left + s * cellWidth, top + t * cellHeight, cellWidth, cellHeight, color);
        }
      }
    }
  }

  private void drawGrid(Canvas canvas) {
    int gridWidth = gridRight() - left;
    for (int t = 0; t <= alignment.rows(); t++) {
      canvas.rectangle(left, top + t * cellHeight, gridWidth + 1, 1, LINE);
    }
    for (int s = 0; s <= alignment.columns(); s++) {
      // Between columns as narrow as positions that are not tokens have, lines would cover all.
      if (cellWidth > 8 || s == 0 || s == alignment.columns()) {
        canvas.rectangle(left + s * cellWidth, top, 1, gridBottom() - top + 1, LINE);
      }
    }
    double number = 0.85 * size;
    if (ruler.width("0.00", number) + GAP <= cellWidth && size + GAP <= cellHeight) {
      drawNumbers(canvas, number);
    }
  }

  private void drawNumbers(Canvas canvas, double number) {
    for (int t = 0; t < alignment.rows(); t++) {
      for (int s = 0; s < alignment.columns(); s++) {
        double weight = alignment.weight(t, s);
        if (weight >= LEAST_SHOWN) {
          String text = String.format(Locale.ROOT, "%.2f", weight);
          double y = base(t, number);
          canvas.text(text, center(s), y, number, Canvas.Anchor.MIDDLE, 0, ColorScale.ink(weight));
        }
      }
    }
  }

  /** The base line of what stands in the middle of a row. */
  private double base(int row, double textSize) {
    return top + (row + 0.5) * cellHeight + 0.35 * textSize;
  }

  private void drawLabels(Canvas canvas) {
    for (int t = 0; t < rows.size(); t++) {
      canvas.text(rows.get(t), left - GAP, base(t, size), size, Canvas.Anchor.END, 0, INK);
    }
    // A rising label's middle, not its base line, points to its column.
    double shift = angle == 0 ? 0 : 0.3 * size;
    Canvas.Anchor anchor = angle == 0 ? Canvas.Anchor.MIDDLE : Canvas.Anchor.START;
    for (int s = 0; s < columns.size(); s++) {
      if (!columns.get(s).isEmpty()) {
        canvas.text(columns.get(s), center(s) + shift, top - GAP, size, anchor, angle, INK);
      }
    }
  }

  private void drawScale(Canvas canvas) {
    int y = gridBottom() + 2 * GAP;
    int step = SCALE_WIDTH / SCALE_STEPS;
    canvas.rectangle(left - 1, y - 1, SCALE_WIDTH + 2, SCALE_HEIGHT + 2, LINE);
    for (int i = 0; i < SCALE_STEPS; i++) {
      int color = ColorScale.color(i / (SCALE_STEPS - 1.0));
      canvas.rectangle(left + i * step, y, step, SCALE_HEIGHT, color);
    }
    double base = y + SCALE_HEIGHT + GAP + 0.7 * size;
    for (String number : List.of("0", "1")) {
      double x = left + (number.equals("0") ? 0 : SCALE_WIDTH);
      canvas.text(number, x, base, 0.85 * size, Canvas.Anchor.MIDDLE, 0, INK);
    }
  }
}
