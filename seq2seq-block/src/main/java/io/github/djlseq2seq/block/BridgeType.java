package io.github.djlseq2seq.block;

/** How the encoder's last states become the decoder's first. */
public enum BridgeType {
  /** Layer by layer the same states: encoder and decoder are of one depth and width. */
  COPY,
  /** {@code tanh(W s + b)} for each state of each decoder layer. */
  DENSE,
  /** The decoder starts from zeros and sees the source through attention alone. */
  ZERO
}
