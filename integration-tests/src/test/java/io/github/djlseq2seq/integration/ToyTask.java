package io.github.djlseq2seq.integration;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.util.Utils;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.translate.corpus.Corpus;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.zoo.ModelReference;
import io.github.djlseq2seq.zoo.Seq2SeqModelZoo;
import io.github.djlseq2seq.zoo.train.TrainingRecipe;
import io.github.djlseq2seq.zoo.train.TrainingRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A task on sequences of random numbers, learnt from nothing by the project's own training.
 *
 * @param train the training pairs
 * @param test other pairs
 */
record ToyTask(List<SentencePair> train, List<SentencePair> test) {

  private static final int BATCH = 100;

  /** Source and target of a sequence. */
  interface Rule {

    SentencePair apply(List<Integer> numbers);
  }

  static final Rule COPY = numbers -> new SentencePair(text(numbers), text(numbers));

  /** What is copied stands reversed in the source, as Sutskever et al. 2014 fed it. */
  static final Rule COPY_OF_REVERSED =
      numbers -> new SentencePair(text(reversed(numbers)), text(numbers));

  static final Rule REVERSE = numbers -> new SentencePair(text(numbers), text(reversed(numbers)));

  /** Sequences of 1 to so many numbers, each from 0 to below {@code values}. */
  static List<SentencePair> pairs(Rule rule, long seed, int count, int longest, int values) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(i -> random.ints(1 + random.nextInt(longest), 0, values).boxed().toList())
        .map(rule::apply)
        .toList();
  }

  private static String text(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private static List<Integer> reversed(List<Integer> numbers) {
    List<Integer> turned = new ArrayList<>(numbers);
    Collections.reverse(turned);
    return turned;
  }

  /** Trains a model and returns what it makes of the test sources. */
  List<String> learn(String engine, String... settings) throws Exception {
    EngineProvider.require(engine);
    TrainingRecipe recipe =
        TrainingRecipe.DEFAULT.with(ConfigJson.settings(List.of(settings)), "settings");
    Path folder = Files.createTempDirectory("toy");
    try {
      Path model =
          new TrainingRun(folder, engine, System.err)
              .start(recipe, null, Corpus.of(train), Corpus.of(test.subList(0, 200)))
              .orElseThrow();
      return translate(model, engine);
    } finally {
      Utils.deleteQuietly(folder);
    }
  }

  private List<String> translate(Path folder, String engine) throws Exception {
    List<String> sources = test.stream().map(SentencePair::source).toList();
    List<String> answers = new ArrayList<>();
    try (ZooModel<String, String> model =
            Seq2SeqModelZoo.load(
                ModelReference.parse(folder.toString()),
                engine,
                String.class,
                String.class,
                Map.of("beam", "1"));
        Predictor<String, String> predictor = model.newPredictor()) {
      for (int from = 0; from < sources.size(); from += BATCH) {
        int to = Math.min(sources.size(), from + BATCH);
        answers.addAll(predictor.batchPredict(sources.subList(from, to)));
      }
    }
    return answers;
  }

  /** The share of sequences of a range of lengths that are wholly right, in per cent. */
  double accuracy(List<String> answers, int shortest, int longest) {
    int right = 0;
    int all = 0;
    for (int i = 0; i < answers.size(); i++) {
      String target = test.get(i).target();
      int length = target.split(" ").length;
      if (length >= shortest && length <= longest) {
        all++;
        right += answers.get(i).equals(target) ? 1 : 0;
      }
    }
    return 100.0 * right / all;
  }
}
