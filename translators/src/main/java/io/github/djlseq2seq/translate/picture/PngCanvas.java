package io.github.djlseq2seq.translate.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;

/** Draws an image. */
final class PngCanvas implements Canvas {

  private static final int PIXELS = 2;
  private static final long MOST_PIXELS = 100_000_000;

  private final BufferedImage image;
  private final Graphics2D graphics;
  private final PngFonts fonts;

  private PngCanvas(int width, int height, PngFonts fonts) {
    this.fonts = fonts;
    image = new BufferedImage(PIXELS * width, PIXELS * height, BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.scale(PIXELS, PIXELS);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
  }

  static PngCanvas of(int width, int height, PngFonts fonts) throws IOException {
    if ((long) PIXELS * width * PIXELS * height > MOST_PIXELS) {
      throw new IOException(
          "a picture of %d x %d points is too large for a .png: write a .svg"
              .formatted(width, height));
    }
    return new PngCanvas(width, height, fonts);
  }

  @Override
  public void rectangle(int x, int y, int width, int height, int color) {
    graphics.setColor(new Color(color));
    graphics.fillRect(x, y, width, height);
  }

  @Override
  public void text(
      String text, double x, double y, double size, Anchor anchor, int angle, int color) {
    double width = fonts.width(text, size);
    double start =
        switch (anchor) {
          case START -> 0;
          case MIDDLE -> -width / 2;
          case END -> -width;
        };
    AffineTransform before = graphics.getTransform();
    graphics.translate(x, y);
    graphics.rotate(-Math.toRadians(angle));
    graphics.setColor(new Color(color));
    graphics.setFont(fonts.font(text, size));
    graphics.drawString(text, (float) start, 0);
    graphics.setTransform(before);
  }

  BufferedImage finish() {
    graphics.dispose();
    return image;
  }
}
