package io.github.djlseq2seq.block.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * A linear map as single steps need it, {@code y = W x + b} of a few rows: its weight is laid out
 * once for what the engine is fast at.
 */
public sealed interface PackedLinear {

  /**
   * Lays a map out.
   *
   * @param weights weight {@code (out,in)} and bias {@code (out)}
   * @param blocks the number of equal blocks that the outputs consist of
   * @param manager the manager that what is made of the weights will belong to
   * @param gradients whether gradients have to flow through the map
   * @return the map
   */
  static PackedLinear of(NDList weights, int blocks, NDManager manager, boolean gradients) {
    NDArray weight = weights.get(0);
    boolean large = weight.size() >= Split.LEAST;
    if (large && !gradients && OneDnn.runsIn(manager)) {
      return LaidOut.of(weights, blocks, manager);
    }
    boolean fits = large && weight.size(0) % Split.parts(blocks) == 0;
    return fits && manager.getEngine().getEngineName().equals("PyTorch")
        ? Split.of(weights, blocks, manager)
        : new Whole(weights, blocks);
  }

  /**
   * Returns what the map multiplies with and adds: all that it needs of the weights it was made of.
   *
   * @return weight and bias
   */
  NDList weights();

  /**
   * Returns how many equal blocks the outputs consist of.
   *
   * @return the number of blocks
   */
  int blocks();

  /**
   * Applies the map.
   *
   * @param input {@code (R,in)}; the result hangs on its manager
   * @return {@code (R,out)}
   */
  NDArray apply(NDArray input);

  /**
   * Applies the map.
   *
   * @param input {@code (R,in)}; the results hang on its manager
   * @return the blocks of outputs, {@code (R,out/blocks)} each
   */
  default NDList blocks(NDArray input) {
    return apply(input).split(blocks(), 1);
  }

  /**
   * One product.
   *
   * @param weights weight and bias
   * @param blocks the number of blocks
   */
  record Whole(NDList weights, int blocks) implements PackedLinear {

    @Override
    public NDArray apply(NDArray input) {
      return Linear.apply(input, weights);
    }
  }

  /**
   * One product by oneDNN.
   *
   * @param weights the laid out weight and the bias
   * @param blocks the number of blocks
   */
  record LaidOut(NDList weights, int blocks) implements PackedLinear {

    static LaidOut of(NDList weights, int blocks, NDManager manager) {
      try (NDManager scratch = manager.newSubManager()) {
        NDArray weight = OneDnn.layOut(ParameterValues.views(weights, scratch).get(0));
        weight.attach(manager);
        return new LaidOut(new NDList(weight, weights.get(1)), blocks);
      }
    }

    @Override
    public NDArray apply(NDArray input) {
      return OneDnn.apply(input, weights);
    }
  }

  /**
   * A product for each part of the outputs, all at once. PyTorch's one product of few rows leaves
   * cores idle: on two cores this takes from half to four fifths of its time. (MXNet's would take
   * longer.)
   *
   * @param weights weight and bias, for many rows
   * @param parts the weight in parts, {@code (P,in,n)}
   * @param bias {@code (P,1,n)} if the parts are the blocks, and else {@code (out)}
   * @param blocks the number of blocks
   */
  record Split(NDList weights, NDArray parts, NDArray bias, int blocks) implements PackedLinear {

    /** The smallest weight that is worth it. */
    static final int LEAST = 1 << 16;

    /** From so many rows on, putting parts together costs more than it saves. */
    private static final int MANY = 96;

    /** How many parts there are where blocks do not decide it. */
    private static final int PARTS = 8;

    static Split of(NDList weights, int blocks, NDManager manager) {
      NDArray weight = weights.get(0);
      NDArray bias = weights.get(1);
      long parts = parts(blocks);
      long each = weight.size(0) / parts;
      try (NDManager scratch = manager.newSubManager()) {
        NDArray whole = weight.reshape(parts, each, weight.size(1));
        whole.attach(scratch);
        NDArray stacked = whole.transpose(0, 2, 1);
        NDArray added = blocks > 1 ? bias.reshape(parts, 1, each) : bias.reshape(bias.getShape());
        new NDList(stacked, added).attach(manager);
        return new Split(weights, stacked, added, blocks);
      }
    }

    private static int parts(int blocks) {
      return blocks > 1 ? blocks : PARTS;
    }

    @Override
    public NDArray apply(NDArray input) {
      if (input.size(0) >= MANY) {
        return Linear.apply(input, weights);
      }
      NDList outputs = new NDList();
      for (NDArray part : product(input).split(parts.size(0), 0)) {
        outputs.add(part.squeeze(0));
      }
      return NDArrays.concat(outputs, 1).add(bias.reshape(-1));
    }

    @Override
    public NDList blocks(NDArray input) {
      if (blocks == 1) {
        return new NDList(apply(input));
      }
      NDList outputs = new NDList();
      for (NDArray part : product(input).add(bias).split(blocks, 0)) {
        outputs.add(part.squeeze(0));
      }
      return outputs;
    }

    /** {@code (P,R,n)}. */
    private NDArray product(NDArray input) {
      Shape shape = new Shape(parts.size(0), input.size(0), input.size(1));
      return input.expandDims(0).broadcast(shape).matMul(parts);
    }
  }
}
