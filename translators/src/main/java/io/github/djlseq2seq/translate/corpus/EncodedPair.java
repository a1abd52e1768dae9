package io.github.djlseq2seq.translate.corpus;

/** A sentence pair as ids, without bos and eos. */
public final class EncodedPair {

  private final int[] source;
  private final int[] target;

  /**
   * Makes a pair.
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
    this.target = target.clone();
  }

  int[] source() {
    return source;
  }

  int[] target() {
    return target;
  }
}
