package io.github.djlseq2seq.zoo;

import ai.djl.Application;
import java.util.List;
import java.util.Optional;

/**
 * What models are published for: the artifact ids that every release knows. A repository may hold
 * others as well.
 *
 * @param properties the properties that tell the models of the artifact id apart
 */
record Task(String artifactId, Application application, List<String> properties) {

  /** In the order in which a look-up without an artifact id goes through them. */
  static final List<Task> ALL =
      List.of(
          translator("translation", "source", "target"),
          translator("transliteration", "source", "target"),
          translator("g2p", "language"),
          new Task("chatbot", Application.NLP.TEXT_GENERATION, List.of("language")),
          new Task("text2regex", Application.NLP.TEXT_GENERATION, List.of()));

  private static Task translator(String artifactId, String... properties) {
    return new Task(artifactId, Application.NLP.MACHINE_TRANSLATION, List.of(properties));
  }

  /** The task of any artifact id; one that no release knows turns some text into another. */
  static Task of(String artifactId) {
    Optional<Task> known =
        ALL.stream().filter(task -> task.artifactId().equals(artifactId)).findAny();
    return known.orElseGet(() -> translator(artifactId));
  }
}
