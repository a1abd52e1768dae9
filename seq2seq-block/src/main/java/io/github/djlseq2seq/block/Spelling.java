package io.github.djlseq2seq.block;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Finds what somebody may have meant, for error messages. */
public final class Spelling {

  private Spelling() {}

  /**
   * Finds the candidate that is spelt most like a word.
   *
   * @param word the word
   * @param candidates the candidates, at least one
   * @return the nearest by edit distance, the first of several
   */
  public static String nearest(String word, List<String> candidates) {
    String best = candidates.get(0);
    int least = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int distance = distance(word, candidate);
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return best;
  }

  /** The edit distance, case aside. */
  static int distance(String word, String candidate) {
    String a = word.toLowerCase(Locale.ROOT);
    String b = candidate.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(Math.min(row[j], row[j - 1]) + 1, substitute);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
