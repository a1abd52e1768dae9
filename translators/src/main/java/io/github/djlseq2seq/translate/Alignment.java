package io.github.djlseq2seq.translate;

import java.util.Arrays;
import java.util.List;

/**
 * What each token of a translation attended to: a weight for each token of the source, T rows of S
 * weights that add up to 1.
 *
 * <p>Immutable.
 */
public final class Alignment {

  /** That of a model without attention, and of an empty translation. */
  public static final Alignment EMPTY = of(List.of(), List.of(), new float[0][]);

  private final List<String> sourceTokens;
  private final List<String> targetTokens;
  private final float[][] weights;

  private Alignment(List<String> sourceTokens, List<String> targetTokens, float[][] weights) {
    this.sourceTokens = sourceTokens;
    this.targetTokens = targetTokens;
    this.weights = weights;
  }

  /**
   * Makes an alignment.
   *
   * @param sourceTokens the source, one token a column; none if it is not made of tokens
   * @param targetTokens the translation, one token a row
   * @param weights {@code (T,S)}
   * @return the alignment, of copies
   * @throws IllegalArgumentException if the numbers of tokens and of weights do not match
   */
  public static Alignment of(
      List<String> sourceTokens, List<String> targetTokens, float[][] weights) {
    if (weights.length != targetTokens.size()) {
      throw new IllegalArgumentException(
          "weights must have one row a target token, %d, found %d"
              .formatted(targetTokens.size(), weights.length));
    }
    float[][] copy = new float[weights.length][];
    for (int t = 0; t < copy.length; t++) {
      copy[t] = weights[t].clone();
      int expected = sourceTokens.isEmpty() ? copy[0].length : sourceTokens.size();
      if (copy[t].length != expected) {
        throw new IllegalArgumentException(
            "row %d of weights must have one weight a source position, %d, found %d"
                .formatted(t, expected, copy[t].length));
      }
    }
    return new Alignment(List.copyOf(sourceTokens), List.copyOf(targetTokens), copy);
  }

  /**
   * Returns the source, one token a column.
   *
   * @return S tokens; none if the source is not made of tokens
   */
  public List<String> sourceTokens() {
    return sourceTokens;
  }

  /**
   * Returns the translation, one token a row.
   *
   * @return T tokens
   */
  public List<String> targetTokens() {
    return targetTokens;
  }

  /**
   * Returns T.
   *
   * @return the number of target tokens
   */
  public int rows() {
    return weights.length;
  }

  /**
   * Returns S.
   *
   * @return the number of source positions
   */
  public int columns() {
    return weights.length == 0 ? sourceTokens.size() : weights[0].length;
  }

  /**
   * Tells whether there are no weights.
   *
   * @return whether the model has no attention, or the translation no tokens
   */
  public boolean isEmpty() {
    return rows() == 0 || columns() == 0;
  }

  /**
   * Returns a weight.
   *
   * @param t the target token, from 0
   * @param s the source position, from 0
   * @return how much t attended to s, from 0 to 1
   * @throws IndexOutOfBoundsException if there is no such token or position
   */
  public float weight(int t, int s) {
    return weights[t][s];
  }

  /**
   * Returns a row of weights.
   *
   * @param t the target token, from 0
   * @return a new array of S weights
   * @throws IndexOutOfBoundsException if there is no such token
   */
  public float[] row(int t) {
    return weights[t].clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Alignment alignment
        && sourceTokens.equals(alignment.sourceTokens)
        && targetTokens.equals(alignment.targetTokens)
        && Arrays.deepEquals(weights, alignment.weights);
  }

  @Override
  public int hashCode() {
    return 31 * targetTokens.hashCode() + Arrays.deepHashCode(weights);
  }

  @Override
  public String toString() {
    return "Alignment(" + rows() + " x " + columns() + ")";
  }
}
