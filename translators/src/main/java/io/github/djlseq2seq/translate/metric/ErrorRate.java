package io.github.djlseq2seq.translate.metric;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The error rate: the fewest insertions, deletions and substitutions (Levenshtein 1966) that turn
 * each hypothesis into its reference, summed, over the summed length of those references.
 *
 * <p>Of several references the nearest counts, by edits; the first of several as near.
 */
public final class ErrorRate {

  private ErrorRate() {}

  /**
   * Computes the rate of white-space tokens: of words the word error rate, of phonemes the phoneme
   * error rate.
   *
   * @param segments the tokenized hypotheses and references
   * @return the rate, from 0; above 1 if the hypotheses are wrong and longer. Without any reference
   *     token it is 0 if the hypotheses have none either, and otherwise infinite
   */
  public static double ofTokens(List<Segment> segments) {
    return rate(segments, MetricText::tokens);
  }

  /**
   * Computes the rate of characters (code points), white space left out.
   *
   * @param segments the hypotheses and references
   * @return the rate, in the range of {@link #ofTokens}
   */
  public static double ofCharacters(List<Segment> segments) {
    return rate(segments, MetricText::characters);
  }

  private static <T> double rate(List<Segment> segments, Function<String, List<T>> split) {
    long edits = 0;
    long length = 0;
    for (Segment segment : segments) {
      List<T> hypothesis = split.apply(segment.hypothesis());
      int fewest = Integer.MAX_VALUE;
      int nearest = 0;
      for (String reference : segment.references()) {
        List<T> wanted = split.apply(reference);
        int distance = distance(hypothesis, wanted);
        if (distance < fewest) {
          fewest = distance;
          nearest = wanted.size();
        }
      }
      edits += fewest;
      length += nearest;
    }
    return edits == 0 ? 0 : (double) edits / length;
  }

  private static <T> int distance(List<T> from, List<T> to) {
    int[] row = IntStream.rangeClosed(0, to.size()).toArray();
    for (int i = 1; i <= from.size(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.size(); j++) {
        int substituted = diagonal + (from.get(i - 1).equals(to.get(j - 1)) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(Math.min(row[j], row[j - 1]) + 1, substituted);
      }
    }
    return row[to.size()];
  }
}
