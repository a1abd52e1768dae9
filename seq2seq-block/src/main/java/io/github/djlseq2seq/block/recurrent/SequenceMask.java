package io.github.djlseq2seq.block.recurrent;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

/**
 * Which positions of a padded batch are real, in the three shapes that the blocks need.
 *
 * @param padding {@code (B,S,1)}, 1 at padding and 0 at real positions
 * @param last {@code (B,1,S)}, 1 at each sequence's last real position and 0 elsewhere
 * @param attentionBias {@code (B,1,S)}, 0 at real positions and -1e9 at padding, added to scores
 *     before a softmax
 */
public record SequenceMask(NDArray padding, NDArray last, NDArray attentionBias) {

  private static final float BLOCKED = -1e9f;

  /**
   * Makes the mask of a batch.
   *
   * @param lengths the real lengths, {@code (B)}, each from 1 to {@code width}
   * @param width the padded length S
   * @return the mask, attached to the manager of {@code lengths}
   */
  public static SequenceMask of(NDArray lengths, long width) {
    NDManager manager = lengths.getManager();
    NDArray end = lengths.toType(DataType.FLOAT32, false).expandDims(1);
    NDArray position = manager.arange(0f, (float) width, 1f, DataType.FLOAT32).expandDims(0);
    NDArray padding = end.lte(position).toType(DataType.FLOAT32, false);
    NDArray last = end.sub(1).eq(position).toType(DataType.FLOAT32, false);
    return new SequenceMask(
        padding.expandDims(2), last.expandDims(1), padding.mul(BLOCKED).expandDims(1));
  }
}
