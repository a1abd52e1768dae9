package io.github.djlseq2seq.translate.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.djlseq2seq.block.layer.HostArrays;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An optimizer whose state can be saved, so that a training can stop and go on, and which can leave
 * a step out. It goes wherever DJL takes an {@link Optimizer}.
 *
 * <p>Its updates count themselves: a step of the trainer updates each parameter once, so a
 * parameter that comes again begins the next. What it remembers of a parameter is made when the
 * parameter is first updated, in memory that belongs to the parameter's model. It is freed when the
 * model or this optimizer is closed; a {@link GradientNormClipper} closes the optimizer with the
 * trainer. Frozen parameters are neither updated nor remembered.
 *
 * <p>It is for one model on one device. MXNet must run it in Java and not in its own parameter
 * server, where a failure would go unseen: making one sets the system property {@code
 * ai.djl.use_local_parameter_server} to true, for trainers made from then on.
 */
public final class ResumableOptimizer extends Optimizer implements AutoCloseable {

  private static final String LOCAL_SERVER = "ai.djl.use_local_parameter_server";

  private final UpdateRule rule;
  private final Tracker learningRate;
  private final Map<String, State> states = new HashMap<>();

  /** The parameters that the current step has updated. */
  private final Set<String> seen = new HashSet<>();

  private @Nullable NDManager manager;
  private int updates;
  private boolean skipNext;
  private boolean skipping;

  /**
   * What is remembered of a parameter.
   *
   * @param updates how often it was updated
   */
  private record State(NDList arrays, int updates) {

    State next() {
      return new State(arrays, updates + 1);
    }
  }

  private ResumableOptimizer(UpdateRule rule, Tracker learningRate) {
    super(new Builder());
    this.rule = rule;
    this.learningRate = learningRate;
    String local = System.getProperty(LOCAL_SERVER);
    if (local == null) {
      System.setProperty(LOCAL_SERVER, "true");
    } else if (!Boolean.parseBoolean(local)) {
      throw new IllegalStateException(
          "the system property %s must be true or not set, found %s"
              .formatted(LOCAL_SERVER, local));
    }
  }

