package io.github.djlseq2seq.block;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
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
import com.google.gson.JsonObject;
import io.github.djlseq2seq.block.attention.Attention;
import io.github.djlseq2seq.block.layer.TokenEmbedding;
import io.github.djlseq2seq.block.recurrent.SequenceMask;
import io.github.djlseq2seq.block.search.Hypothesis;
import io.github.djlseq2seq.block.search.Search;
import io.github.djlseq2seq.block.search.SearchConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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

  /** Every pair of depth, direction and tying; all three of them in the full run. */
  @DataProvider(name = "configs")
  public static Object[][] configs() {
    List<Object[]> rows = new ArrayList<>();
    for (int layers = 1; layers <= 2; layers++) {
      for (boolean bidirectional : new boolean[] {false, true}) {
        for (boolean tied : new boolean[] {false, true}) {
          if (FULL || tied == ((layers == 2) != bidirectional)) {
            rows.add(new Object[] {config(layers, bidirectional, tied)});
          }
        }
      }
    }
    return rows.toArray(Object[][]::new);
  }

  /** A small model whose sizes all differ, so that no two axes can be taken for one another. */
  static Seq2SeqConfig config(int layers, boolean bidirectional, boolean tied) {
    return with(
        Seq2SeqConfig.of(9, 11),
        "embedding=6",
        "hidden=8",
        "layers=" + layers,
        "bidirectional=" + bidirectional,
        "tied=" + tied,
        "dropout=0");
  }

  /** Another configuration with some values changed, such as {@code layers=2}. */
  static Seq2SeqConfig with(Seq2SeqConfig config, String... settings) {
    JsonObject json = ConfigJson.settings(List.of(settings));
    return ConfigJson.read(Seq2SeqConfig.class, config, json, "test");
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
   * large enough for gates and softmax to leave their linear range.
   */
  static Model random(String engine, Seq2SeqConfig config, long seed) {
    Model model = empty(engine, config);
    Random random = new Random(seed);
    Initializer uniform =
        (manager, shape, type) -> {
          float[] values = new float[(int) shape.size()];
          for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() * 1.2f - 0.6f;
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
        NDArray mean = batch.loss(trainer.forward(inputs).singletonOrThrow()).div(batch.tokens());
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

  /** Searches; the manager is the caller's to close, the steps are closed already. */
  static List<List<Hypothesis>> search(
      Model model, NDManager manager, TestBatch batch, SearchConfig config, int... longest) {
    NDList inputs = batch.encoderInputs(manager);
    NDList encoded = forward(model, inputs);
    DecodingPlan plan = block(model).plan(manager);
    try (DecodingSteps steps = new DecodingSteps(plan, encoded, inputs.get(1))) {
      return Search.run(steps, config, longest);
    }
  }

  /** What teacher forcing attends to, {@code (B,T,S)}, for all four inputs. */
  static NDArray attention(Model model, NDList inputs) {
    Seq2Seq block = block(model);
    DecodingPlan plan = block.plan(inputs.getManager());
    NDList encoded = forward(model, inputs.subNDList(0, 2));
    NDArray memory = encoded.get(0);
    NDArray embedded = TokenEmbedding.lookUp(inputs.get(2), plan.embedding());
    Decoder decoder = plan.decoder();
    NDList states = encoded.subNDList(1);
    NDArray hidden = decoder.stack().run(store(model), embedded, null, states, false).outputs();
    SequenceMask mask = SequenceMask.of(inputs.get(1), memory.size(1));
    NDList weights = plan.attention();
    Attention.Memory remembered = decoder.attention().remember(memory, mask, weights);
    return decoder.attention().attend(hidden, remembered, weights).weights();
  }

  /** What a backward pass gave. */
  record Gradients(float loss, Map<String, float[]> ofParameters) {}

  static Gradients gradients(Model model, TestBatch batch) {
    return gradients(model, batch, batch.sourceWidth(), batch.targetWidth());
  }

  static Gradients gradients(Model model, TestBatch batch, int sourceWidth, int targetWidth) {
    forgetGradients(model);
    try (NDManager manager = model.getNDManager().newSubManager()) {
      NDList inputs = batch.inputs(manager, sourceWidth, targetWidth);
      float loss;
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDList outputs = model.getBlock().forward(store(model), inputs, true);
        NDArray total = batch.loss(outputs.singletonOrThrow());
        collector.backward(total);
        loss = total.getFloat();
      }
      Map<String, float[]> gradients = new LinkedHashMap<>();
      arrays(model)
          .forEach(
              (name, array) -> {
                try (NDArray gradient = array.getGradient()) {
                  gradients.put(name, gradient.toFloatArray());
                }
              });
      return new Gradients(loss, gradients);
    }
  }

  /** PyTorch adds to gradients that are there, MXNet overwrites them. */
  private static void forgetGradients(Model model) {
    for (NDArray array : arrays(model).values()) {
      try (NDArray gradient = array.getGradient()) {
        gradient.subi(gradient.duplicate());
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
          assertNear(actual.get(name), values, tolerance * largest, what + ", " + name);
        });
  }
}
