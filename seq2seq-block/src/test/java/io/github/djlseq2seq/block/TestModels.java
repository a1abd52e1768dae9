package io.github.djlseq2seq.block;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;
import io.github.djlseq2seq.block.recurrent.CellType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.testng.SkipException;
import org.testng.annotations.DataProvider;

/** What the tests of blocks share: the engines, small models of known parameters, comparisons. */
final class TestModels {

  static final String PYTORCH = "PyTorch";
  static final String MXNET = "MXNet";

  /** The long versions of some tests, run by the profile {@code full}. */
  static final boolean FULL = Boolean.getBoolean("seq2seq.full");

  static {
    // Models this small gain nothing from threads, which on a busy machine wait for one another.
    System.setProperty("ai.djl.pytorch.num_threads", "1");
  }

  private TestModels() {}

  @DataProvider(name = "engines")
  public static Object[][] engines() {
    return new Object[][] {{PYTORCH}, {MXNET}};
  }

  /** Both engines by {@link #configs}. */
  @DataProvider(name = "enginesAndConfigs")
  public static Object[][] enginesAndConfigs() {
    List<Object[]> rows = new ArrayList<>();
    for (Object[] engine : engines()) {
      for (Object[] config : configs()) {
        rows.add(new Object[] {engine[0], config[0]});
      }
    }
    return rows.toArray(Object[][]::new);
  }

  /** Those of {@link TestConfigs}. */
  @DataProvider(name = "configs")
  public static Object[][] configs() {
    return TestConfigs.all().stream().map(c -> new Object[] {c}).toArray(Object[][]::new);
  }

  static Seq2SeqConfig config(int layers, boolean bidirectional, boolean tied) {
    return TestConfigs.small("layers=" + layers, "bidirectional=" + bidirectional, "tied=" + tied);
  }

  /** A model without parameters, to load some. */
  static Model empty(String engine, Seq2SeqConfig config) {
    requireNatives(engine);
    Model model = Model.newInstance("tiny", engine);
    model.setBlock(new Seq2Seq(config));
    return model;
  }

  /**
   * A model whose parameters, biases too, are the same random numbers on every engine. They are
   * large enough for gates and softmax to leave their linear range. Rectifiers, which nothing
   * bounds, have smaller weights and biases mostly above zero: of a few units some have to live.
   */
  static Model random(String engine, Seq2SeqConfig config, long seed) {
    Model model = empty(engine, config);
    Random random = new Random(seed);
    boolean rectified = config.cell() == CellType.RNN_RELU;
    float range = rectified ? 0.4f : 0.6f;
    float lift = rectified ? 0.3f : 0;
    Initializer uniform =
        (manager, shape, type) -> {
          float[] values = new float[(int) shape.size()];
          for (int i = 0; i < values.length; i++) {
            values[i] = (2 * random.nextFloat() - 1) * range + (shape.dimension() == 1 ? lift : 0);
          }
          return manager.create(values, shape);
        };
    model.getBlock().setInitializer(uniform, parameter -> true);
    model.getBlock().initialize(model.getNDManager(), DataType.FLOAT32);
    return model;
  }

  /** As {@link #random}, without gradients. */
  static Model frozen(String engine, Seq2SeqConfig config, long seed) {
    Model model = random(engine, config, seed);
    model.getBlock().freezeParameters(true);
    return model;
  }

  /** MXNet has natives for x86_64 alone, PyTorch for all but Intel Macs: tests there do not run. */
  static void requireNatives(String engine) {
    boolean intel = Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
    boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    if (engine.equals(MXNET) ? !intel : intel && mac) {
      String reason = engine + " has no natives for this platform: this test did NOT run on it";
      System.err.println(reason);
      throw new SkipException(reason);
    }
  }

  /** A part of a model such as {@code Encoder.Stack}; DJL numbers the children of a block. */
  static Block part(Model model, String path) {
    Block block = model.getBlock();
    for (String name : path.split("\\.", -1)) {
      Block parent = block;
      block =
          parent.getChildren().keys().stream()
              .filter(key -> key.substring(2).equals(name))
              .map(key -> parent.getChildren().get(key))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no child " + name + " in\n" + parent));
    }
    return block;
  }

  static Seq2Seq block(Model model) {
    return (Seq2Seq) model.getBlock();
  }

