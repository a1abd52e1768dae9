package io.github.djlseq2seq.block.search;

import java.util.List;

/**
 * Several models of one vocabulary as one: the next token's probability is the average of theirs,
 * and so is the attention.
 */
public final class EnsembleSteps implements StepModel {

  private final List<? extends StepModel> models;

  /**
   * Puts models together; they are closed with it.
   *
   * @param models the models, each of the same sentences and vocabulary, not yet stepped
   * @throws IllegalArgumentException if there is none, or if they differ
   */
  public EnsembleSteps(List<? extends StepModel> models) {
    Rules.check(!models.isEmpty(), "models", "none", "must be at least one");
    this.models = List.copyOf(models);
    for (StepModel model : models) {
      check("vocabulary", model.vocabulary(), models.get(0).vocabulary());
      check("sentences", model.sentences(), models.get(0).sentences());
    }
  }

  private static void check(String name, int found, int first) {
    Rules.check(found == first, name, found, "must be that of the first model, " + first);
  }

  @Override
  public int sentences() {
    return models.get(0).sentences();
  }

  @Override
  public int vocabulary() {
    return models.get(0).vocabulary();
  }

  @Override
  public float[] step(int[] sentences, int[] rows, int[] tokens) {
    List<float[]> all = models.stream().map(model -> model.step(sentences, rows, tokens)).toList();
    float[] average = new float[all.get(0).length];
    for (int i = 0; i < average.length; i++) {
      double sum = 0;
      for (float[] one : all) {
        sum += Math.exp(one[i]);
      }
      average[i] = (float) Math.log(sum / all.size());
    }
    return average;
  }

  @Override
  public float[] attention(int step, int row) {
    float[] average = models.get(0).attention(step, row).clone();
    for (StepModel model : models.subList(1, models.size())) {
      float[] other = model.attention(step, row);
      // One without attention has nothing to say of it.
      if (average.length == 0 || other.length == 0) {
        return new float[0];
      }
      for (int s = 0; s < average.length; s++) {
        average[s] += other[s];
      }
    }
    for (int s = 0; s < average.length; s++) {
      average[s] /= models.size();
    }
    return average;
  }

  @Override
  public void close() {
    models.forEach(StepModel::close);
  }
}
