package io.github.djlseq2seq.block;

import ai.djl.ndarray.NDList;

/** How the encoder's last states become the decoder's first. */
public enum Bridge {
  /** Layer by layer the same states: encoder and decoder are of one depth and width. */
  COPY;

  /**
   * Crosses the bridge.
   *
   * @param encoded the encoder's last states, {@code (B,H)} each, those of all layers
   * @return the decoder's first states
   */
  NDList cross(NDList encoded) {
    return encoded;
  }
}