  /** A trainer of DJL's own with Adam; the loss is taken by hand. */
  static Trainer trainer(Model model, float learningRate) {
    Tracker rate = Tracker.fixed(learningRate);
    Adam adam = Adam.builder().optLearningRateTracker(rate).build();
    Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()).optOptimizer(adam));
    trainer.initialize();
    return trainer;
  }

  /** One update towards a batch; returns the loss a token before it. */
  static float train(Trainer trainer, TestBatch batch) {
    try (NDManager manager = trainer.getManager().newSubManager()) {
      NDList inputs = batch.inputs(manager);
      float loss;
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDArray tokens = manager.create((float) batch.tokens());
        NDArray mean = batch.loss(trainer.forward(inputs).singletonOrThrow()).div(tokens);
        collector.backward(mean);
        loss = mean.getFloat();
      }
      trainer.step();
      return loss;
    }
  }

  static NDList forward(Model model, NDList inputs) {
    return model.getBlock().forward(store(model), inputs, false);
  }

  static ParameterStore store(Model model) {
    return new ParameterStore(model.getNDManager(), false);
  }

  /** The log-probabilities of a batch, {@code (B,T,V)}. */
  static float[] logProbabilities(Model model, TestBatch batch) {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      return forward(model, batch.inputs(manager)).singletonOrThrow().toFloatArray();
    }
  }

  /** What a backward pass gave. */
  record Gradients(float loss, Map<String, float[]> ofParameters) {}

  static Gradients gradients(Model model, TestBatch batch) {
    return gradients(model, batch, batch::inputs);
  }

  static Gradients gradients(
      Model model, TestBatch batch, Function<NDManager, NDList> inputsOfBatch) {
    forgetGradients(model);
    try (NDManager manager = model.getNDManager().newSubManager()) {
      NDList inputs = inputsOfBatch.apply(manager);
      float loss;
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDList outputs = model.getBlock().forward(store(model), inputs, true);
        NDArray total = batch.loss(outputs.singletonOrThrow());
        collector.backward(total);
        loss = total.getFloat();
      }
      return new Gradients(loss, gradientsOfLastPass(model));
    }
  }

  /** The gradients of parameters that are not frozen. */
  static Map<String, float[]> gradientsOfLastPass(Model model) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    arrays(model)
        .forEach(
            (name, array) -> {
              if (array.hasGradient()) {
                try (NDArray gradient = array.getGradient()) {
                  gradients.put(name, gradient.toFloatArray());
                }
              }
            });
    return gradients;
  }

  /** PyTorch adds to gradients that are there, MXNet overwrites them. */
  private static void forgetGradients(Model model) {
    for (NDArray array : arrays(model).values()) {
      if (!array.hasGradient()) {
        continue;
      }
      try (NDArray gradient = array.getGradient();
          NDArray same = gradient.duplicate()) {
        gradient.subi(same);
      }
    }
  }

  /**
   * The values of all parameters, by names such as {@code Encoder.Stack.Layer0Forward.inputBias}.
   */
  static Map<String, float[]> parameters(Model model) {
    Map<String, float[]> values = new LinkedHashMap<>();
    arrays(model).forEach((name, array) -> values.put(name, array.toFloatArray()));
    return values;
  }

  /** The arrays of all parameters by the names that {@link #parameters} has. */
  static Map<String, NDArray> arrays(Model model) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (Pair<String, Parameter> pair : model.getBlock().getParameters()) {
      // DJL numbers the children of a block, from 1.
      String name = pair.getKey().replaceAll("(^|_)\\d\\d", "$1").replace('_', '.');
      arrays.put(name, pair.getValue().getArray());
    }
    return arrays;
  }

  static void assertNear(float[] actual, float[] expected, double tolerance, String what) {
    assertEquals(actual.length, expected.length, what + ": number of values");
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs((double) actual[i] - expected[i]);
      assertTrue(
          difference <= tolerance,
          "%s: value %d is %s, expected %s".formatted(what, i, actual[i], expected[i]));
    }
  }

  /** Smaller gradients are what is left of larger terms, and no more exact than those. */
  private static final double SMALL = 1e-2;

  /** Compares gradients, each parameter's by its largest entry. */
  static void assertGradientsNear(
      Map<String, float[]> actual, Map<String, float[]> expected, double tolerance, String what) {
    assertEquals(actual.keySet(), expected.keySet(), what);
    expected.forEach(
        (name, values) -> {
          double largest = 0;
          for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
          }
          assertTrue(largest > 0, what + ": no gradient at all reached " + name);
          double allowed = tolerance * Math.max(largest, SMALL);
          assertNear(actual.get(name), values, allowed, what + ", " + name);
        });
  }
}
