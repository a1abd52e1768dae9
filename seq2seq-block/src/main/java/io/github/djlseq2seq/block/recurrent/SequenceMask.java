package io.github.djlseq2seq.block.recurrent;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djlseq2seq.block.layer.TokenEmbedding;
import org.jspecify.annotations.Nullable;

/** Which positions of a padded batch are real, in the forms that the blocks need. */
public final class SequenceMask {

  private static final float BLOCKED = -1e9f;

  private final NDArray end;
  private final NDArray position;
  private final NDArray padded;

  private SequenceMask(NDArray end, NDArray position) {
    this.end = end;
    this.position = position;
    padded = end.lte(position).toType(DataType.FLOAT32, false);
  }

  /**
   * Makes the mask of a batch.
   *
   * @param lengths the real lengths, {@code (B)}, each from 1 to {@code width}
   * @param width the padded length S
   * @return the mask, attached to the manager of {@code lengths}
   */
  public static SequenceMask of(NDArray lengths, long width) {
    NDManager manager = lengths.getManager();
    return new SequenceMask(
        lengths.toType(DataType.FLOAT32, false).expandDims(1),
        manager.arange(0f, (float) width, 1f, DataType.FLOAT32).expandDims(0));
  }

  /** The mask of a block's inputs: a sequence and, perhaps, its lengths. */
  static @Nullable SequenceMask in(NDList inputs) {
    return inputs.size() < 2 ? null : of(inputs.get(1), inputs.get(0).size(1));
  }

  /**
   * Returns a column to stand beside the input.
   *
   * @return {@code (B,S,1)}, 1 at padding and 0 at real positions
   */
  public NDArray padding() {
    return padded.expandDims(2);
  }

  /**
   * Returns what selects each sequence's last real position in a product.
   *
   * @return {@code (B,1,S)}, 1 at the last real position and 0 elsewhere
   */
  public NDArray last() {
    return end.sub(1).eq(position).toType(DataType.FLOAT32, false).expandDims(1);
  }

  /**
   * Returns what is added to scores before a softmax.
   *
   * @return {@code (B,1,S)}, 0 at real positions and -1e9 at padding
   */
  public NDArray attentionBias() {
    return padded.mul(BLOCKED).expandDims(1);
  }

  /**
   * Turns every sequence round within its own length; the padding stays where it is.
   *
   * @param sequence {@code (B,S,F)}
   * @return the same shape
   */
  public NDArray reversed(NDArray sequence) {
    Shape shape = sequence.getShape();
    NDManager manager = end.getManager();
    // float32 counts exactly to 2^24, far more positions than a batch has.
    NDArray first =
        manager
            .arange(0f, (float) shape.get(0), 1f, DataType.FLOAT32)
            .mul(shape.get(1))
            .expandDims(1);
    NDArray mirrored = end.sub(1).sub(position);
    NDArray index = mirrored.add(position.sub(mirrored).mul(padded)).add(first);
    return TokenEmbedding.lookUp(
        index.toType(DataType.INT64, false), sequence.reshape(-1, shape.get(2)));
  }
}
