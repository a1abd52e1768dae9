package io.github.djlseq2seq.block.attention;

/** The kinds of attention that a configuration can name. */
public enum AttentionType {
  /** General (bilinear) attention, {@code score(h, m) = h' W m} (Luong et al. 2015). */
  GENERAL;

  /**
   * Makes a block of this kind.
   *
   * @param hidden H, the size of queries and memory alike
   * @return the block
   */
  public Attention newBlock(int hidden) {
    return new GeneralAttention(hidden);
  }
}
