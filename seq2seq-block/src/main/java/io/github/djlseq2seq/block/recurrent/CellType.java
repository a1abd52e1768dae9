package io.github.djlseq2seq.block.recurrent;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import io.github.djlseq2seq.block.layer.Linear;
import java.util.Arrays;

/**
 * The recurrent cells: how many gates and states each has, how padding shuts its gates, the
 * engine's fused kernel over a whole sequence, and one step written out.
 *
 * <p>The gates lie one below the other in the weights, in the order that PyTorch, MXNet and cuDNN
 * share: {@code W (G*H,in)} on the input and {@code V (G*H,H)} on the last output, with the biases
 * {@code b} and {@code d}.
 */
public enum CellType {
  /**
   * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al.
   * 2000). Gates i, f, g, o; states h and c:
   *
   * <pre>
   * i, f, o = sigmoid(W x + b + V h + d)    g = tanh(W x + b + V h + d)
   * c' = f * c + i * g                      h' = o * tanh(c')
   * </pre>
   */
  LSTM(4, 2) {
    @Override
    float[] shutters() {
      return new float[] {-SHUT, SHUT, 0, 0};
    }

    @Override
    NDList fused(NDArray input, NDList states, NDList weights, boolean training) {
      NDArrayEx kernel = input.getNDArrayInternal();
      return kernel.lstm(input, states, weights, true, 1, 0, training, false, true);
    }

    @Override
    NDList pack(NDList weights) {
      return new NDList(
          NDArrays.concat(new NDList(weights.get(0), weights.get(1)), 1),
          weights.get(2).add(weights.get(3)));
    }

    @Override
    NDList step(NDArray input, NDList states, NDList packed) {
      NDArray both = NDArrays.concat(new NDList(input, states.get(0)), 1);
      NDList gates = Linear.apply(both, packed.get(0), packed.get(1)).split(4, 1);
      NDArray kept = sigmoid(gates.get(1)).mul(states.get(1));
      NDArray cell = kept.add(sigmoid(gates.get(0)).mul(gates.get(2).tanh()));
      return new NDList(sigmoid(gates.get(3)).mul(cell.tanh()), cell);
    }
  };

  /** Added to a gate before its sigmoid, it leaves exactly 0 or 1 in float32. */
  private static final float SHUT = 1e4f;

  private final int gates;
  private final int states;

  CellType(int gates, int states) {
    this.gates = gates;
    this.states = states;
  }

  /**
   * Returns how many gates lie in the weights.
   *
   * @return G
   */
  public int gates() {
    return gates;
  }

  /**
   * Returns how many states a layer of this cell hands on; the first is its output h.
   *
   * @return the number of states
   */
  public int states() {
    return states;
  }

  /**
   * What one more input column, 1 at padding and 0 elsewhere, adds to each gate so that the cell's
   * memory passes padding unchanged.
   */
  abstract float[] shutters();

  /** The engine's kernel: {@code (B,S,in)} to outputs {@code (B,S,H)} and last states. */
  abstract NDList fused(NDArray input, NDList states, NDList weights, boolean training);

  /** Brings a layer's weights W, V, b, d into the form that {@link #step} multiplies with. */
  abstract NDList pack(NDList weights);

  /** One step: {@code (B,in)} and states {@code (B,H)} to the next states. */
  abstract NDList step(NDArray input, NDList states, NDList packed);

  /** The shutters as a column {@code (G*H,1)} to stand beside the input weights. */
  NDArray shutterColumn(NDManager manager, int hidden) {
    float[] values = new float[gates * hidden];
    float[] shutters = shutters();
    for (int gate = 0; gate < gates; gate++) {
      Arrays.fill(values, gate * hidden, (gate + 1) * hidden, shutters[gate]);
    }
    return manager.create(values, new Shape(values.length, 1));
  }

  private static NDArray sigmoid(NDArray array) {
    return array.getNDArrayInternal().sigmoid();
  }
}
