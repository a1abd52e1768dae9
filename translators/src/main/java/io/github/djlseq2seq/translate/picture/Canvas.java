package io.github.djlseq2seq.translate.picture;

/** What a picture is drawn on; coordinates and sizes are points, y goes down. */
interface Canvas {

  /** How wide texts are. */
  @FunctionalInterface
  interface Ruler {

    /** The width of a text in a font of a size. */
    double width(String text, double size);
  }

  /** Which point of a text stands where it is put. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /** Fills a rectangle with a colour, {@code 0xRRGGBB}. */
  void rectangle(int x, int y, int width, int height, int color);

  /**
   * Writes a text.
   *
   * @param text the text
   * @param x where its anchor stands
   * @param y where its base line stands
   * @param size the font's size
   * @param anchor what stands at x
   * @param angle by how many degrees it rises
   * @param color its colour, {@code 0xRRGGBB}
   */
  void text(String text, double x, double y, double size, Anchor anchor, int angle, int color);
}
