package io.github.djlseq2seq.integration;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;

/** The README's example, line for line. */
final class ReadmeExample {

  private ReadmeExample() {}

  static String translate() throws Exception {
    // README: begin
    Criteria<String, String> criteria =
        Criteria.builder()
            .setTypes(String.class, String.class)
            .optGroupId("io.github.djlseq2seq")
            .optArtifactId("translation")
            .optFilter("source", "fr")
            .optFilter("target", "en")
            .optEngine("PyTorch") // or "MXNet": nothing else changes
            .build();
    try (ZooModel<String, String> model = criteria.loadModel();
        Predictor<String, String> predictor = model.newPredictor()) {
      String english = predictor.predict("Je suis étudiant.");
      // README: end
      return english;
    }
  }
}
