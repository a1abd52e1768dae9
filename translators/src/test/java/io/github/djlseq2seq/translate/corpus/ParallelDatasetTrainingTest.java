package io.github.djlseq2seq.translate.corpus;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import ai.djl.Model;
import ai.djl.metric.Metrics;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingResult;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.EpochTrainingListener;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import io.github.djlseq2seq.translate.Engines;
import io.github.djlseq2seq.translate.training.GradientNormClipper;
import io.github.djlseq2seq.translate.training.MaskedNllLoss;
import io.github.djlseq2seq.translate.training.ResumableOptimizer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.testng.annotations.Test;

/** DJL's own training loop on this data: a model learns to copy. */
public class ParallelDatasetTrainingTest {

  private static final long SEED = 4;
  private static final int VOCABULARY = 9;
  private static final String ACCURACY = "TokenAccuracy";

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void theLossFallsWithDjlsOptimizer(String engine) throws Exception {
    try (Model model = model(engine)) {
      checkLearning(model, Adam.builder().optLearningRateTracker(Tracker.fixed(0.01f)).build());
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void theLossFallsWithTheResumableOptimizer(String engine) throws Exception {
    try (Model model = model(engine)) {
      ResumableOptimizer optimizer = ResumableOptimizer.adam(Tracker.fixed(0.01f));
      checkLearning(model, optimizer);
      assertEquals(optimizer.updates(), 6 * 7);
    }
  }

  private static void checkLearning(Model model, Optimizer optimizer) throws Exception {
    Losses losses = new Losses();
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(new MaskedNllLoss(0))
            .optOptimizer(optimizer)
            .addEvaluator(new Accuracy(ACCURACY, 2))
            .addTrainingListeners(
                losses, // before the evaluators are reset
                new EvaluatorTrainingListener(),
                new EpochTrainingListener(),
                new GradientNormClipper(5));
    try (Trainer trainer = model.newTrainer(config)) {
      trainer.setMetrics(new Metrics());
      trainer.initialize(new Shape(1, 1));
      ParallelDataset train = ParallelDataset.shuffled(copies(100, SEED), 16, SEED);
      ParallelDataset valid = ParallelDataset.ordered(copies(30, SEED + 1), 16);
      EasyTrain.fit(trainer, 6, train, valid);
      TrainingResult result = trainer.getTrainingResult();
      assertEquals(result.getEpoch(), 6);
      assertTrue(losses.last < 0.8 * losses.first, losses.toString());
      assertTrue(result.getValidateLoss() < losses.first, losses.toString());
      assertTrue(result.getValidateEvaluation(ACCURACY) > 0, "accuracy");
    }
  }

  private static List<EncodedPair> copies(int count, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(i -> random.ints(1 + random.nextInt(5), 4, VOCABULARY).toArray())
        .map(ids -> new EncodedPair(ids, ids))
        .toList();
  }

  private static Model model(String engine) {
    Engines.require(engine);
    Seq2SeqConfig config =
        Seq2SeqConfig.of(VOCABULARY, VOCABULARY).with("embedding=8", "hidden=16", "dropout=0.1");
    Model model = Model.newInstance("copy", engine);
    model.getNDManager().getEngine().setRandomSeed((int) SEED);
    model.setBlock(new Seq2Seq(config));
    model.getBlock().initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 1));
    return model;
  }

  /** The training loss of the first epoch and of the last. */
  private static final class Losses extends TrainingListenerAdapter {

    private float first = Float.NaN;
    private float last;

    @Override
    public void onEpoch(Trainer trainer) {
      last = trainer.getLoss().getAccumulator(EvaluatorTrainingListener.TRAIN_EPOCH);
      first = Float.isNaN(first) ? last : first;
    }

    @Override
    public String toString() {
      return "loss of the first epoch %s, of the last %s".formatted(first, last);
    }
  }
}
