package io.github.djlseq2seq.block.recurrent;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.util.PairList;
import java.util.Locale;

/**
 * MXNet's fused kernel of one layer in one direction, which wants all weights in one row. DJL joins
 * them number by number, a tenth of a single sentence's time; here rows as long as the state are
 * joined.
 */
final class MxnetKernel {

  private MxnetKernel() {}

  static boolean runsIn(NDManager manager) {
    return manager.getEngine().getEngineName().equals("MXNet");
  }

  /** Runs it: {@code (B,S,in)} to outputs {@code (B,S,H)} and last states. */
  static NDList run(CellType cell, NDArray input, NDList states, NDList weights) {
    NDManager manager = input.getManager();
    long hidden = states.get(0).getShape().tail();
    NDArray joined;
    try (NDList rows = new NDList()) {
      weights.forEach(weight -> rows.add(weight.reshape(-1, hidden)));
      joined = NDArrays.concat(rows);
    }
    joined.attach(manager);
    NDList inputs = new NDList(input.swapAxes(0, 1), joined.reshape(-1)).addAll(states);
    PairList<String, String> parameters = new PairList<>();
    parameters.add("mode", cell.name().toLowerCase(Locale.ROOT));
    parameters.add("state_size", Long.toString(hidden));
    parameters.add("num_layers", "1");
    parameters.add("state_outputs", "True");
    parameters.add("p", "0");
    NDList outputs = manager.invoke("_npx_rnn", inputs, parameters);
    try (NDArray byPosition = outputs.get(0)) {
      return new NDList(byPosition.swapAxes(0, 1)).addAll(outputs.subNDList(1));
    }
  }
}
