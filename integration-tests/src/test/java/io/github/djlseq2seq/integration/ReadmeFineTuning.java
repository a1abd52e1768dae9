package io.github.djlseq2seq.integration;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.tracker.Tracker;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.corpus.BatchSize;
import io.github.djlseq2seq.translate.corpus.EncodedCorpus;
import io.github.djlseq2seq.translate.corpus.ParallelCorpus;
import io.github.djlseq2seq.translate.corpus.ParallelDataset;
import io.github.djlseq2seq.translate.training.GradientNormClipper;
import io.github.djlseq2seq.translate.training.MaskedNllLoss;
import io.github.djlseq2seq.translate.training.Perplexity;
import io.github.djlseq2seq.translate.training.ResumableOptimizer;
import io.github.djlseq2seq.translate.training.TokenAccuracy;
import io.github.djlseq2seq.zoo.Seq2SeqModels;
import java.nio.file.Path;

/** The README's example of fine-tuning, line for line. */
final class ReadmeFineTuning {

  private ReadmeFineTuning() {}

  static String tune(Criteria<String, String> criteria, Path folder) throws Exception {
    // README: begin
    try (ZooModel<String, String> model = criteria.loadModel()) {
      ModelText text = ModelText.read(model.getModelPath());
      EncodedCorpus train = text.encode(ParallelCorpus.readAll(folder.resolve("train.tsv")));
      EncodedCorpus valid = text.encode(ParallelCorpus.readAll(folder.resolve("valid.tsv")));
      BatchSize size = BatchSize.sentences(16);
      ParallelDataset trainSet = ParallelDataset.shuffled(train.pairs(), size, 1);
      ParallelDataset validSet = ParallelDataset.ordered(valid.pairs(), size);

      ResumableOptimizer optimizer = ResumableOptimizer.adam(Tracker.fixed(0.001f));
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(new MaskedNllLoss(0.1)) // label smoothing
              .optOptimizer(optimizer)
              .addEvaluator(new Perplexity())
              .addEvaluator(new TokenAccuracy())
              .addTrainingListeners(
                  new EvaluatorTrainingListener(), new GradientNormClipper(1, optimizer));
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(1, 1));
        EasyTrain.fit(trainer, 10, trainSet, validSet);
        System.out.println(trainer.getTrainingResult().getEvaluations());
      }
      Seq2SeqModels.save(model, folder.resolve("model")); // a model folder, to load as above

      try (Predictor<String, String> predictor = model.newPredictor()) {
        String english = predictor.predict("Il fait froid."); // what was learnt
        // README: end
        return english;
      }
    }
  }
}
