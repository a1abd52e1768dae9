package io.github.djlseq2seq.zoo.train;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** How a training went, as a picture: losses by update and, where there is one, the score. */
final class CurvePicture {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 280;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 40;
  private static final int BOTTOM = 45;
  private static final int TICKS = 5;
  private static final String TRAINING = "#4477aa";
  private static final String VALIDATION = "#cc3311";

  private final List<TrainingHistory.Row> rows;
  private final Selection.Criterion by;
  private final StringBuilder svg = new StringBuilder();

  CurvePicture(List<TrainingHistory.Row> rows, Selection.Criterion by) {
    this.rows = rows;
    this.by = by;
  }

  /** Draws. */
  String svg() {
    int panels = by == Selection.Criterion.LOSS ? 1 : 2;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\" font-family=\"sans-serif\" font-size=\"12\">",
        WIDTH, panels * HEIGHT);
    add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, panels * HEIGHT);
    Axis losses =
        Axis.over(
            rows.stream()
                .flatMapToDouble(row -> DoubleStream.of(row.interval().meanLoss(), row.loss()))
                .toArray());
    frame(0, losses);
    title(0, LEFT, TRAINING, "training loss, label smoothing included");
    title(0, LEFT + 300, VALIDATION, "validation loss");
    line(0, losses, TRAINING, row -> row.interval().meanLoss());
    line(0, losses, VALIDATION, TrainingHistory.Row::loss);
    if (panels > 1) {
      Axis scores = Axis.over(rows.stream().mapToDouble(TrainingHistory.Row::score).toArray());
      frame(HEIGHT, scores);
      title(HEIGHT, LEFT, VALIDATION, "validation " + by);
      line(HEIGHT, scores, VALIDATION, TrainingHistory.Row::score);
    }
    return svg.append("</svg>\n").toString();
  }

  /** Where values stand between the lowest and the highest tick. */
  private record Axis(double low, double step, int ticks) {

    static Axis over(double... values) {
      double low = Double.MAX_VALUE;
      double high = -Double.MAX_VALUE;
      for (double value : values) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      double step = step(Math.max((high - low) / TICKS, Math.abs(high) * 1e-3 + 1e-9));
      double start = Math.floor(low / step) * step;
      return new Axis(start, step, (int) Math.max(1, Math.ceil((high - start) / step - 1e-9)));
    }

    /** The least of 1, 2, 5 times a power of ten that is no smaller. */
    private static double step(double least) {
      double power = Math.pow(10, Math.floor(Math.log10(least)));
      double share = least / power;
      return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
    }

    double share(double value) {
      return (value - low) / (step * ticks);
    }

    String label(int tick) {
      double value = low + tick * step;
      int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
      return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
  }

  private Axis updates() {
    double last = rows.get(rows.size() - 1).update();
    return Axis.over(0, last);
  }

  private void frame(int top, Axis values) {
    Axis updates = updates();
    for (int tick = 0; tick <= values.ticks(); tick++) {
      double y = y(top, values, values.low() + tick * values.step());
      add(
          "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#dddddd\"/>",
          LEFT, y, WIDTH - RIGHT, y);
      add(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
          LEFT - 8, y + 4, values.label(tick));
    }
    for (int tick = 0; tick <= updates.ticks(); tick++) {
      double x = x(updates.low() + tick * updates.step());
      add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          x, top + HEIGHT - BOTTOM + 18, updates.label(tick));
    }
    add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">updates</text>",
        WIDTH - RIGHT, top + HEIGHT - BOTTOM + 36);
  }

  private void title(int top, int x, String color, String text) {
    add("<rect x=\"%d\" y=\"%d\" width=\"18\" height=\"4\" fill=\"%s\"/>", x, top + 20, color);
    add("<text x=\"%d\" y=\"%d\">%s</text>", x + 24, top + 26, text);
  }

  private void line(int top, Axis axis, String color, ToDoubleFunction<TrainingHistory.Row> value) {
    StringBuilder points = new StringBuilder();
    for (TrainingHistory.Row row : rows) {
      double x = x((double) row.update());
      double y = y(top, axis, value.applyAsDouble(row));
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
      add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\"/>", x, y, color);
    }
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>",
        points.toString().strip(), color);
  }

  private double x(double update) {
    return LEFT + updates().share(update) * (WIDTH - LEFT - RIGHT);
  }

  private static double y(int top, Axis axis, double value) {
    return top + HEIGHT - BOTTOM - axis.share(value) * (HEIGHT - TOP - BOTTOM);
  }

  private void add(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
