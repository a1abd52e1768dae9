package io.github.djlseq2seq.block;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertNotSame;
import static org.testng.Assert.assertSame;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.Model;
import ai.djl.training.Trainer;
import io.github.djlseq2seq.block.layer.TokenEmbedding;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Vectors of tokens that were trained elsewhere. */
public final class TokenVectorsTest {

  private static final long SEED = 121;
  private static final Seq2SeqConfig CONFIG = TestConfigs.small();

  @DataProvider
  public Object[][] enginesAndTables() {
    return new Object[][] {
      {TestModels.PYTORCH, "SourceEmbedding", false},
      {TestModels.PYTORCH, "TargetEmbedding", true},
      {TestModels.MXNET, "SourceEmbedding", true},
      {TestModels.MXNET, "TargetEmbedding", false},
    };
  }

  @Test(dataProvider = "enginesAndTables")
  public void theRowsAreReplacedAndNothingElse(String engine, String part, boolean frozen) {
    try (Model model = model(engine, frozen)) {
      Map<String, float[]> before = TestModels.parameters(model);
      float[] expected = before.get(part + ".table").clone();
      Map<Integer, float[]> vectors = new HashMap<>();
      for (int id : new int[] {0, 5, 8}) {
        vectors.put(id, TestBatch.features(id, 6));
        System.arraycopy(vectors.get(id), 0, expected, id * 6, 6);
      }
      ((TokenEmbedding) TestModels.part(model, part)).replace(vectors);
      Map<String, float[]> after = TestModels.parameters(model);
      before.put(part + ".table", expected);
      before.forEach((name, values) -> assertEquals(after.get(name), values, name));
    }
  }

  /** Vectors of which one is not valid, and what is said of it. */
  @DataProvider
  public Object[][] mistakes() {
    return new Object[][] {
      {-1, 6, "id must be from 0 to 8, found -1"},
      {9, 6, "id must be from 0 to 8, found 9"},
      {4, 5, "vector must have 6 values, found 5"},
      {4, 7, "vector must have 6 values, found 7"},
    };
  }

  @Test(dataProvider = "mistakes")
  public void afterAMistakeTheTableIsAsItWas(int id, int size, String message) {
    for (Object[] engine : TestModels.engines()) {
      try (Model model = model((String) engine[0], true)) {
        Map<Integer, float[]> vectors = new LinkedHashMap<>();
        vectors.put(6, new float[6]);
        vectors.put(id, new float[size]);
        float[] before = TestModels.parameters(model).get("SourceEmbedding.table");
        TokenEmbedding embedding = TestModels.block(model).sourceEmbedding();
        IllegalArgumentException e =
            expectThrows(IllegalArgumentException.class, () -> embedding.replace(vectors));
        assertEquals(e.getMessage(), message);
        assertEquals(TestModels.parameters(model).get("SourceEmbedding.table"), before);
      }
    }
  }

  @Test
  public void aTableWithoutValuesIsNotReplaced() {
    TokenEmbedding embedding = new Seq2Seq(CONFIG).targetEmbedding();
    IllegalStateException e =
        expectThrows(IllegalStateException.class, () -> embedding.replace(Map.of()));
    assertEquals(e.getMessage(), "the block must be initialized or loaded before");
  }

  @Test
  public void eachSourceHasItsTable() {
    Seq2Seq two = new Seq2Seq(CONFIG);
    assertFalse(two.sourceEmbedding() == two.targetEmbedding(), "two vocabularies");
    Seq2Seq joint = new Seq2Seq(CONFIG.with("sourceVocabulary=11", "joint=true"));
    assertSame(joint.sourceEmbedding(), joint.targetEmbedding());
    Seq2Seq features = new Seq2Seq(CONFIG.with("sourceFeatures=7"));
    IllegalStateException e = expectThrows(IllegalStateException.class, features::sourceEmbedding);
    assertEquals(e.getMessage(), "sourceFeatures must be 0 for a source embedding, found 7");
  }

  /** Searches read the new vectors, also where they have packed weights already. */
  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void theSharedPlanReadsTheNewVectors(String engine) {
    TestBatch batch = TestBatch.random(SEED, CONFIG, 1);
    float[] vector = TestBatch.features(2, 6);
    try (Model model = TestModels.frozen(engine, CONFIG, SEED)) {
      DecodingPlan plan = TestModels.block(model).plan(model.getNDManager());
      float[] before = TestModels.logProbabilities(model, batch);
      TestModels.block(model).targetEmbedding().replace(Map.of(SpecialToken.BOS.id(), vector));
      DecodingPlan after = TestModels.block(model).plan(model.getNDManager());
      assertNotSame(after, plan, "a generator may be tied to the table, and packed");
      assertSame(TestModels.block(model).plan(model.getNDManager()), after);
      float[] row = Arrays.copyOfRange(after.embedding().toFloatArray(), 2 * 6, 3 * 6);
      assertEquals(row, vector, "row of bos");
      assertFalse(Arrays.equals(TestModels.logProbabilities(model, batch), before), "the same");
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void aFrozenTableStaysWhileOthersLearn(String engine) {
    TestBatch batch = TestBatch.random(SEED, CONFIG, 3);
    try (Model model = TestModels.random(engine, CONFIG, SEED);
        Trainer trainer = TestModels.trainer(model, 0.01f)) {
      TestModels.block(model).sourceEmbedding().freezeParameters(true);
      Map<String, float[]> before = TestModels.parameters(model);
      TestModels.train(trainer, batch);
      TestModels.train(trainer, batch);
      assertOnlyFrozenStays(before, TestModels.parameters(model));
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void aTableFrozenBeforeTrainingStays(String engine) {
    TestBatch batch = TestBatch.random(SEED, CONFIG, 3);
    try (Model model = TestModels.random(engine, CONFIG, SEED)) {
      TestModels.block(model).sourceEmbedding().freezeParameters(true);
      Map<String, float[]> before = TestModels.parameters(model);
      try (Trainer trainer = TestModels.trainer(model, 0.01f)) {
        TestModels.train(trainer, batch);
      }
      assertOnlyFrozenStays(before, TestModels.parameters(model));
    }
  }

  private static void assertOnlyFrozenStays(
      Map<String, float[]> before, Map<String, float[]> after) {
    before.forEach(
        (name, values) -> {
          boolean same = Arrays.equals(values, after.get(name));
          assertEquals(same, name.equals("SourceEmbedding.table"), name + " stays");
        });
    assertTrue(before.containsKey("SourceEmbedding.table"));
  }

  private static Model model(String engine, boolean frozen) {
    return frozen
        ? TestModels.frozen(engine, CONFIG, SEED)
        : TestModels.random(engine, CONFIG, SEED);
  }
}
