package io.github.djlseq2seq.zoo;

import ai.djl.MalformedModelException;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.translate.corpus.Corpus;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.text.TextPipeline;
import io.github.djlseq2seq.zoo.train.TrainingRecipe;
import io.github.djlseq2seq.zoo.train.TrainingRun;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.testng.Assert;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Every tokenizer from the recipe's settings to a published model. */
public class TokenizersTest {

  private static final String CHECKSUMS = "checksums.json";
  private static final String SUBWORDS = "source.tokenizer=subword target.tokenizer=subword";
  private static final String TEXT = "한국의 étudiants lisent.";

  private Sandbox sandbox;

  @BeforeClass
  public void open() throws IOException {
    sandbox = new Sandbox();
  }

  @AfterClass(alwaysRun = true)
  public void close() {
    sandbox.close();
  }

  @DataProvider
  public Object[][] recipes() {
    return new Object[][] {
      {"whitespace", "source.tokenizer=whitespace target.tokenizer=whitespace", ""},
      {"characters", "source.tokenizer=character target.tokenizer=jamo", ""},
      {"reversed", "source.reversed=true", ""},
      {"source", "source.tokenizer=subword source.subwords=60", "source.bpe"},
      {"both", SUBWORDS + " source.subwords=60 target.subwords=50", "source.bpe target.bpe"},
      {
        "joint",
        SUBWORDS + " source.subwords=90 target.subwords=90 model.joint=true source.reversed=true",
        "source.bpe target.bpe"
      },
    };
  }

  @Test(dataProvider = "recipes")
  public void isTrainedPublishedAndLoadedAgain(String name, String settings, String files)
      throws Exception {
    Path model = train(name, settings);
    Files.writeString(model.resolve("README.md"), "# A tiny model\n");
    Set<String> expected =
        new TreeSet<>(
            Set.of(
                "serving.properties",
                "config.json",
                "text.json",
                "source.vocab",
                "target.vocab",
                "model-0000.params",
                "README.md"));
    expected.addAll(files.isEmpty() ? List.of() : List.of(files.split(" ", -1)));
    Set<String> saved = new TreeSet<>(expected);
    saved.add(CHECKSUMS);
    Assert.assertEquals(names(model), saved);
    ModelPublisher.publish(publication(model, name));
    Path published = sandbox.path("repository").resolve("model/nlp/machine_translation");
    for (String file : expected) {
      Assert.assertEquals(
          Sandbox.files(published).stream()
              .filter(path -> path.endsWith(Path.of("translation-xa-xb-size-" + name, file)))
              .count(),
          1,
          file);
    }
    sandbox.configure("repository");
    Translation translation = translate("translation:source=xa,target=xb,size=" + name);
    Assert.assertEquals(translation.candidates(), translate(model.toString()).candidates());
    TextPipeline source = ModelText.read(model).source();
    Assert.assertEquals(translation.sourceTokens(), source.encode(TEXT).tokens());
    Assert.assertEquals(source.decode(translation.sourceTokens()), TEXT);
    boolean fromEnd = !translation.sourceTokens().get(0).startsWith("한");
    Assert.assertEquals(fromEnd, settings.contains("source.reversed=true"));
  }

  @Test
  public void aJointModelLearnsOneSetOfSubwords() throws Exception {
    Path model = train("one-set", SUBWORDS + " model.joint=true");
    ModelText text = ModelText.read(model);
    Assert.assertTrue(text.source().shares(text.target()));
    // Words of either side.
    Assert.assertTrue(text.source().vocabulary().contains("étudiants"));
    Assert.assertTrue(text.source().vocabulary().contains("students"));
    Files.delete(model.resolve(CHECKSUMS));
    Files.writeString(model.resolve("target.bpe"), "merges 0\n");
    refuses(model, "must be the same");
  }

  @Test
  public void whatATokenizerHasLearntIsNotMissing() throws Exception {
    Path model = train("missing", "target.tokenizer=subword target.subwords=50");
    Files.writeString(model.resolve("README.md"), "# A tiny model\n");
    Files.delete(model.resolve(CHECKSUMS));
    Files.writeString(model.resolve("target.bpe"), "merges 1\n");
    refuses(model, "target.bpe", "must have 1 lines");
    Files.delete(model.resolve("target.bpe"));
    refuses(model, "no model folder: no target.bpe");
    MalformedModelException error =
        Assert.expectThrows(
            MalformedModelException.class,
            () -> ModelPublisher.publish(publication(model, "missing")));
    Assert.assertTrue(error.getMessage().contains("no target.bpe"), error.getMessage());
  }

