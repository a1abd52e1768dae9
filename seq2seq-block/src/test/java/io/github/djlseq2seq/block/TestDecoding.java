package io.github.djlseq2seq.block;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djlseq2seq.block.layer.TokenEmbedding;
import io.github.djlseq2seq.block.recurrent.SequenceMask;
import io.github.djlseq2seq.block.search.Hypothesis;
import io.github.djlseq2seq.block.search.Search;
import io.github.djlseq2seq.block.search.SearchConfig;
import io.github.djlseq2seq.block.search.SearchTask;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the tests of decoding share. */
final class TestDecoding {

  private TestDecoding() {}

  /** Searches; the manager is the caller's to close, the steps are closed already. */
  static List<List<Hypothesis>> search(
      Model model, NDManager manager, TestBatch batch, SearchConfig config, int... longest) {
    NDList inputs = batch.encoderInputs(manager);
    NDList encoded = TestModels.forward(model, inputs);
    DecodingPlan plan = TestModels.block(model).plan(manager);
    try (DecodingSteps steps = new DecodingSteps(plan, encoded, inputs.get(1))) {
      List<SearchTask> tasks = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        tasks.add(SearchTask.of(batch.sources().get(i).length, longest[i]));
      }
      return Search.run(steps, config, tasks);
    }
  }

  /** What the decoder attends to, {@code (B,T,S)}, for all four inputs; null without attention. */
  static @Nullable NDArray attention(Model model, NDList inputs) {
    DecodingPlan plan = TestModels.block(model).plan(inputs.getManager());
    Decoder decoder = plan.decoder();
    NDList encoded = TestModels.forward(model, inputs.subNDList(0, 2));
    NDArray memory = encoded.get(0);
    SequenceMask mask = SequenceMask.of(inputs.get(1), memory.size(1));
    Decoder.Source source = decoder.remember(memory, mask, plan.packed().attention());
    NDList states = decoder.start(encoded.subNDList(1));
    NDList weights = new NDList();
    for (NDArray token : inputs.get(2).split(inputs.get(2).size(1), 1)) {
      NDArray embedded = TokenEmbedding.lookUp(token.squeeze(1), plan.embedding());
      Decoder.Step step = decoder.step(plan.packed(), source, embedded, states, false);
      states = step.states();
      if (step.weights() != null) {
        weights.add(step.weights());
      }
    }
    return weights.isEmpty() ? null : NDArrays.concat(weights, 1);
  }
}
