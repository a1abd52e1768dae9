package io.github.djlseq2seq.translate.picture;

import io.github.djlseq2seq.translate.Alignment;
import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A font for each label, for Java's own draws boxes for the letters that it lacks. */
final class PngFonts {

  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

  private final Font standard;
  private final Map<String, Font> others = new HashMap<>();

  private PngFonts(Font standard) {
    this.standard = standard;
  }

  /**
   * Finds fonts for all labels.
   *
   * @throws IOException if this Java cannot draw text, or has no font for a label
   */
  static PngFonts find(Alignment alignment) throws IOException {
    List<String> labels =
        Stream.of(Labels.of(alignment.sourceTokens()), Labels.of(alignment.targetTokens()))
            .flatMap(List::stream)
            .distinct()
            .toList();
    PngFonts fonts;
    List<Font> installed = List.of();
    try {
      fonts = new PngFonts(new Font(Font.SANS_SERIF, Font.PLAIN, 1));
      fonts.width("0", 1);
      if (labels.stream().anyMatch(label -> !shows(fonts.standard, label))) {
        installed = installed();
      }
    } catch (RuntimeException | LinkageError | InternalError e) {
      // What a Java without fonts, or without the libraries that read them, ends in.
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new IOException(
          "this Java cannot draw text (%s): install fontconfig and a font, or write a .svg"
              .formatted(cause.getMessage()),
          e);
    }
    for (String label : labels) {
      if (!shows(fonts.standard, label)) {
        fonts.others.put(label, any(installed, label));
      }
    }
    return fonts;
  }

  private static List<Font> installed() {
    return Arrays.stream(GraphicsEnvironment.getLocalGraphicsEnvironment().getAllFonts())
        .sorted(
            Comparator.<Font>comparingInt(PngFonts::plainness)
                .thenComparing(font -> font.getFontName(Locale.ROOT)))
        .toList();
  }

  /** Fonts like the standard one come first. */
  private static int plainness(Font font) {
    String name = font.getFontName(Locale.ROOT).toLowerCase(Locale.ROOT);
    boolean plain =
        Stream.of("bold", "italic", "oblique", "light", "thin", "black", "mono")
            .noneMatch(name::contains);
    return (name.contains("sans") ? 0 : 1) + (plain ? 0 : 2);
  }

  private static Font any(List<Font> fonts, String label) throws IOException {
    return fonts.stream()
        .filter(font -> shows(font, label))
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    "no font of this Java can show \"%s\": install one that does, such as Debian's fonts-noto-cjk for Korean, Japanese and Chinese, or write a .svg"
                        .formatted(label)));
  }

  private static boolean shows(Font font, String label) {
    return font.canDisplayUpTo(label) < 0;
  }

  Font font(String text, double size) {
    return others.getOrDefault(text, standard).deriveFont((float) size);
  }

  double width(String text, double size) {
    // Measured large: small sizes are rounded to whole pixels.
    double large = 64;
    return font(text, large).getStringBounds(text, CONTEXT).getWidth() * size / large;
  }
}
