package io.github.djlseq2seq.integration;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingResult;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;
import ai.djl.util.Utils;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.corpus.BatchSize;
import io.github.djlseq2seq.translate.corpus.ParallelDataset;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.training.GradientNormClipper;
import io.github.djlseq2seq.translate.training.MaskedNllLoss;
import io.github.djlseq2seq.translate.training.Perplexity;
import io.github.djlseq2seq.translate.training.ResumableOptimizer;
import io.github.djlseq2seq.translate.training.TokenAccuracy;
import io.github.djlseq2seq.zoo.ModelReference;
import io.github.djlseq2seq.zoo.Seq2SeqModelZoo;
import io.github.djlseq2seq.zoo.Seq2SeqModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.testng.Assert;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/** A model of the zoo is fine-tuned with DJL's own training loop. */
public class FineTuningTest {

  private static final int BATCH = 16;
  private static final int SEED = 5;
  private static final int EPOCHS = 10;

  private Path folder = Path.of("");

  @BeforeMethod
  public void createFolder() throws IOException {
    folder = Files.createTempDirectory("tuned");
  }

  @AfterMethod
  public void deleteFolder() {
    Utils.deleteQuietly(folder);
  }

  /** Also a predictor that was made, and used, before the training. */
  @Test(dataProvider = "engines", dataProviderClass = EngineProvider.class)
  public void predictorsUseWhatWasLearntAndSavedModelsDoToo(String engine) throws Exception {
    EngineProvider.require(engine);
    List<SentencePair> valid = PoliteCorpus.valid();
    List<String> sources = PoliteCorpus.sources(valid);
    Path saved = folder.resolve("model");
    List<String> tuned;
    try (ZooModel<String, String> model = PoliteCorpus.criteria(engine).loadModel();
        Predictor<String, String> early = model.newPredictor()) {
      Assert.assertEquals(polite(early.batchPredict(sources)), 0, "before");
      TrainingResult result = tune(model, EPOCHS, block -> {});
      try (Predictor<String, String> late = model.newPredictor()) {
        tuned = late.batchPredict(sources);
      }
      Assert.assertTrue(polite(tuned) >= 0.75 * tuned.size(), tuned.toString());
      Assert.assertEquals(early.batchPredict(sources), tuned, "the predictor made before");
      checkPackedOnce(model);
      checkEvaluations(result.getEvaluations());
      Seq2SeqModels.save(model, saved);
    }
    Assert.assertEquals(PoliteCorpus.translate(saved, engine, sources), tuned, "saved");
    try (ZooModel<String, String> model =
            Seq2SeqModelZoo.load(
                ModelReference.parse(saved.toString()),
                engine,
                String.class,
                String.class,
                Map.of());
        Predictor<String, String> predictor = model.newPredictor()) {
      Assert.assertEquals(predictor.batchPredict(sources), tuned, "loaded by the zoo");
    }
  }

  /** As before the training, predictors share the packed weights. */
  private static void checkPackedOnce(ZooModel<?, ?> model) {
    Seq2Seq block = (Seq2Seq) model.getBlock();
    try (NDManager one = model.getNDManager().newSubManager();
        NDManager other = model.getNDManager().newSubManager()) {
      Assert.assertSame(block.plan(one), block.plan(other));
    }
  }

  private static void checkEvaluations(Map<String, Float> evaluations) {
    String text = evaluations.toString();
    Assert.assertTrue(evaluations.get("validate_TokenAccuracy") > 0.8, text);
    Assert.assertTrue(evaluations.get("train_TokenAccuracy") > 0.8, text);
    Assert.assertTrue(evaluations.get("validate_Perplexity") < 2, text);
    Assert.assertTrue(evaluations.get("validate_Perplexity") >= 1, text);
    Assert.assertTrue(Float.isFinite(evaluations.get("validate_loss")), text);
  }

  @Test(dataProvider = "engines", dataProviderClass = EngineProvider.class)
  public void frozenPartsStayAsTheyAre(String engine) throws Exception {
    EngineProvider.require(engine);
    try (ZooModel<String, String> model = PoliteCorpus.criteria(engine).loadModel()) {
      Map<String, float[]> before = parameters(model.getBlock());
      tune(
          model,
          1,
          block -> {
            block.encoder().freezeParameters(true);
            block.sourceEmbedding().freezeParameters(true);
            block.targetEmbedding().freezeParameters(true);
          });
      Map<String, float[]> after = parameters(model.getBlock());
      for (Map.Entry<String, float[]> parameter : before.entrySet()) {
        String name = parameter.getKey();
        float[] values = after.get(name);
        if (name.contains("Encoder") || name.contains("Embedding")) {
          Assert.assertEquals(values, parameter.getValue(), name);
        } else {
          Assert.assertNotEquals(values, parameter.getValue(), name);
        }
      }
      // What was frozen can learn again.
      model.getBlock().freezeParameters(false);
      tune(model, 1, block -> {});
      for (Map.Entry<String, float[]> parameter : parameters(model.getBlock()).entrySet()) {
        String name = parameter.getKey();
        Assert.assertNotEquals(parameter.getValue(), after.get(name), name);
      }
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = EngineProvider.class)
  public void theSameSeedsGiveTheSameBits(String engine) throws Exception {
    EngineProvider.require(engine);
    byte[] first = tunedParameters(engine, "first");
    Assert.assertEquals(tunedParameters(engine, "second"), first);
  }

  private byte[] tunedParameters(String engine, String name) throws Exception {
    try (ZooModel<String, String> model = PoliteCorpus.criteria(engine).loadModel()) {
      tune(model, 2, block -> {});
      Seq2SeqModels.save(model, folder.resolve(name));
      return Files.readAllBytes(folder.resolve(name).resolve("model-0000.params"));
    }
  }

  private static TrainingResult tune(
      ZooModel<String, String> model, int epochs, Consumer<Seq2Seq> freeze) throws Exception {
    ModelText text = ModelText.read(model.getModelPath());
    ParallelDataset train =
        ParallelDataset.shuffled(
            text.encode(PoliteCorpus.train()).pairs(), BatchSize.sentences(BATCH), SEED);
    ParallelDataset valid =
        ParallelDataset.ordered(
            text.encode(PoliteCorpus.valid()).pairs(), BatchSize.sentences(BATCH));
    ResumableOptimizer optimizer = ResumableOptimizer.adam(Tracker.fixed(0.001f));
    GradientNormClipper clipper = new GradientNormClipper(1, optimizer);
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(new MaskedNllLoss(0.1))
            .optOptimizer(optimizer)
            .addEvaluator(new Perplexity())
            .addEvaluator(new TokenAccuracy())
            .addTrainingListeners(new EvaluatorTrainingListener(), clipper);
    try (Trainer trainer = model.newTrainer(config)) {
      freeze.accept((Seq2Seq) model.getBlock());
      trainer.initialize(new Shape(1, 1));
      trainer.getManager().getEngine().setRandomSeed(SEED);
      EasyTrain.fit(trainer, epochs, train, valid);
      Assert.assertEquals(optimizer.updates(), (long) epochs * train.batches(0));
      Assert.assertEquals(clipper.skipped(), 0);
      return trainer.getTrainingResult();
    }
  }

  private static Map<String, float[]> parameters(Block block) {
    Map<String, float[]> values = new TreeMap<>();
    for (Pair<String, Parameter> parameter : block.getParameters()) {
      values.put(parameter.getKey(), parameter.getValue().getArray().toFloatArray());
    }
    return values;
  }

  private static long polite(List<String> sentences) {
    return sentences.stream().filter(sentence -> sentence.endsWith(", sir.")).count();
  }
}
