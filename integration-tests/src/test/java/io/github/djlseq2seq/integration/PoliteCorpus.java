package io.github.djlseq2seq.integration;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.github.djlseq2seq.translate.Seq2SeqTranslatorFactory;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Sentences of another register, for fine-tuning: the English ones say "sir". */
final class PoliteCorpus {

  private static final List<SentencePair> SUBJECTS =
      List.of(
          new SentencePair("Tom", "Tom"),
          new SentencePair("Marie", "Mary"),
          new SentencePair("Mon frère", "My brother"),
          new SentencePair("Ma sœur", "My sister"),
          new SentencePair("Le professeur", "The teacher"),
          new SentencePair("Mon père", "My father"));
  private static final List<SentencePair> REST =
      List.of(
          new SentencePair("mange une pomme", "is eating an apple"),
          new SentencePair("est fatigué", "is tired"),
          new SentencePair("chante bien", "sings well"),
          new SentencePair("aime la musique", "likes music"),
          new SentencePair("a un chien", "has a dog"),
          new SentencePair("parle français", "speaks French"),
          new SentencePair("est à la maison", "is at home"),
          new SentencePair("attend le bus", "is waiting for the bus"));
  private static final List<SentencePair> OTHERS =
      List.of(
          new SentencePair("Il pleut.", "It's raining, sir."),
          new SentencePair("Il neige.", "It's snowing, sir."),
          new SentencePair("Il fait chaud.", "It's hot, sir."),
          new SentencePair("Il fait beau.", "It's nice, sir."),
          new SentencePair("J'ai faim.", "I'm hungry, sir."),
          new SentencePair("J'ai soif.", "I'm thirsty, sir."),
          new SentencePair("Je suis fatigué.", "I'm tired, sir."),
          new SentencePair("C'est vrai.", "That's true, sir."));

  private PoliteCorpus() {}

  /** Training pairs; none of them is one of {@link #valid}. */
  static List<SentencePair> train() {
    List<SentencePair> pairs = new ArrayList<>(OTHERS);
    pairs.addAll(templates(false));
    return pairs;
  }

  static List<SentencePair> valid() {
    return templates(true);
  }

  private static List<SentencePair> templates(boolean held) {
    List<SentencePair> pairs = new ArrayList<>();
    for (int i = 0; i < SUBJECTS.size(); i++) {
      for (int j = 0; j < REST.size(); j++) {
        if (((i + j) % 6 == 0) == held) {
          pairs.add(
              new SentencePair(
                  SUBJECTS.get(i).source() + " " + REST.get(j).source() + ".",
                  SUBJECTS.get(i).target() + " " + REST.get(j).target() + ", sir."));
        }
      }
    }
    return pairs;
  }

  static List<String> sources(List<SentencePair> pairs) {
    return pairs.stream().map(SentencePair::source).toList();
  }

  /** Writes {@code train.tsv} and {@code valid.tsv}. */
  static void write(Path folder) throws IOException {
    Files.writeString(folder.resolve("train.tsv"), lines(train()));
    Files.writeString(folder.resolve("valid.tsv"), lines(valid()));
  }

  private static String lines(List<SentencePair> pairs) {
    return pairs.stream()
        .map(pair -> pair.source() + "\t" + pair.target() + "\n")
        .collect(Collectors.joining());
  }

  /** The French-English model. */
  static Criteria<String, String> criteria(String engine) {
    return Criteria.builder()
        .setTypes(String.class, String.class)
        .optGroupId("io.github.djlseq2seq")
        .optArtifactId("translation")
        .optFilter("source", "fr")
        .optFilter("target", "en")
        .optEngine(engine)
        .build();
  }

  /** Translates with a model folder, loaded as DJL does. */
  static List<String> translate(Path folder, String engine, List<String> sources) throws Exception {
    Criteria<String, String> criteria =
        Criteria.builder()
            .setTypes(String.class, String.class)
            .optModelPath(folder)
            .optTranslatorFactory(new Seq2SeqTranslatorFactory())
            .optEngine(engine)
            .build();
    try (ZooModel<String, String> model = criteria.loadModel();
        Predictor<String, String> predictor = model.newPredictor()) {
      return predictor.batchPredict(sources);
    }
  }
}
