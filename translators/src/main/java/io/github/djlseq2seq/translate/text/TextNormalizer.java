package io.github.djlseq2seq.translate.text;

import java.text.Normalizer;

/**
 * Brings text to the one form in which it is tokenized: NFC, single spaces, nothing invisible.
 *
 * <ul>
 *   <li>Every run of white space (no-break and thin spaces too) is one space; none at the ends.
 *   <li>Control and format characters are gone, the tags in some flags too; the zero width joiner
 *       and non-joiner (emoji, Indic and Persian spelling) and Arabic number signs stay.
 *   <li>The apostrophes U+2019 and U+2018 are {@code '}; an unpaired surrogate is U+FFFD.
 *   <li>The joiner U+FFED is U+25A0, so that only a tokenizer can write a joiner.
 *   <li>Never more than 30 combining marks in a row: U+034F is put between them as the Stream-Safe
 *       Text Format does (UAX #15, section 13), or composing would take quadratic time.
 * </ul>
 */
public final class TextNormalizer {

  private static final int REMOVED = -1;
  private static final int MAX_MARKS = 30;
  // Fewer marks than this cannot decompose into more than MAX_MARKS.
  private static final int MANY_MARKS = 8;
  private static final char GRAPHEME_JOINER = '\u034F';

  private TextNormalizer() {}

  /**
   * Normalizes a text; doing it twice changes nothing more.
   *
   * @param text any string
   * @return the text in its one form
   */
  public static String normalize(String text) {
    return isPlain(text) ? text : compose(clean(text));
  }

  /**
   * Tells whether nothing of a text is left when it is normalized.
   *
   * @param text any string
   * @return whether it holds only white space and characters that are removed
   */
  public static boolean isBlank(String text) {
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      int folded = fold(codePoint);
      if (folded != ' ' && folded != REMOVED) {
        return false;
      }
    }
    return true;
  }

  /**
   * Tells whether a code point is white space: Unicode's, and the four ASCII separators.
   *
   * @param codePoint the code point
   * @return whether it separates words
   */
  public static boolean isSpace(int codePoint) {
    return Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint)
        || codePoint == 0x85;
  }

  /** NFC; costs nothing for text without marks. */
  static String compose(String text) {
    int run = 0;
    int longest = 0;
    boolean composed = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // A mark outside the BMP takes two chars, which only makes the count err on the long side.
      run = c >= '\u0300' && (Character.isSurrogate(c) || isMark(c)) ? run + 1 : 0;
      longest = Math.max(longest, run);
      composed &= c < '\u0300';
    }
    if (composed) {
      return text;
    }
    String safe = longest < MANY_MARKS ? text : separateMarks(text);
    return Normalizer.normalize(safe, Normalizer.Form.NFC);
  }

  /** Whether a code point is a combining mark. */
  static boolean isMark(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }

  private static boolean isPlain(String text) {
    boolean afterSpace = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7F || (c == ' ' && afterSpace)) {
        return false;
      }
      afterSpace = c == ' ';
    }
    return !afterSpace || text.isEmpty();
  }

  private static String clean(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean space = false;
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      int folded = fold(codePoint);
      if (folded == ' ') {
        space = true;
      } else if (folded != REMOVED) {
        if (space && !out.isEmpty()) {
          out.append(' ');
        }
        space = false;
        out.appendCodePoint(folded);
      }
    }
    return out.toString();
  }

  private static int fold(int codePoint) {
    if (codePoint > ' ' && codePoint < 0x7F) {
      return codePoint;
    }
    if (isSpace(codePoint)) {
      return ' ';
    }
    if (codePoint == 0x2018 || codePoint == 0x2019) {
      return '\'';
    }
    if (codePoint == Tokenizer.JOINER) {
      return 0x25A0;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL -> REMOVED;
      case Character.FORMAT -> isVisibleFormat(codePoint) ? codePoint : REMOVED;
      case Character.SURROGATE -> 0xFFFD;
      default -> codePoint;
    };
  }

  private static boolean isVisibleFormat(int codePoint) {
    return switch (codePoint) {
      case 0x200C, 0x200D -> true;
      // Unicode's Prepended_Concatenation_Mark
      case 0x600, 0x601, 0x602, 0x603, 0x604, 0x605, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2 -> true;
      case 0x110BD, 0x110CD -> true;
      default -> false;
    };
  }

  private static String separateMarks(String text) {
    StringBuilder out = new StringBuilder(text.length() + text.length() / MAX_MARKS);
    int run = 0;
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      // Counted as decomposed, so that composing does not change the count.
      String parts = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFD);
      int marks = (int) parts.codePoints().filter(TextNormalizer::isMark).count();
      boolean continues = isMark(codePoint) && codePoint != GRAPHEME_JOINER;
      if (continues && run + marks > MAX_MARKS) {
        out.append(GRAPHEME_JOINER);
        continues = false;
      }
      run = codePoint == GRAPHEME_JOINER ? 0 : continues ? run + marks : marks;
      out.appendCodePoint(codePoint);
    }
    return out.toString();
  }
}
