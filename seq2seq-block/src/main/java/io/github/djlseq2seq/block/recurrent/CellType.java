package io.github.djlseq2seq.block.recurrent;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.recurrent.RNN;
import io.github.djlseq2seq.block.layer.HostArrays;
import io.github.djlseq2seq.block.layer.PackedLinear;
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
    NDList ofDjl(NDArray input, NDList states, NDList weights, boolean training) {
      return input
          .getNDArrayInternal()
          .lstm(input, states, weights, true, 1, 0, training, false, true);
    }

    @Override
    NDList step(NDArray input, NDList states, PackedLinear packed) {
      NDList gates = gates(input, states, packed);
      NDArray kept = sigmoid(gates.get(1)).mul(states.get(1));
      NDArray cell = kept.add(sigmoid(gates.get(0)).mul(gates.get(2).tanh()));
      return new NDList(sigmoid(gates.get(3)).mul(cell.tanh()), cell);
    }
  },

  /**
   * Gated recurrent unit (Cho et al. 2014, in the form of cuDNN). Gates r, z, n; state h:
   *
   * <pre>
   * r, z = sigmoid(W x + b + V h + d)    n = tanh(W x + b + r * (V h + d))
   * h' = (1 - z) * n + z * h
   * </pre>
   */
  GRU(3, 1) {
    @Override
    float[] shutters() {
      return new float[] {0, SHUT, 0};
    }

    @Override
    NDList ofDjl(NDArray input, NDList states, NDList weights, boolean training) {
      return input
          .getNDArrayInternal()
          .gru(input, states.get(0), weights, true, 1, 0, training, false, true);
    }

    @Override
    NDList pack(NDList weights) {
      // The reset gate stands between V h and W x: n takes two rows of blocks, one for each.
      NDList onInput = weights.get(0).split(3, 0);
      NDList onHidden = weights.get(1).split(3, 0);
      NDArray noInput = onInput.get(2).zerosLike();
      NDArray noHidden = onHidden.get(2).zerosLike();
      NDList inputBias = weights.get(2).split(3, 0);
      NDList hiddenBias = weights.get(3).split(3, 0);
      NDArray weight =
          NDArrays.concat(
              new NDList(
                  beside(onInput.get(0), onHidden.get(0)),
                  beside(onInput.get(1), onHidden.get(1)),
                  beside(onInput.get(2), noHidden),
                  beside(noInput, onHidden.get(2))),
              0);
      NDArray bias =
          NDArrays.concat(
              new NDList(
                  inputBias.get(0).add(hiddenBias.get(0)),
                  inputBias.get(1).add(hiddenBias.get(1)),
                  inputBias.get(2),
                  hiddenBias.get(2)),
              0);
      return new NDList(weight, bias);
    }

    @Override
    int packedBlocks() {
      return 4;
    }

    @Override
    NDList step(NDArray input, NDList states, PackedLinear packed) {
      NDList gates = gates(input, states, packed);
      NDArray fresh = gates.get(2).add(sigmoid(gates.get(0)).mul(gates.get(3))).tanh();
      return new NDList(sigmoid(gates.get(1)).mul(states.get(0).sub(fresh)).add(fresh));
    }
  },

  /** Simple recurrence (Elman 1990), {@code h' = tanh(W x + b + V h + d)}; state h. */
  RNN_TANH(1, 1) {
    @Override
    NDList ofDjl(NDArray input, NDList states, NDList weights, boolean training) {
      return simple(input, states, weights, RNN.Activation.TANH, training);
    }

    @Override
    NDList step(NDArray input, NDList states, PackedLinear packed) {
      return new NDList(gates(input, states, packed).get(0).tanh());
    }
  },

  /** Simple recurrence with rectifier, {@code h' = max(0, W x + b + V h + d)}; state h. */
  RNN_RELU(1, 1) {
    @Override
    NDList ofDjl(NDArray input, NDList states, NDList weights, boolean training) {
      return simple(input, states, weights, RNN.Activation.RELU, training);
    }

    @Override
    NDList step(NDArray input, NDList states, PackedLinear packed) {
      return new NDList(gates(input, states, packed).get(0).getNDArrayInternal().relu());
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
   * memory passes padding unchanged; empty for a cell that has no gates to shut.
   */
  float[] shutters() {
    return new float[0];
  }

  boolean hasGates() {
    return shutters().length > 0;
  }

  /** The engine's kernel: {@code (B,S,in)} to outputs {@code (B,S,H)} and last states. */
  NDList fused(NDArray input, NDList states, NDList weights, boolean training) {
    return MxnetKernel.runsIn(input.getManager())
        ? MxnetKernel.run(this, input, states, weights)
        : ofDjl(input, states, weights, training);
  }

  /** The same by DJL's own call. */
  abstract NDList ofDjl(NDArray input, NDList states, NDList weights, boolean training);

  /** Brings a layer's weights W, V, b, d into the form that {@link #step} multiplies with. */
  NDList pack(NDList weights) {
    // A plain sum would hand one array of gradients to both biases, which then share it on PyTorch
    // and count twice what a second pass adds.
    NDArray bias = weights.get(2).neg().sub(weights.get(3)).neg();
    return new NDList(beside(weights.get(0), weights.get(1)), bias);
  }

  /** How many blocks of rows {@link #pack} makes. */
  int packedBlocks() {
    return gates;
  }

  /** One step: {@code (B,in)} and states {@code (B,H)} to the next states. */
  abstract NDList step(NDArray input, NDList states, PackedLinear packed);

  /** The shutters as a column {@code (G*H,1)} to stand beside the input weights. */
  NDArray shutterColumn(NDManager manager, int hidden) {
    float[] values = new float[gates * hidden];
    float[] shutters = shutters();
    for (int gate = 0; gate < gates; gate++) {
      Arrays.fill(values, gate * hidden, (gate + 1) * hidden, shutters[gate]);
    }
    return HostArrays.of(manager, values, new Shape(values.length, 1));
  }

  NDList gates(NDArray input, NDList states, PackedLinear packed) {
    return packed.blocks(beside(input, states.get(0)));
  }

  private static NDArray beside(NDArray left, NDArray right) {
    return NDArrays.concat(new NDList(left, right), 1);
  }

  private static NDList simple(
      NDArray input, NDList states, NDList weights, RNN.Activation activation, boolean training) {
    return input
        .getNDArrayInternal()
        .rnn(input, states.get(0), weights, true, 1, activation, 0, training, false, true);
  }

  private static NDArray sigmoid(NDArray array) {
    return array.getNDArrayInternal().sigmoid();
  }
}
