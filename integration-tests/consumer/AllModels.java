import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.github.djlseq2seq.zoo.ModelDescription;
import io.github.djlseq2seq.zoo.Seq2SeqModelZoo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Loads every model of the zoo by its coordinates, on an engine, and writes an answer of each to a file. */
public final class AllModels {

  private static final Map<String, String> TEXTS =
      Map.ofEntries(
          Map.entry("translation fr", "Je suis étudiant."),
          Map.entry("translation en", "It is raining."),
          Map.entry("translation ko", "비가 온다."),
          Map.entry("transliteration en", "Thoreau"),
          Map.entry("g2p en", "pronunciation"),
          Map.entry("g2p ady", "адыгэбзэ"),
          Map.entry("g2p bg", "слънце"),
          Map.entry("g2p el", "θάλασσα"),
          Map.entry("g2p fr", "bonjour"),
          Map.entry("g2p hi", "नमस्ते"),
          Map.entry("g2p hu", "köszönöm"),
          Map.entry("g2p hy", "բարեւ"),
          Map.entry("g2p is", "góðan"),
          Map.entry("g2p ja", "ありがとう"),
          Map.entry("g2p ka", "გამარჯობა"),
          Map.entry("g2p ko", "한국어"),
          Map.entry("g2p lt", "ačiū"),
          Map.entry("g2p nl", "goedemorgen"),
          Map.entry("g2p ro", "mulțumesc"),
          Map.entry("g2p vi", "cảm ơn"),
          Map.entry("chatbot ko", "배고프다"),
          Map.entry("text2regex", "lines with a number"));

  private AllModels() {}

  public static void main(String[] arguments) throws Exception {
    List<String> answers = new ArrayList<>();
    for (ModelDescription model : Seq2SeqModelZoo.list()) {
      Criteria<String, String> criteria =
          Criteria.builder()
              .setTypes(String.class, String.class)
              .optGroupId("io.github.djlseq2seq")
              .optArtifactId(model.artifactId())
              .optFilters(model.properties())
              .optEngine(arguments[0])
              .build();
      String language =
          model.properties().getOrDefault("source", model.properties().getOrDefault("language", ""));
      String text = TEXTS.get((model.artifactId() + " " + language).strip());
      if (text == null) {
        throw new IllegalStateException("there is no text for " + model.reference());
      }
      try (ZooModel<String, String> loaded = criteria.loadModel();
          Predictor<String, String> predictor = loaded.newPredictor()) {
        answers.add(model.reference() + "\t" + text + "\t" + predictor.predict(text));
      }
    }
    Files.write(Path.of(arguments[1]), answers);
  }
}
