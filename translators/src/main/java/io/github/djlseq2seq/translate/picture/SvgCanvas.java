package io.github.djlseq2seq.translate.picture;

import java.util.Locale;

/** Draws as SVG. */
final class SvgCanvas implements Canvas {

  /** Latin first, then the fonts of the common systems for what those lack. */
  private static final String FONTS =
      "'Noto Sans', 'DejaVu Sans', 'Segoe UI', 'Helvetica Neue', Arial, 'Noto Sans CJK KR',"
          + " 'Noto Sans KR', 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans CJK JP',"
          + " 'Hiragino Sans', 'Yu Gothic', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei',"
          + " sans-serif";

  private static final String WIDE = "mwMW@%&\u2026\u2014";
  private static final String NARROW = "ijltfrI.,:;'|!()[] ";

  private final StringBuilder svg = new StringBuilder();

  SvgCanvas(int width, int height) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\" font-family=\"%s\">\n",
        width, height, width, height, FONTS);
  }

  /** The width of a text in whatever font a viewer has: rather too much than too little. */
  static double width(String text, double size) {
    return size * text.codePoints().mapToDouble(SvgCanvas::width).sum();
  }

  private static double width(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    if (c >= 0x1F000) {
      return 1.4;
    }
    // From Hangul's letters on stand the scripts of East Asia, but for Latin and Greek extended.
    boolean square = (c >= 0x2E80 && c < 0xA4D0) || (c >= 0xAC00 && c < 0xD7B0) || c >= 0xF900;
    if (square || WIDE.indexOf(c) >= 0) {
      return 1.05;
    }
    if (NARROW.indexOf(c) >= 0) {
      return 0.45;
    }
    return (c > 0x0590 && c < 0x1E00) || Character.isUpperCase(c) ? 0.8 : 0.65;
  }

  @Override
  public void rectangle(int x, int y, int width, int height, int color) {
    add(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n",
        x, y, width, height, color);
  }

  @Override
  public void text(
      String text, double x, double y, double size, Anchor anchor, int angle, int color) {
    String turn =
        angle == 0
            ? ""
            : String.format(Locale.ROOT, " transform=\"rotate(%d %.1f %.1f)\"", -angle, x, y);
    add(
        "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%.1f\" text-anchor=\"%s\" fill=\"#%06x\"%s>",
        x, y, size, anchor.name().toLowerCase(Locale.ROOT), color, turn);
    svg.append(escape(text)).append("</text>\n");
  }

  String finish() {
    return svg + "</svg>\n";
  }

  private void add(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
