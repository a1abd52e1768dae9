package io.github.djlseq2seq.zoo.train;

import ai.djl.nn.Block;
import io.github.djlseq2seq.block.Seq2Seq;

/**
 * The parts of a model that a training leaves as they are.
 *
 * @param sourceEmbedding whether the table of source tokens stays
 * @param targetEmbedding whether the table of target tokens stays; with {@code model.joint} it is
 *     the source's too, with {@code model.tied} the generator's
 * @param encoder whether the encoder stays
 */
public record FrozenParts(boolean sourceEmbedding, boolean targetEmbedding, boolean encoder) {

  /** Everything learns. */
  public static final FrozenParts NONE = new FrozenParts(false, false, false);

  /** Freezes the parts; a trainer unfreezes everything, so this comes after it is made. */
  void freeze(Seq2Seq block) {
    if (sourceEmbedding) {
      freeze(block.sourceEmbedding());
    }
    if (targetEmbedding) {
      freeze(block.targetEmbedding());
    }
    if (encoder) {
      freeze(block.encoder());
    }
  }

  private static void freeze(Block part) {
    part.freezeParameters(true);
  }
}