  /** This module's class path is a user's: the libraries are not there. */
  @Test
  public void aModelWhoseLibraryIsNotThereSaysWhatToAdd() throws Exception {
    Path model = TinyModel.write(sandbox.path("external"), 1);
    Files.delete(model.resolve(CHECKSUMS));
    Path config = model.resolve("text.json");
    String word = Files.readString(config);
    for (String[] names :
        new String[][] {
          {"sentencepiece", "target.spm", "ai.djl.sentencepiece:sentencepiece:"},
          {"huggingface", "target.tokenizer.json", "ai.djl.huggingface:tokenizers:"}
        }) {
      int target = word.indexOf("\"target\"");
      Files.writeString(
          config,
          word.substring(0, target)
              + word.substring(target).replace("\"word\"", '"' + names[0] + '"'));
      refuses(model, "no model folder: no " + names[1]);
      Files.writeString(model.resolve(names[1]), "x");
      refuses(model, names[1], "needs the dependency " + names[2]);
      String setting = "source.tokenizer=" + names[0] + " sourceTokenizerFile=";
      IOException error =
          Assert.expectThrows(
              IOException.class, () -> train(names[0], setting + model.resolve(names[1])));
      Assert.assertTrue(error.getMessage().contains(names[2]), error.getMessage());
    }
  }

  @DataProvider
  public Object[][] badSettings() {
    return new Object[][] {
      {"source.tokenizer=bpe", "must be one of whitespace, word, character, jamo, subword"},
      {"source.tokenizer=subword source.subwords=9000", "source.subwords must be at most"},
      {"source.subwords=0", "subwords must be at least 1"},
      {"target.reversed=true", "target.reversed must be false"},
      {"model.joint=true source.tokenizer=subword", "differ in tokenizer"},
      {"model.joint=true " + SUBWORDS + " source.subwords=7", "differ in tokenizer"},
      {"target.tokenizer=sentencepiece", "targetTokenizerFile must name the file"},
      {"sourceTokenizerFile=x.spm", "sourceTokenizerFile must be empty"},
    };
  }

  @Test(dataProvider = "badSettings")
  public void badSettingsNameTheRule(String settings, String rule) {
    IllegalArgumentException error =
        Assert.expectThrows(IllegalArgumentException.class, () -> recipe(settings));
    Assert.assertTrue(error.getMessage().contains(rule), error.getMessage());
  }

  private Path train(String name, String settings) throws IOException {
    List<SentencePair> pairs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      pairs.add(new SentencePair("Les étudiants lisent.", "The students read."));
      pairs.add(new SentencePair("Un étudiant lit 한국의 한국어.", "A student reads Korean."));
    }
    PrintStream quiet =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new TrainingRun(sandbox.path("run-" + name), Sandbox.anyEngine(), quiet)
        .start(recipe(settings), null, Corpus.of(pairs), Corpus.of(pairs))
        .orElseThrow();
  }

  private static TrainingRecipe recipe(String settings) {
    List<String> all =
        new ArrayList<>(List.of("epochs=1", "minCount=1", "model.embedding=4", "model.hidden=6"));
    all.addAll(List.of(settings.split(" ", -1)));
    return TrainingRecipe.DEFAULT.with(ConfigJson.settings(all), "--set");
  }

  private Publication publication(Path model, String size) {
    Map<String, String> properties = Map.of("source", "xa", "target", "xb", "size", size);
    return new Publication(
        model, sandbox.path("repository"), "translation", properties, "0.1.0", "CC0-1.0");
  }

  private static Set<String> names(Path folder) throws IOException {
    Set<String> names = new TreeSet<>();
    Sandbox.files(folder).forEach(file -> names.add(folder.relativize(file).toString()));
    return names;
  }

  private static Translation translate(String model) throws Exception {
    try (var loaded =
            Seq2SeqModelZoo.load(
                ModelReference.parse(model),
                Sandbox.anyEngine(),
                String.class,
                Translation.class,
                Map.of("maxLength", 10));
        var predictor = loaded.newPredictor()) {
      return predictor.predict(TEXT);
    }
  }

  private static void refuses(Path model, String... parts) {
    MalformedModelException error =
        Assert.expectThrows(MalformedModelException.class, () -> translate(model.toString()));
    for (String part : parts) {
      Assert.assertTrue(error.getMessage().contains(part), part + " is not in " + error);
    }
  }
}
