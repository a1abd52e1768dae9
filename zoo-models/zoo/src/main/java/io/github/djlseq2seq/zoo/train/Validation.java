package io.github.djlseq2seq.zoo.train;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import io.github.djlseq2seq.translate.BatchTranslation;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.TextTranslator;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.translate.TranslationOptions;
import io.github.djlseq2seq.translate.corpus.ParallelDataset;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.metric.Metric;
import io.github.djlseq2seq.translate.metric.Segment;
import io.github.djlseq2seq.translate.metric.TextForm;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Measures a model on pairs that it is not trained with. */
final class Validation {

  private static final int SAMPLES = 3;

  private final Model model;
  private final ModelText text;
  private final Selection.Criterion criterion;
  private final ParallelDataset data;
  private final int batchSize;
  private final List<SentencePair> samples;
  private final List<String> sources;
  private final List<String> targets;

  /**
   * The outcome.
   *
   * @param loss the loss per target token, in nats
   * @param score what the best model is chosen by
   */
  record Outcome(double loss, double score) {}

  Validation(
      Model model,
      ModelText text,
      Selection.Criterion criterion,
      ParallelDataset data,
      int batchSize,
      List<SentencePair> pairs) {
    this.model = model;
    this.text = text;
    this.criterion = criterion;
    this.data = data;
    this.batchSize = batchSize;
    samples = pairs.subList(0, Math.min(SAMPLES, pairs.size()));
    sources = pairs.stream().map(SentencePair::source).toList();
    targets = pairs.stream().map(SentencePair::target).toList();
  }

  Outcome measure() throws IOException {
    double loss = HeldOutScore.loss(model, data);
    Metric metric = criterion.metric();
    if (metric == null || !Double.isFinite(loss)) {
      return new Outcome(loss, loss);
    }
    List<String> each = sources.stream().distinct().toList();
    List<Translation> translations = translate(each, 1);
    Map<String, String> texts = new HashMap<>();
    for (int i = 0; i < each.size(); i++) {
      texts.put(each.get(i), translations.get(i).text());
    }
    List<Segment> segments = Segment.bySource(sources, targets, texts);
    return new Outcome(loss, metric.score(segments, TextForm.PLAIN));
  }

  /** Shows what the model makes of the first pairs. */
  void show(TrainingLog log) throws IOException {
    List<Translation> translations =
        translate(samples.stream().map(SentencePair::source).toList(), 5);
    for (int i = 0; i < samples.size(); i++) {
      log.sample(samples.get(i), translations.get(i).text());
    }
  }

  private List<Translation> translate(List<String> sources, int beam) throws IOException {
    TranslationOptions options = TranslationOptions.DEFAULT.with("beam=" + beam);
    try (Predictor<String, Translation> predictor =
        model.newPredictor(new TextTranslator(text, options))) {
      return BatchTranslation.translate(predictor, sources, batchSize, done -> {});
    } catch (TranslateException e) {
      throw new IOException("validation: " + e.getMessage(), e);
    }
  }
}
