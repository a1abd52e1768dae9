package io.github.djlseq2seq.block;

import static io.github.djlseq2seq.block.TestModels.assertNear;
import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.github.djlseq2seq.block.attention.AttentionType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.testng.annotations.Test;

/** Each part is a block of its own: together they are the model, and their shapes are foretold. */
public final class PartsTest {

  private static final long SEED = 61;

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void thePartsMakeTheWhole(String engine, Seq2SeqConfig config) {
    TestBatch batch = TestBatch.random(SEED, config, 3);
    try (Model model = TestModels.frozen(engine, config, SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      NDList inputs = batch.inputs(manager);
      NDArray lengths = inputs.get(1);

      NDArray vectors = run(model, part(model, front(config)), inputs.get(0)).get(0);
      NDList encoded = run(model, part(model, "Encoder"), vectors, lengths);
      NDArray embedded = run(model, part(model, "TargetEmbedding"), inputs.get(2)).get(0);
      Block bridge =
          config.bridge() == BridgeType.DENSE ? part(model, "Bridge") : new Bridge(config);
      NDList first = run(model, bridge, encoded.subNDList(1).toArray(new NDArray[0]));
      NDList forDecoder = new NDList(embedded, encoded.get(0), lengths).addAll(first);
      NDArray[] decoderInputs = forDecoder.toArray(new NDArray[0]);
      NDList attentional = run(model, part(model, "Decoder"), decoderInputs);
      NDArray table = TestModels.arrays(model).get("TargetEmbedding.table");
      NDList output = run(model, part(model, "Generator"), attentional.get(0), table);

      assertNear(
          output.singletonOrThrow().toFloatArray(),
          TestModels.logProbabilities(model, batch),
          1e-6,
          "log-probabilities");
    }
  }

  /** What reads the source. */
  private static String front(Seq2SeqConfig config) {
    if (config.sourceFeatures() > 0) {
      return "Front";
    }
    return config.joint() ? "TargetEmbedding" : "SourceEmbedding";
  }

  /** Without input feeding. */
  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void theDecoderIsStackAttentionAndCombination(String engine, Seq2SeqConfig config) {
    Seq2SeqConfig plain = config.with("inputFeeding=false");
    TestBatch batch = TestBatch.random(SEED, plain, 3);
    try (Model model = TestModels.frozen(engine, plain, SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      NDList inputs = batch.inputs(manager);
      NDArray memory = TestModels.forward(model, inputs.subNDList(0, 2)).get(0);
      NDArray embedded = run(model, part(model, "TargetEmbedding"), inputs.get(2)).get(0);
      NDArray hidden = run(model, part(model, "Decoder.Stack"), embedded).get(0);
      if (plain.attention() != AttentionType.NONE) {
        NDList attended =
            run(model, part(model, "Decoder.Attention"), hidden, memory, inputs.get(1));
        NDArray sums = attended.get(1).sum(new int[] {2});
        assertNear(sums.toFloatArray(), sums.onesLike().toFloatArray(), 1e-6, "attention");
        hidden = hidden.concat(attended.get(0), 2);
      }
      run(model, part(model, "Decoder.Combine"), hidden);
    }
  }

  /** Parts that a model does not need are not in its files. */
  @Test(dataProvider = "configs", dataProviderClass = TestModels.class)
  public void partsAreThereOnlyIfConfigured(Seq2SeqConfig config) {
    String text = new Seq2Seq(config).toString();
    boolean twoVocabularies = !config.joint() && config.sourceFeatures() == 0;
    boolean weights =
        Set.of(AttentionType.GENERAL, AttentionType.ADDITIVE).contains(config.attention());
    assertEquals(text.contains("\n  Front: Linear weight(6, 7) "), config.sourceFeatures() > 0);
    assertEquals(text.contains("\n  SourceEmbedding: "), twoVocabularies, text);
    assertEquals(text.contains("\n  Bridge: "), config.bridge() == BridgeType.DENSE, text);
    assertEquals(text.contains(" Attention: "), config.attention() != AttentionType.NONE, text);
    assertEquals(text.matches("(?s).* Attention: \\w+ .*"), weights, text);
    assertEquals(text.contains(" Norm1: LayerNorm gain(8) bias(8)\n"), config.layerNorm(), text);
    assertEquals(text.contains("Norm0"), false, text);
    assertEquals(text.contains("Backward: "), config.bidirectional(), text);
    assertEquals(text.contains("Generator: Generator weight("), !config.tied(), text);
  }

  /** What acts from the second layer on does nothing in one. */
  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void oneLayerHasNeitherResidualNorNormalisation(String engine) {
    Seq2SeqConfig plain = TestConfigs.small();
    Seq2SeqConfig more = plain.with("residual=true", "layerNorm=true");
    TestBatch batch = TestBatch.random(SEED, plain, 3);
    try (Model without = TestModels.frozen(engine, plain, SEED);
        Model with = TestModels.frozen(engine, more, SEED)) {
      assertEquals(
          TestModels.logProbabilities(with, batch), TestModels.logProbabilities(without, batch));
    }
  }

  /** With lengths or without: without any padding they are one. */
  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void recurrentBlocksTakeLengthsOrDoWithout(String engine, Seq2SeqConfig config) {
    try (Model model = TestModels.frozen(engine, config, SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      NDArray input = manager.randomNormal(new Shape(2, 5, config.embedding()));
      NDArray lengths = manager.create(new long[] {5, 5});
      List<Block> blocks = new ArrayList<>();
      blocks.add(part(model, "Encoder.Stack"));
      blocks.add(part(model, "Encoder.Stack.Layer0Forward"));
      if (config.bidirectional()) {
        blocks.add(part(model, "Encoder.Stack.Layer0Backward"));
      }
      for (Block block : blocks) {
        NDList with = run(model, block, input, lengths);
        NDList without = run(model, block, input);
        for (int i = 0; i < with.size(); i++) {
          float[] expected = without.get(i).toFloatArray();
          assertNear(with.get(i).toFloatArray(), expected, 1e-6, "output " + i);
        }
      }
    }
  }

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void theWholeForetellsItsShapes(String engine, Seq2SeqConfig config) {
    TestBatch batch = TestBatch.random(SEED, config, 3);
    try (Model model = TestModels.frozen(engine, config, SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      NDList inputs = batch.inputs(manager);
      NDArray[] all = inputs.toArray(new NDArray[0]);
      run(model, model.getBlock(), all[0], all[1]);
      run(model, model.getBlock(), all);
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void aModelTellsItsPartsWhetherOrNotItHasParameters(String engine)
      throws IOException, MalformedModelException {
    Seq2SeqConfig config = TestModels.config(1, false, false);
    try (Model model = TestModels.empty(engine, config);
        Model saved = TestModels.frozen(engine, config, SEED)) {
      String text = model.getBlock().toString();
      assertTrue(text.startsWith("Seq2Seq\n  SourceEmbedding: TokenEmbedding table(9, 6)\n"), text);
      assertTrue(text.contains("\n    Combine: Linear weight(8, 16) bias(8)\n"), text);
      assertEquals(saved.getBlock().toString(), text, "initialized");
      StoredParameters.load(model, StoredParameters.of(saved));
      assertEquals(model.getBlock().toString(), text, "loaded");
    }
  }

  private static Block part(Model model, String path) {
    return TestModels.part(model, path);
  }

  /** Runs a block and checks that its outputs have the shapes that it foretells. */
  private static NDList run(Model model, Block block, NDArray... inputs) {
    NDList given = new NDList(inputs);
    NDList outputs = block.forward(TestModels.store(model), given, false);
    Shape[] foretold = block.getOutputShapes(given.getShapes());
    assertEquals(outputs.getShapes(), foretold, "shapes of " + block.getClass().getSimpleName());
    return outputs;
  }
}