  /**
   * Makes stochastic gradient descent with momentum (Polyak 1964).
   *
   * <pre>
   * v = momentum v + g          w = w - rate v
   * </pre>
   *
   * @param learningRate the rate by the number of the update, from 1
   * @param momentum from 0, which remembers nothing, to below 1
   * @return the optimizer
   * @throws IllegalArgumentException if {@code momentum} is out of range
   */
  public static ResumableOptimizer sgd(Tracker learningRate, double momentum) {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must be from 0 to below 1, found " + momentum);
    }
    return new ResumableOptimizer(new UpdateRule.Sgd((float) momentum), learningRate);
  }

  /**
   * Makes Adam (Kingma and Ba 2015, in the form of the end of its section 2).
   *
   * <pre>
   * m = b1 m + (1 - b1) g          v = b2 v + (1 - b2) g^2
   * w = w - rate sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + e)
   * </pre>
   *
   * <p>with {@code b1 = 0.9, b2 = 0.999, e = 1e-8} and t the number of the parameter's updates.
   *
   * @param learningRate the rate by the number of the update, from 1
   * @return the optimizer
   */
  public static ResumableOptimizer adam(Tracker learningRate) {
    return new ResumableOptimizer(new UpdateRule.Adam(0), learningRate);
  }

  /**
   * Makes {@link #adam Adam} with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2):
   * each update also takes {@code rate decay w} away. Parameters of one dimension, which are biases
   * and the scales of layer normalization, do not decay; embeddings do.
   *
   * @param learningRate the rate by the number of the update, from 1
   * @param decay the weight decay, positive; 0.01 is usual
   * @return the optimizer
   * @throws IllegalArgumentException if {@code decay} is not positive
   */
  public static ResumableOptimizer adamW(Tracker learningRate, double decay) {
    if (!(decay > 0 && decay <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException("decay must be positive (adam has none), found " + decay);
    }
    return new ResumableOptimizer(new UpdateRule.Adam((float) decay), learningRate);
  }

  /**
   * Returns how many updates were made; steps that were left out are not.
   *
   * @return the number of updates
   */
  public long updates() {
    return updates;
  }

  /**
   * Returns the learning rate of the next update.
   *
   * @return the rate
   */
  public float learningRate() {
    return learningRate.getNewValue(updates + 1);
  }

  /**
   * Leaves the trainer's next step out: parameters, state and the number of updates stay as they
   * are, and gradients are cleared.
   */
  public void skipNextStep() {
    expectStep(true);
  }

  /** Tells that what comes next is a new step, and whether it is left out. */
  void expectStep(boolean skip) {
    seen.clear();
    skipNext = skip;
  }

  @Override
  public void update(String parameterId, NDArray weight, NDArray grad) {
    NDManager owner = manager(weight);
    if (seen.isEmpty() || seen.contains(parameterId)) {
      beginStep();
    }
    seen.add(parameterId);
    if (skipping) {
      Gradients.clearOf(weight);
      return;
    }
    State known = states.get(parameterId);
    State state = (known == null ? newState(owner, weight) : known).next();
    states.put(parameterId, state);
    float rate = learningRate.getNewValue(updates);
    rule.update(weight, grad, state.arrays(), rate, state.updates());
  }

  private void beginStep() {
    seen.clear();
    skipping = skipNext;
    skipNext = false;
    if (!skipping) {
      float rate = learningRate();
      if (!(rate >= 0 && rate <= Float.MAX_VALUE)) {
        throw new IllegalStateException(
            "the learning rate must be finite and not negative, found %s for update %d"
                .formatted(rate, updates + 1));
      }
      updates++;
    }
  }

  /** The manager of the state; a state that was freed with its model begins anew. */
  private NDManager manager(NDArray weight) {
    NDManager current = manager;
    if (current != null && !current.isOpen()) {
      close();
      current = null;
    }
    if (current == null) {
      current = weight.getManager().newSubManager();
      manager = current;
    }
    if (!current.getDevice().equals(weight.getDevice())) {
      throw new IllegalStateException(
          "all parameters must be on one device, found %s and %s; give the training one by optDevices"
              .formatted(current.getDevice(), weight.getDevice()));
    }
    return current;
  }

  private State newState(NDManager owner, NDArray weight) {
    NDList arrays = new NDList();
    for (int i = 0; i < rule.arrays(); i++) {
      arrays.add(owner.zeros(weight.getShape()));
    }
    return new State(arrays, 0);
  }

  /**
   * Writes the state: parameters go by their place in the block, for DJL's ids are new in every
   * process. Every engine reads what any has written.
   *
   * @param out where to
   * @param block the block that is trained
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if the optimizer has updated parameters of another block
   */
  public void save(DataOutputStream out, Block block) throws IOException {
    Set<String> others = new HashSet<>(states.keySet());
    block.getParameters().values().forEach(parameter -> others.remove(parameter.getId()));
    if (!others.isEmpty()) {
      throw new IllegalArgumentException(
          "block must be the one that was trained, found one without %d of the updated parameters"
              .formatted(others.size()));
    }
    StateFile.Writer writer = new StateFile.Writer(out, rule, updates, block);
    for (var entry : block.getParameters()) {
      State state = states.get(entry.getValue().getId());
      if (state == null) {
        writer.write(entry.getKey(), 0, entry.getValue().getShape(), new NDList());
      } else {
        writer.write(entry.getKey(), state.updates(), entry.getValue().getShape(), state.arrays());
      }
    }
    writer.end();
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @param in where from
   * @param block the block to train, which is initialized or loaded
   * @throws IOException if it cannot be read, is damaged, or is the state of another optimizer or
   *     block; the optimizer is then as it was
   * @throws IllegalArgumentException if the block has no parameters yet
   */
  public void load(DataInputStream in, Block block) throws IOException {
    if (!block.isInitialized()) {
      throw new IllegalArgumentException("block must be initialized or loaded before its state");
    }
    StateFile stored = StateFile.read(in, rule, block);
    close();
    updates = stored.updates();
    List<Parameter> parameters = block.getParameters().values();
    for (int i = 0; i < parameters.size(); i++) {
      StateFile.Entry entry = stored.entries().get(i);
      if (entry.updates() > 0) {
        NDArray weight = parameters.get(i).getArray();
        NDManager owner = manager(weight);
        Shape shape = weight.getShape();
        NDList arrays = new NDList();
        entry.arrays().forEach(values -> arrays.add(HostArrays.of(owner, values, shape)));
        states.put(parameters.get(i).getId(), new State(arrays, entry.updates()));
      }
    }
  }

  /** Frees the state; with an update after that, everything begins anew. */
  @Override
  public void close() {
    NDManager current = manager;
    manager = null;
    states.clear();
    seen.clear();
    updates = 0;
    skipNext = false;
    if (current != null) {
      current.close();
    }
  }

  private static final class Builder extends OptimizerBuilder<Builder> {
    @Override
    protected Builder self() {
      return this;
    }
  }
}
