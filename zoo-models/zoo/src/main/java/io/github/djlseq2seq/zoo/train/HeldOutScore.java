package io.github.djlseq2seq.zoo.train;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import ai.djl.training.dataset.Batch;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.corpus.BatchSize;
import io.github.djlseq2seq.translate.corpus.ParallelDataset;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.training.MaskedNllLoss;
import java.util.List;

/** How well a model predicts sentences that it was not trained with. */
public final class HeldOutScore {

  private HeldOutScore() {}

  /**
   * Computes the negative log-likelihood per target token, eos included; its exponential is the
   * perplexity.
   *
   * @param model the model
   * @param text its text
   * @param pairs the sentence pairs; those longer than the model reads are left out
   * @param batchSize how many pairs go together
   * @return the loss, in nats
   */
  public static double loss(Model model, ModelText text, List<SentencePair> pairs, int batchSize) {
    return loss(
        model, ParallelDataset.ordered(text.encode(pairs).pairs(), BatchSize.sentences(batchSize)));
  }

  static double loss(Model model, ParallelDataset data) {
    MaskedNllLoss plain = new MaskedNllLoss(0);
    double sum = 0;
    long tokens = 0;
    try (NDManager manager = model.getNDManager().newSubManager()) {
      ParameterStore parameters = new ParameterStore(manager, false);
      for (Batch batch : data.getData(manager)) {
        try (batch) {
          NDList predictions = model.getBlock().forward(parameters, batch.getData(), false);
          NDArray loss = plain.evaluate(batch.getLabels(), predictions);
          long count = batch.getLabels().get(1).sum().getLong();
          sum += loss.getFloat() * (double) count;
          tokens += count;
        }
      }
    }
    return sum / tokens;
  }
}
