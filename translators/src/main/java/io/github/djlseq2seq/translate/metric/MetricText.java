package io.github.djlseq2seq.translate.metric;

import io.github.djlseq2seq.translate.text.TextNormalizer;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Brings text to the form in which scores compare it. */
public final class MetricText {

  private MetricText() {}

  /**
   * Evens out what scores should not depend on: NFC, lower case, typographic quotes and spaces as
   * plain ones, every character that is neither letter, number, mark nor white space set apart by
   * spaces.
   *
   * @param line a text, tokenized or not
   * @return its tokens, a single space between them
   */
  public static String normalize(String line) {
    String text = Normalizer.normalize(line, Normalizer.Form.NFC);
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      plain.append(quoteOrSpace(text.charAt(i)));
    }
    StringBuilder apart = new StringBuilder(2 * text.length());
    plain.toString().toLowerCase(Locale.ROOT).codePoints().forEach(c -> append(apart, c));
    return String.join(" ", tokens(apart.toString()));
  }

  /**
   * Evens out what no reader sees: NFC, a single space where there is white space, none at the
   * ends.
   *
   * @param line a text
   * @return the same text
   */
  public static String plain(String line) {
    return String.join(" ", tokens(Normalizer.normalize(line, Normalizer.Form.NFC)));
  }

  /** The parts of a line between white space. */
  static List<String> tokens(String line) {
    List<String> tokens = new ArrayList<>();
    int start = 0;
    // All white space is in the BMP.
    for (int i = 0; i <= line.length(); i++) {
      if (i == line.length() || TextNormalizer.isSpace(line.charAt(i))) {
        if (start < i) {
          tokens.add(line.substring(start, i));
        }
        start = i + 1;
      }
    }
    return tokens;
  }

  /** The code points of a line but white space. */
  static List<Integer> characters(String line) {
    return line.codePoints().filter(c -> !TextNormalizer.isSpace(c)).boxed().toList();
  }

  private static char quoteOrSpace(char c) {
    return switch (c) {
      case '\u2018', '\u2019', '\u201A', '\u2039', '\u203A' -> '\'';
      case '\u201C', '\u201D', '\u201E', '\u00AB', '\u00BB' -> '"';
      case '\u00A0', '\u202F', '\u2009' -> ' ';
      default -> c;
    };
  }

  private static void append(StringBuilder out, int codePoint) {
    if (isWord(codePoint) || TextNormalizer.isSpace(codePoint)) {
      out.appendCodePoint(codePoint);
    } else {
      out.append(' ').appendCodePoint(codePoint).append(' ');
    }
  }

  private static boolean isWord(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER,
          // Nobody sees them, but they hold words together, as in Persian and in emoji.
          Character.FORMAT ->
          true;
      default -> Character.isLetter(codePoint);
    };
  }
}
