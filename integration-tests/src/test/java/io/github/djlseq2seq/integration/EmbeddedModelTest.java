package io.github.djlseq2seq.integration;

import ai.djl.Application;
import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.translate.corpus.ParallelCorpus;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.testng.Assert;
import org.testng.annotations.Test;

/** The French-English model in the jar, found by {@code Criteria}, on both engines. */
public class EmbeddedModelTest {

  static final Set<String> STUDENT = Set.of("I am a student.", "I'm a student.");

  private static final int BATCH = 50;

  @Test(dataProvider = "engines", dataProviderClass = EngineProvider.class)
  public void translates(String engine) throws Exception {
    EngineProvider.require(engine);
    try (ZooModel<String, String> model = criteria(String.class, engine).loadModel();
        Predictor<String, String> predictor = model.newPredictor()) {
      Assert.assertTrue(STUDENT.contains(predictor.predict("Je suis étudiant.")));
      Assert.assertEquals(predictor.predict(""), "");
      Assert.assertEquals(
          predictor.batchPredict(List.of("Il pleut.", "", "Où est la gare ?")),
          List.of(predictor.predict("Il pleut."), "", predictor.predict("Où est la gare ?")));
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = EngineProvider.class)
  public void answersRequests(String engine) throws Exception {
    EngineProvider.require(engine);
    Criteria<Input, Output> criteria =
        Criteria.builder()
            .setTypes(Input.class, Output.class)
            .optGroupId("io.github.djlseq2seq")
            .optArtifactId("translation")
            .optFilter("source", "fr")
            .optEngine(engine)
            .build();
    Input request = new Input();
    request.addProperty("Content-Type", "application/json");
    request.add("{\"texts\": [\"Je suis étudiant.\", \"\"], \"beam\": 2}");
    try (ZooModel<Input, Output> model = criteria.loadModel();
        Predictor<Input, Output> predictor = model.newPredictor()) {
      Output answer = predictor.predict(request);
      Assert.assertEquals(answer.getCode(), 200, answer.getMessage());
      JsonArray list = JsonParser.parseString(answer.getData().getAsString()).getAsJsonArray();
      String text = list.get(0).getAsJsonObject().get("text").getAsString();
      Assert.assertTrue(STUDENT.contains(text), text);
      Assert.assertEquals(list.get(1).getAsJsonObject().get("text").getAsString(), "");
    }
  }

  @Test
  public void enginesAgree() throws Exception {
    EngineProvider.require("MXNet");
    List<String> sentences = sentences();
    List<Translation> torch = translate("PyTorch", sentences);
    List<Translation> mxnet = translate("MXNet", sentences);
    int same = 0;
    for (int i = 0; i < torch.size(); i++) {
      if (torch.get(i).text().equals(mxnet.get(i).text())) {
        same++;
        Assert.assertEquals(mxnet.get(i).score(), torch.get(i).score(), 1e-3, sentences.get(i));
      }
    }
    Assert.assertTrue(same >= 0.995 * torch.size(), same + " of " + torch.size() + " are equal");
  }

  @Test
  public void unknownFilterNamesWhatThereIs() {
    ModelNotFoundException error =
        Assert.expectThrows(
            ModelNotFoundException.class,
            () -> criteria(String.class, "PyTorch", "xx", "en").loadModel());
    String message = messages(error);
    Assert.assertTrue(message.contains("source \"xx\""), message);
    Assert.assertTrue(message.contains("source=fr"), message);
  }

  private static String messages(Throwable error) {
    return error == null ? "" : error.getMessage() + "\n" + messages(error.getCause());
  }

  private static List<Translation> translate(String engine, List<String> sentences)
      throws Exception {
    List<Translation> translations = new ArrayList<>();
    try (ZooModel<String, Translation> model = criteria(Translation.class, engine).loadModel();
        Predictor<String, Translation> predictor = model.newPredictor()) {
      for (int from = 0; from < sentences.size(); from += BATCH) {
        translations.addAll(
            predictor.batchPredict(
                sentences.subList(from, Math.min(sentences.size(), from + BATCH))));
      }
    }
    return translations;
  }

  /** The first validation sentences where they are at hand, else some of the test's own. */
  private static List<String> sentences() throws Exception {
    Path valid = ProjectRoot.find().resolve("../shared/data/tatoeba_fra_eng/valid.tsv");
    if (Files.exists(valid)) {
      return ParallelCorpus.readAll(valid).stream().map(SentencePair::source).limit(400).toList();
    }
    System.err.println("The shared corpus is not there: engines are compared on own sentences.");
    List<String> own = new ArrayList<>();
    for (String subject : List.of("Je", "Tom", "Marie", "Mon frère", "Le vieil homme")) {
      for (String rest :
          List.of(
              " mange une pomme.",
              " ne veut pas partir.",
              " habite à Boston depuis trois ans.",
              " a perdu sa clé hier soir, n'est-ce pas ?",
              " pense que c'est une bonne idée !")) {
        own.add(subject + rest);
      }
    }
    return own;
  }

  private static <O> Criteria<String, O> criteria(Class<O> output, String engine) {
    return criteria(output, engine, "fr", "en");
  }

  private static <O> Criteria<String, O> criteria(
      Class<O> output, String engine, String source, String target) {
    return Criteria.builder()
        .setTypes(String.class, output)
        .optApplication(Application.NLP.MACHINE_TRANSLATION)
        .optGroupId("io.github.djlseq2seq")
        .optArtifactId("translation")
        .optFilter("source", source)
        .optFilter("target", target)
        .optEngine(engine)
        .build();
  }
}
