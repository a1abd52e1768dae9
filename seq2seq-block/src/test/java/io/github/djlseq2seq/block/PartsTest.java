package io.github.djlseq2seq.block;

import static io.github.djlseq2seq.block.TestModels.assertNear;
import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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

      NDList features = run(model, part(model, "01SourceEmbedding"), inputs.get(0));
      NDList encoded = run(model, part(model, "02Encoder"), features.get(0), lengths);
      NDList embedded = run(model, part(model, "03TargetEmbedding"), inputs.get(2));
      NDList forDecoder = new NDList(embedded.get(0), encoded.get(0), lengths);
      forDecoder.addAll(encoded.subNDList(1));
      NDArray[] decoderInputs = forDecoder.toArray(new NDArray[0]);
      NDList attentional = run(model, part(model, "04Decoder"), decoderInputs);
      NDArray table = TestModels.arrays(model).get("TargetEmbedding.table");
      NDList output = run(model, part(model, "05Generator"), attentional.get(0), table);

      assertNear(
          output.singletonOrThrow().toFloatArray(),
          TestModels.logProbabilities(model, batch),
          1e-6,
          "log-probabilities");
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void theDecoderIsStackAttentionAndCombination(String engine) {
    Seq2SeqConfig config = TestModels.config(2, false, false);
    TestBatch batch = TestBatch.random(SEED, config, 3);
    try (Model model = TestModels.frozen(engine, config, SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      NDList inputs = batch.inputs(manager);
      NDArray memory = TestModels.forward(model, inputs.subNDList(0, 2)).get(0);
      Decoder decoder = TestModels.block(model).plan(manager).decoder();
      NDList embedded = run(model, part(model, "03TargetEmbedding"), inputs.get(2));

      NDArray hidden = run(model, decoder.stack(), embedded.get(0)).get(0);
      NDList attended = run(model, decoder.attention(), hidden, memory, inputs.get(1));
      run(model, decoder.combine(), hidden.concat(attended.get(0), 2));
      NDArray sums = attended.get(1).sum(new int[] {2});
      assertNear(sums.toFloatArray(), sums.onesLike().toFloatArray(), 1e-6, "attention");
    }
  }

  /** With lengths or without: without any padding they are one. */
  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void recurrentBlocksTakeLengthsOrDoWithout(String engine, Seq2SeqConfig config) {
    try (Model model = TestModels.frozen(engine, config, SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      NDArray input = manager.randomNormal(new Shape(2, 5, config.embedding()));
      NDArray lengths = manager.create(new long[] {5, 5});
      Block stack = part(model, "02Encoder").getChildren().get("01Stack");
      List<Block> blocks = new ArrayList<>(stack.getChildren().values().subList(0, 1));
      if (config.bidirectional()) {
        blocks.add(stack.getChildren().get("02Layer0Backward"));
      }
      blocks.add(stack);
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
  public void anotherNumberOfInputsIsRefused(String engine) {
    Seq2SeqConfig config = TestModels.config(1, false, false);
    try (Model model = TestModels.frozen(engine, config, SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      NDList inputs = TestBatch.random(SEED, config, 2).inputs(manager);
      IllegalArgumentException e =
          expectThrows(
              IllegalArgumentException.class,
              () -> TestModels.forward(model, inputs.subNDList(0, 3)));
      assertEquals(
          e.getMessage(),
          "Seq2Seq takes 2 inputs (source, sourceLength) or 4 (and target, targetLength), found 3");
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

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void dropoutActsAtTrainingAlone(String engine) {
    Seq2SeqConfig plain = TestModels.config(2, true, false);
    Seq2SeqConfig dropping = TestModels.with(plain, "dropout=0.5");
    TestBatch batch = TestBatch.random(SEED, plain, 3);
    try (Model without = TestModels.random(engine, plain, SEED);
        Model with = TestModels.random(engine, dropping, SEED)) {
      assertEquals(
          TestModels.logProbabilities(with, batch), TestModels.logProbabilities(without, batch));
      float first = TestModels.gradients(with, batch).loss();
      float second = TestModels.gradients(with, batch).loss();
      assertEquals(first == second, false, "two steps drop the same values");
      float again = TestModels.gradients(without, batch).loss();
      assertEquals(TestModels.gradients(without, batch).loss(), again, "nothing to drop");
    }
  }

  private static Block part(Model model, String name) {
    return model.getBlock().getChildren().get(name);
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
