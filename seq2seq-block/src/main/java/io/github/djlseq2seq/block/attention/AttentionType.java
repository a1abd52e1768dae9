package io.github.djlseq2seq.block.attention;

import java.util.Optional;

/** The kinds of attention that a configuration can name. */
public enum AttentionType {
  /** None: the decoder sees the source through its first state alone (Sutskever et al. 2014). */
  NONE,
  /** {@code score(h, m) = h' m} (Luong et al. 2015); query and memory are of one size. */
  DOT,
  /** {@code score(h, m) = h' m / sqrt(H)} (Vaswani et al. 2017); of one size as well. */
  SCALED_DOT,
  /** General (bilinear), {@code score(h, m) = h' W m} (Luong et al. 2015). */
  GENERAL,
  /** {@code score(h, m) = v' tanh(W h + U m)} (Bahdanau et al. 2015). */
  ADDITIVE;

  /**
   * Makes a block of this kind.
   *
   * @param query H, the size of a query
   * @param memory M, the size of the memory at one position
   * @return the block; none for {@link #NONE}
   */
  public Optional<Attention> newBlock(int query, int memory) {
    return switch (this) {
      case NONE -> Optional.empty();
      case DOT -> Optional.of(new DotAttention(1));
      case SCALED_DOT -> Optional.of(new DotAttention(1 / Math.sqrt(query)));
      case GENERAL -> Optional.of(new GeneralAttention(query, memory));
      case ADDITIVE -> Optional.of(new AdditiveAttention(query, memory));
    };
  }
}
