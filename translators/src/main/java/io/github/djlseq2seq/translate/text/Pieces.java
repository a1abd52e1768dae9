package io.github.djlseq2seq.translate.text;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts one chunk of a normalized text after another into words and runs of one other character. */
final class Pieces {

  private static final Pattern CLUSTER = Pattern.compile("\\X");
  private static final int WORD_TYPES =
      1 << Character.UPPERCASE_LETTER
          | 1 << Character.LOWERCASE_LETTER
          | 1 << Character.TITLECASE_LETTER
          | 1 << Character.MODIFIER_LETTER
          | 1 << Character.OTHER_LETTER
          | 1 << Character.NON_SPACING_MARK
          | 1 << Character.ENCLOSING_MARK
          | 1 << Character.COMBINING_SPACING_MARK
          | 1 << Character.DECIMAL_DIGIT_NUMBER
          | 1 << Character.LETTER_NUMBER
          | 1 << Character.OTHER_NUMBER
          // What normalizing leaves of these is part of a spelling.
          | 1 << Character.FORMAT;

  private final String text;
  private final Matcher cluster;
  private int start;
  private int count;
  private int[] ends = new int[8];
  private boolean[] words = new boolean[8];

  Pieces(String text) {
    this.text = text;
    cluster = CLUSTER.matcher(text);
  }

  /** Cuts {@code text[from, to)}; the pieces of the chunk before are forgotten. */
  void cut(int from, int to) {
    start = from;
    count = 0;
    int last = from;
    int end;
    for (int i = from; i < to; i = end) {
      end = clusterEnd(i, to);
      boolean word = isWordPart(text.codePointAt(i));
      if (count > 0 && word == words[count - 1] && (word || same(last, i, end))) {
        ends[count - 1] = end;
      } else {
        add(end, word);
      }
      last = i;
    }
  }

  int count() {
    return count;
  }

  boolean isWord(int piece) {
    return words[piece];
  }

  String text(int piece) {
    return text.substring(piece == 0 ? start : ends[piece - 1], ends[piece]);
  }

  private static boolean isWordPart(int codePoint) {
    return (WORD_TYPES >> Character.getType(codePoint) & 1) != 0;
  }

  private void add(int end, boolean word) {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
      words = Arrays.copyOf(words, 2 * count);
    }
    ends[count] = end;
    words[count++] = word;
  }

  /** Whether the cluster before, {@code [last, i)}, is the same as {@code [i, end)}. */
  private boolean same(int last, int i, int end) {
    return i - last == end - i && text.regionMatches(last, text, i, end - i);
  }

  private int clusterEnd(int i, int to) {
    if (isSimple(text.charAt(i)) && (i + 1 == to || isSimple(text.charAt(i + 1)))) {
      return i + 1;
    }
    return cluster.region(i, to).lookingAt() ? cluster.end() : i + 1;
  }

  /** Characters that form no cluster with each other; finding others' clusters is slower. */
  private static boolean isSimple(char c) {
    return c < 0x300
        || (c >= 0x370 && c < 0x483) // Greek, Cyrillic
        || (c >= 0x48A && c < 0x590) // Cyrillic, Armenian
        || (c >= 0x1E00 && c < 0x2000) // Latin, Greek
        || (c >= 0x2010 && c < 0x2028) // dashes, quotes, dots
        || (c >= 0x3041 && c < 0x3097) // Hiragana
        || (c >= 0x30A1 && c < 0x30FB) // Katakana
        || (c >= 0x4E00 && c < 0xA000) // Han
        || (c >= 0xAC00 && c < 0xD7A4); // Hangul syllables
  }
}
