package io.github.djlseq2seq.translate.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam (Kingma and Ba 2015) whose state can be saved, so that a training can stop and go on.
 *
 * <pre>
 * m = b1 m + (1 - b1) g          v = b2 v + (1 - b2) g^2
 * w = w - rate sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + e)
 * </pre>
 *
 * <p>with {@code b1 = 0.9, b2 = 0.999, e = 1e-8}. The state is kept by the parameters' position in
 * the block: DJL's ids of parameters are new in every process.
 */
public final class ResumableAdam extends Optimizer {

  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  private final Tracker learningRate;
  private final NDManager manager;
  private final List<Parameter> parameters;
  private final Map<String, State> states = new HashMap<>();
  private int updates;

  private record State(NDArray mean, NDArray variance) {}

  /**
   * Makes an optimizer for one block, which is initialized.
   *
   * @param block the block to train
   * @param learningRate the learning rate by the number of the update, from 1
   * @param manager the manager that the state will belong to; close it to free the state
   */
  public ResumableAdam(Block block, Tracker learningRate, NDManager manager) {
    super(new Builder());
    this.learningRate = learningRate;
    this.manager = manager;
    parameters = block.getParameters().values();
    for (Parameter parameter : parameters) {
      states.put(parameter.getId(), new State(zeros(parameter), zeros(parameter)));
    }
  }

  private NDArray zeros(Parameter parameter) {
    return manager.zeros(parameter.getShape());
  }

  /**
   * Begins the next update, which changes every parameter once. Call it before the trainer's step.
   *
   * @return the learning rate of the update
   */
  public float beginUpdate() {
    updates++;
    return learningRate.getNewValue(updates);
  }

  /**
   * Returns how many updates were begun.
   *
   * @return the number of updates
   */
  public int updates() {
    return updates;
  }

  @Override
  public void update(String parameterId, NDArray weight, NDArray grad) {
    State state = state(parameterId);
    if (updates == 0) {
      throw new IllegalStateException("beginUpdate must be called before each step, found none");
    }
    float rate = learningRate.getNewValue(updates);
    double correction = Math.sqrt(1 - Math.pow(BETA2, updates)) / (1 - Math.pow(BETA1, updates));
    weight
        .getNDArrayInternal()
        .adamUpdate(
            new NDList(weight, grad, state.mean(), state.variance()),
            new NDList(weight),
            rate,
            (float) (rate * correction),
            0,
            1,
            -1,
            BETA1,
            BETA2,
            EPSILON,
            false,
            false);
  }

  /**
   * Writes the state.
   *
   * @param out where to
   * @throws IOException if it cannot be written
   */
  public void save(DataOutputStream out) throws IOException {
    out.writeInt(updates);
    out.writeInt(parameters.size());
    for (Parameter parameter : parameters) {
      State state = state(parameter.getId());
      out.write(state.mean().encode());
      out.write(state.variance().encode());
    }
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @param in where from
   * @throws IOException if it cannot be read, or is the state of another block; the optimizer is
   *     then as it was
   */
  public void load(DataInputStream in) throws IOException {
    int begun = in.readInt();
    int count = in.readInt();
    if (count != parameters.size()) {
      throw new IOException(
          "state of %d parameters expected, of %d found".formatted(parameters.size(), count));
    }
    try (NDManager scratch = manager.newSubManager()) {
      List<State> stored = new ArrayList<>();
      for (Parameter parameter : parameters) {
        stored.add(new State(read(scratch, in, parameter), read(scratch, in, parameter)));
      }
      for (int i = 0; i < count; i++) {
        State state = state(parameters.get(i).getId());
        stored.get(i).mean().copyTo(state.mean());
        stored.get(i).variance().copyTo(state.variance());
      }
    }
    updates = begun;
  }

  private State state(String parameterId) {
    State state = states.get(parameterId);
    if (state == null) {
      throw new IllegalArgumentException("parameter " + parameterId + " is not of this block");
    }
    return state;
  }

  private static NDArray read(NDManager manager, DataInputStream in, Parameter parameter)
      throws IOException {
    NDArray stored;
    try {
      stored = manager.decode(in);
    } catch (RuntimeException e) {
      // Damaged data end in exceptions of many kinds, of DJL's and of the engine's.
      throw new IOException(
          "state of parameter %s is damaged: %s".formatted(parameter.getName(), e.getMessage()), e);
    }
    if (!stored.getShape().equals(parameter.getShape())) {
      throw new IOException(
          "state of parameter %s: shape %s expected, %s found"
              .formatted(parameter.getName(), parameter.getShape(), stored.getShape()));
    }
    return stored;
  }

  private static final class Builder extends OptimizerBuilder<Builder> {
    @Override
    protected Builder self() {
      return this;
    }
  }
}
