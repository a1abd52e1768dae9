package io.github.djlseq2seq.translate.picture;

import io.github.djlseq2seq.translate.Alignment;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.UUID;
import javax.imageio.ImageIO;

/**
 * A picture of an {@link Alignment}: a row for each token of the translation, a column for each of
 * the source, the darker the more attention, on one scale from 0 to 1 for all pictures.
 */
public final class AttentionPicture {

  private static final String SVG = ".svg";
  private static final String PNG = ".png";

  private final Alignment alignment;

  private AttentionPicture(Alignment alignment) {
    this.alignment = alignment;
  }

  /**
   * Makes a picture.
   *
   * @param alignment what to draw
   * @return the picture
   * @throws IllegalArgumentException if the alignment is empty
   */
  public static AttentionPicture of(Alignment alignment) {
    if (alignment.isEmpty()) {
      throw new IllegalArgumentException(
          "alignment must have weights, found none: "
              + "the model has no attention, or the translation no tokens");
    }
    return new AttentionPicture(alignment);
  }

  /**
   * Checks that a file's name says its format, which {@link #write} goes by.
   *
   * @param file the file
   * @throws IllegalArgumentException if its name ends neither in .svg nor in .png
   */
  public static void checkName(Path file) {
    if (!ends(file, SVG) && !ends(file, PNG)) {
      throw new IllegalArgumentException(
          "a picture's name must end in .svg or .png, found \"" + file + "\"");
    }
  }

  /**
   * Draws as SVG. Letters are the viewer's fonts'; nothing is needed here but text.
   *
   * @return an SVG document
   */
  public String svg() {
    PictureLayout layout = PictureLayout.of(alignment, SvgCanvas::width);
    SvgCanvas canvas = new SvgCanvas(layout.width(), layout.height());
    layout.draw(canvas);
    return canvas.finish();
  }

  /**
   * Draws as an image, at two pixels a point.
   *
   * @return the image
   * @throws IOException if no font of this Java has the letters, or the image would be too large;
   *     the message says what helps
   */
  public BufferedImage image() throws IOException {
    PngFonts fonts = PngFonts.find(alignment);
    PictureLayout layout = PictureLayout.of(alignment, fonts::width);
    PngCanvas canvas = PngCanvas.of(layout.width(), layout.height(), fonts);
    layout.draw(canvas);
    return canvas.finish();
  }

  /**
   * Writes a file, as SVG or PNG by its name. It is written aside and moved into place, so that
   * nobody finds half a picture.
   *
   * @param file the file; one that is there is replaced
   * @throws IllegalArgumentException if its name ends neither in .svg nor in .png
   * @throws IOException if the file cannot be written, or the image not be drawn; what was there is
   *     still there
   */
  public void write(Path file) throws IOException {
    checkName(file);
    Path target = file.toAbsolutePath();
    Path aside = target.resolveSibling(target.getFileName() + ".new-" + UUID.randomUUID());
    try {
      if (ends(file, SVG)) {
        Files.writeString(aside, svg(), StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
      } else {
        BufferedImage image = image();
        try (OutputStream out = Files.newOutputStream(aside, StandardOpenOption.CREATE_NEW)) {
          ImageIO.write(image, "png", out);
        }
      }
      Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static boolean ends(Path file, String ending) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
  }
}
