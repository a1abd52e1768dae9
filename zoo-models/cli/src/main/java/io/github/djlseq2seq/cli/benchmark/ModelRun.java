package io.github.djlseq2seq.cli.benchmark;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.TranslateException;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.cli.engine.ParallelTranslator;
import io.github.djlseq2seq.translate.TextTranslator;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.translate.TranslationOptions;
import io.github.djlseq2seq.translate.training.GradientNormClipper;
import io.github.djlseq2seq.translate.training.MaskedNllLoss;
import io.github.djlseq2seq.translate.training.ResumableOptimizer;
import java.util.List;

/** The model as its users run it: DJL's trainer with our parts, and a predictor of texts. */
final class ModelRun implements Run {

  private static final float LEARNING_RATE = 1e-3f;
  private static final double CLIP_NORM = 5;

  private final BenchmarkSetup setup;
  private final BenchmarkData data;
  private final Model model;
  private final ResumableOptimizer optimizer =
      ResumableOptimizer.adam(Tracker.fixed(LEARNING_RATE));
  private final GradientNormClipper clipper = new GradientNormClipper(CLIP_NORM, optimizer);

  ModelRun(BenchmarkSetup setup, BenchmarkData data) {
    this.setup = setup;
    this.data = data;
    model = Model.newInstance("benchmark", Device.cpu(), setup.engine());
    model.getNDManager().getEngine().setRandomSeed((int) setup.seed());
    Seq2Seq block =
        new Seq2Seq(
            setup.model(
                data.text().source().vocabulary().size(),
                data.text().target().vocabulary().size()));
    model.setBlock(block);
    block.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 1));
  }

  @Override
  public Updates updates() {
    Trainer trainer =
        model.newTrainer(
            new DefaultTrainingConfig(new MaskedNllLoss(0))
                .optOptimizer(optimizer)
                .optDevices(new Device[] {Device.cpu()})
                .addTrainingListeners(clipper));
    return new Updates() {
      @Override
      public Iterable<Batch> batches(int epoch) {
        var dataset = data.batches(setup);
        dataset.setEpoch(epoch);
        return dataset.getData(trainer.getManager());
      }

      @Override
      public double update(Batch batch) {
        double loss = backward(trainer, batch);
        clipper.clip(trainer);
        trainer.step();
        return loss;
      }

      @Override
      public void close() {
        trainer.close();
      }
    };
  }

  private static double backward(Trainer trainer, Batch batch) {
    try (GradientCollector collector = trainer.newGradientCollector()) {
      NDList predictions = trainer.forward(batch.getData(), batch.getLabels());
      NDArray loss = trainer.getLoss().evaluate(batch.getLabels(), predictions);
      collector.backward(loss);
      return loss.getFloat();
    }
  }

  @Override
  public Decoder decoder(int beam) {
    // As a model is that was loaded: nothing is kept for gradients.
    model
        .getBlock()
        .getParameters()
        .values()
        .forEach(parameter -> parameter.getArray().setRequiresGradient(false));
    int steps = setup.decodingSteps();
    TranslationOptions options =
        TranslationOptions.DEFAULT.with(
            "beam=" + beam, "maxLength=" + steps, "minLength=" + (setup.trained() ? 0 : steps));
    ParallelTranslator translator =
        new ParallelTranslator(model, new TextTranslator(data.text(), options));
    return new Decoder() {
      @Override
      public List<String> decode(List<String> sources, int batch) throws TranslateException {
        return translator.translate(sources, batch, done -> {}).stream()
            .map(Translation::text)
            .toList();
      }

      @Override
      public void close() {
        translator.close();
      }
    };
  }

  @Override
  public long parameters() {
    return model.getBlock().getParameters().values().stream()
        .mapToLong(parameter -> parameter.getShape().size())
        .sum();
  }

  @Override
  public void close() {
    model.close();
  }
}
