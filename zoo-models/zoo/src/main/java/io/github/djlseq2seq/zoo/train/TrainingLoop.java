package io.github.djlseq2seq.zoo.train;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.translate.TranslateException;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.TextTranslator;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.translate.TranslationOptions;
import io.github.djlseq2seq.translate.corpus.BatchSize;
import io.github.djlseq2seq.translate.corpus.ParallelDataset;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.training.GradientNormClipper;
import io.github.djlseq2seq.translate.training.MaskedNllLoss;
import io.github.djlseq2seq.translate.training.ResumableAdam;
import io.github.djlseq2seq.zoo.Seq2SeqModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The epochs of a training. */
final class TrainingLoop implements AutoCloseable {

  private static final int MOST_SKIPPED = 10;
  private static final int SAMPLES = 3;
  private static final String LOCAL_SERVER = "ai.djl.use_local_parameter_server";

  private final TrainingRecipe recipe;
  private final Model model;
  private final ModelText text;
  private final ParallelDataset train;
  private final ParallelDataset valid;
  private final TrainingLog log;
  private final NDManager optimizerState;
  private final ResumableAdam optimizer;
  private final GradientNormClipper clipper;
  private final Trainer trainer;
  private int skipped;

  TrainingLoop(
      TrainingRecipe recipe,
      Model model,
      ModelText text,
      TrainingData train,
      TrainingData valid,
      TrainingLog log) {
    this.recipe = recipe;
    this.model = model;
    this.text = text;
    this.train =
        ParallelDataset.shuffled(
                train.pairs(), BatchSize.sentences(recipe.batchSize()), recipe.seed())
            .withTeacherForcing(recipe.forcing(), recipe.epochs());
    this.valid = ParallelDataset.ordered(valid.pairs(), BatchSize.sentences(recipe.batchSize()));
    this.log = log;
    if (System.getProperty(LOCAL_SERVER) == null) {
      // MXNet's own parameter server runs the optimizer inside a native callback.
      System.setProperty(LOCAL_SERVER, "true");
    }
    optimizerState = model.getNDManager().newSubManager();
    optimizer = new ResumableAdam(model.getBlock(), this::learningRate, optimizerState);
    clipper = new GradientNormClipper(recipe.clipNorm());
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(new MaskedNllLoss(recipe.labelSmoothing()))
                .optOptimizer(optimizer)
                .optDevices(new Device[] {model.getNDManager().getDevice()}));
    // A new trainer unfreezes everything.
    Seq2Seq block = (Seq2Seq) model.getBlock();
    if (recipe.sourceVectors().frozen()) {
      block.sourceEmbedding().freezeParameters(true);
    }
    if (recipe.targetVectors().frozen()) {
      block.targetEmbedding().freezeParameters(true);
    }
    trainer.initialize(new Shape(1, 1));
  }

  ResumableAdam optimizer() {
    return optimizer;
  }

  @Override
  public void close() {
    trainer.close();
    optimizerState.close();
  }

  private int updates() {
    return recipe.epochs() * train.batches(0);
  }

  private float learningRate(int update) {
    double share =
        update <= recipe.warmup()
            ? (double) update / recipe.warmup()
            : (double) (updates() - update + 1) / Math.max(1, updates() - recipe.warmup());
    return (float) (recipe.learningRate() * share);
  }

  void run(Checkpoint.Progress start, List<SentencePair> samples, Checkpoint checkpoint, Path best)
      throws IOException {
    skipped = start.skipped();
    Checkpoint.Progress progress = start;
    for (int epoch = start.epoch() + 1; epoch <= recipe.epochs(); epoch++) {
      trainEpoch(epoch);
      double loss = HeldOutScore.loss(model, valid);
      if (!Double.isFinite(loss)) {
        throw new IOException(
            "epoch %d: the validation loss is %s, the model is spoilt. Lower learningRate %s; the last checkpoint is whole"
                .formatted(epoch, loss, recipe.learningRate()));
      }
      boolean better = loss < progress.bestLoss();
      progress =
          new Checkpoint.Progress(
              epoch,
              better ? epoch : progress.bestEpoch(),
              better ? loss : progress.bestLoss(),
              skipped,
              progress.pairs());
      log.epoch(epoch, optimizer.updates(), loss, better, skipped);
      if (better) {
        Seq2SeqModels.save(model, text, best, DataType.FLOAT32);
      }
      checkpoint.save(recipe, progress, model, text, optimizer);
      translate(samples.subList(0, Math.min(SAMPLES, samples.size())));
    }
  }

  private void trainEpoch(int epoch) throws IOException {
    train.setEpoch(epoch);
    log.beginEpoch(epoch, recipe.epochs(), train.batches(0));
    for (Batch batch : train.getData(trainer.getManager())) {
      try (batch) {
        update(batch);
      }
    }
  }

  private void update(Batch batch) throws IOException {
    float learningRate = optimizer.beginUpdate();
    // The engines' random state cannot be saved: dropout follows from the update's number.
    long seed = recipe.seed() * 1_000_003L + optimizer.updates();
    model.getNDManager().getEngine().setRandomSeed((int) seed);
    float loss;
    try (GradientCollector collector = trainer.newGradientCollector()) {
      NDList predictions = trainer.forward(batch.getData(), batch.getLabels());
      NDArray value = trainer.getLoss().evaluate(batch.getLabels(), predictions);
      collector.backward(value);
      loss = value.getFloat();
    }
    float norm = clipper.clip(trainer);
    if (Float.isFinite(loss) && Float.isFinite(norm)) {
      trainer.step();
    } else {
      skip(loss, norm, learningRate);
    }
    log.update(batch.getLabels().get(1).sum().getLong(), loss, learningRate);
  }

  private void skip(float loss, float norm, float learningRate) throws IOException {
    skipped++;
    if (skipped > MOST_SKIPPED) {
      throw new IOException(
          "update %d: loss %s, gradient norm %s at learning rate %s; %d updates were skipped for values that are not finite. Lower learningRate or clipNorm; the last checkpoint is whole"
              .formatted(optimizer.updates(), loss, norm, learningRate, MOST_SKIPPED));
    }
    // PyTorch adds gradients up until a step clears them.
    for (Parameter parameter : model.getBlock().getParameters().values()) {
      if (!parameter.requiresGradient()) {
        continue;
      }
      try (NDArray gradient = parameter.getArray().getGradient();
          NDArray zeros = gradient.zerosLike()) {
        zeros.copyTo(gradient);
      }
    }
  }

  private void translate(List<SentencePair> samples) {
    TextTranslator translator = new TextTranslator(text, TranslationOptions.DEFAULT);
    try (Predictor<String, Translation> predictor = model.newPredictor(translator)) {
      for (SentencePair pair : samples) {
        log.sample(pair, predictor.predict(pair.source()).text());
      }
    } catch (TranslateException e) {
      // A model that diverges may still recover, and a sample is no reason to stop.
      log.tell("  no sample translations: " + e.getMessage());
    }
  }
}
