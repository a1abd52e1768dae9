package io.github.djlseq2seq.translate.corpus;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A source, of tokens or of feature vectors, and its target as ids, without bos and eos. */
public final class EncodedPair {

  private final int[] source;
  private final float @Nullable [][] features;
  private final int[] target;

  /**
   * Makes a pair of two sentences.
   *
   * @param source the source ids, at least one
   * @param target the target ids
   * @throws IllegalArgumentException if the source is empty
   */
  public EncodedPair(int[] source, int[] target) {
    if (source.length == 0) {
      throw new IllegalArgumentException("source must have at least one id, found none");
    }
    this.source = source.clone();
    this.features = null;
    this.target = target.clone();
  }

  /**
   * Makes a pair of a sequence of feature vectors and a sentence.
   *
   * @param features the source, {@code [S][F]}, at least one vector
   * @param target the target ids
   * @throws IllegalArgumentException if the source is empty or its vectors are of unequal sizes
   */
  public EncodedPair(float[][] features, int[] target) {
    Padding.checkFeatures(features);
    this.source = new int[0];
    this.features = Arrays.stream(features).map(float[]::clone).toArray(float[][]::new);
    this.target = target.clone();
  }

  /** The source ids; none for features. */
  int[] source() {
    return source;
  }

  /** The source's vectors; null for ids. */
  float @Nullable [][] features() {
    return features;
  }

  int sourceLength() {
    return features == null ? source.length : features.length;
  }

  int[] target() {
    return target;
  }
}
