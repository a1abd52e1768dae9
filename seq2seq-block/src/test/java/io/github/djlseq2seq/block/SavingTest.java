package io.github.djlseq2seq.block;

import static io.github.djlseq2seq.block.TestModels.assertNear;
import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertNotEquals;
import static org.testng.Assert.assertSame;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.UninitializedParameterException;
import ai.djl.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** What is saved on one engine loads on each, to the bit. */
public final class SavingTest {

  private static final long SEED = 91;

  private Path folder;

  private static TestBatch batch(Seq2SeqConfig config) {
    return TestBatch.of(config, new int[] {4, 5, 6}, new int[] {7, 8});
  }

  @BeforeMethod
  public void makeFolder() throws IOException {
    folder = Files.createTempDirectory("seq2seq");
  }

  @AfterMethod(alwaysRun = true)
  public void removeFolder() throws IOException {
    try (var files = Files.walk(folder)) {
      files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
    }
  }

  @DataProvider
  public Object[][] pairs() {
    return new Object[][] {
      {TestModels.PYTORCH, TestModels.PYTORCH},
      {TestModels.PYTORCH, TestModels.MXNET},
      {TestModels.MXNET, TestModels.PYTORCH},
      {TestModels.MXNET, TestModels.MXNET}
    };
  }

  @Test(dataProvider = "pairs")
  public void aFileIsTheSameAfterEachEngine(String from, String to)
      throws IOException, MalformedModelException {
    for (Object[] row : TestModels.configs()) {
      Seq2SeqConfig config = (Seq2SeqConfig) row[0];
      Path first = folder.resolve("first");
      Path second = folder.resolve("second");
      try (Model saved = TestModels.random(from, config, SEED);
          Model loaded = TestModels.empty(to, config)) {
        saved.save(first, null);
        // Never initialized: saving needs no more than what was loaded.
        loaded.load(first);
        loaded.save(second, null);
        assertSameParameters(loaded, saved);
      }
      assertEquals(Files.mismatch(only(first), only(second)), -1, "first byte that differs");
      Files.delete(only(first));
      Files.delete(only(second));
    }
  }

  @Test(dataProvider = "pairs")
  public void halfPrecisionIsHalfTheSizeAndLoadsAsSinglePrecision(String from, String to)
      throws IOException, MalformedModelException {
    Seq2SeqConfig config = TestModels.config(2, true, false);
    try (Model saved = TestModels.frozen(from, config, SEED);
        Model loaded = TestModels.empty(to, config)) {
      byte[] half = StoredParameters.of(saved, DataType.FLOAT16);
      byte[] single = StoredParameters.of(saved);
      StoredParameters.load(loaded, half);
      Map<String, float[]> expected = TestModels.parameters(saved);
      int values = expected.values().stream().mapToInt(array -> array.length).sum();
      assertEquals(single.length - half.length, 2 * values, "bytes saved");
      TestModels.arrays(loaded)
          .forEach(
              (name, array) -> {
                assertEquals(array.getDataType(), DataType.FLOAT32, name);
                // 11 bits of values below 1.
                assertNear(array.toFloatArray(), expected.get(name), Math.pow(2, -12), name);
              });
      assertEquals(StoredParameters.of(loaded, DataType.FLOAT16), half, "halved again");
    }
  }

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void aTrainerGoesOnWithWhatIsLoaded(String engine, Seq2SeqConfig config)
      throws IOException, MalformedModelException {
    try (Model model = TestModels.random(engine, config, SEED);
        Model other = TestModels.random(engine, config, SEED + 1);
        Trainer trainer = TestModels.trainer(model, 0.01f)) {
      TestBatch batch = batch(config);
      float lossOfOther = TestModels.gradients(other, batch).loss() / batch.tokens();
      TestModels.train(trainer, batch);
      Map<String, NDArray> held = TestModels.arrays(model);
      StoredParameters.load(model, StoredParameters.of(other));
      TestModels.arrays(model).forEach((name, array) -> assertSame(array, held.get(name), name));
      assertSameParameters(model, other);

      assertEquals(TestModels.train(trainer, batch), lossOfOther, 1e-5f, "loss after loading");
      assertTrue(TestModels.train(trainer, batch) < lossOfOther, "training does not go on");
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void aModelThatWasClearedLoadsAgain(String engine)
      throws IOException, MalformedModelException {
    Seq2SeqConfig config = TestModels.config(1, true, true);
    try (Model model = TestModels.frozen(engine, config, SEED);
        Model other = TestModels.frozen(engine, config, SEED + 1)) {
      model.getBlock().clear();
      StoredParameters.load(model, StoredParameters.of(other));
      assertSameParameters(model, other);
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void aModelInTrainingIsSavedAsItIs(String engine) throws IOException {
    Seq2SeqConfig config = TestModels.config(1, true, true);
    try (Model model = TestModels.random(engine, config, SEED);
        Trainer trainer = TestModels.trainer(model, 0.01f)) {
      byte[] before = StoredParameters.of(model);
      TestModels.train(trainer, batch(config));
      assertNotEquals(StoredParameters.of(model), before);
      assertEquals(StoredParameters.of(model), StoredParameters.of(model));
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void aModelWithoutParametersIsNotSaved(String engine) {
    try (Model model = TestModels.empty(engine, TestModels.config(1, true, true))) {
      expectThrows(IllegalStateException.class, () -> model.save(folder, null));
      expectThrows(UninitializedParameterException.class, () -> StoredParameters.of(model));
    }
  }

  private static Path only(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList().get(0);
    }
  }

  private static void assertSameParameters(Model actual, Model expected) {
    Map<String, float[]> values = TestModels.parameters(actual);
    TestModels.parameters(expected)
        .forEach((name, wanted) -> assertEquals(values.get(name), wanted, name));
  }
}
