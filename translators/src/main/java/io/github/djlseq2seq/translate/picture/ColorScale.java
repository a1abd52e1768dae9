package io.github.djlseq2seq.translate.picture;

/**
 * White for 0 to dark blue for 1. Lightness falls all the way, so the picture stays right in grey,
 * on paper and for those who do not see colours.
 */
final class ColorScale {

  /** Blues of ColorBrewer; the first is white, as paper is. */
  private static final int[] STOPS = {0xFFFFFF, 0xC6DBEF, 0x6BAED6, 0x2171B5, 0x08306B};

  private ColorScale() {}

  /** The colour of a weight, {@code 0xRRGGBB}; weights beyond 0 and 1 have the ends' colours. */
  static int color(double weight) {
    double place = Math.max(0, Math.min(1, weight)) * (STOPS.length - 1);
    int low = Math.min((int) place, STOPS.length - 2);
    double share = place - low;
    int color = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = STOPS[low] >> shift & 0xFF;
      int to = STOPS[low + 1] >> shift & 0xFF;
      color |= (int) Math.round(from + share * (to - from)) << shift;
    }
    return color;
  }

  /** The colour of what is written on a weight's: black or white, whichever stands out. */
  static int ink(double weight) {
    int color = color(weight);
    double light =
        0.299 * (color >> 16 & 0xFF) + 0.587 * (color >> 8 & 0xFF) + 0.114 * (color & 0xFF);
    return light > 140 ? 0x222222 : 0xFFFFFF;
  }
}
