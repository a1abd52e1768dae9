package io.github.djlseq2seq.zoo.train;

import ai.djl.util.Utils;
import com.google.gson.JsonObject;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.translate.corpus.Corpus;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.zoo.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.DataProvider;

/** What tests of training have in common: a toy corpus, small recipes, folders that go away. */
abstract class TrainingCase {

  private static final List<SentencePair> PAIRS = ToyCorpus.shuffled(7);

  static final List<SentencePair> VALID_PAIRS = PAIRS.subList(0, 20);
  static final Corpus TRAIN = Corpus.of(PAIRS.subList(20, PAIRS.size()));
  static final Corpus VALID = Corpus.of(VALID_PAIRS);

  private final List<Path> folders = new ArrayList<>();
  private ByteArrayOutputStream log = new ByteArrayOutputStream();

  @DataProvider
  public Object[][] engines() {
    return new Object[][] {{"PyTorch"}, {"MXNet"}};
  }

  static TrainingRecipe recipe(String... settings) {
    JsonObject small =
        ConfigJson.settings(
            List.of(
                "batchSize=16",
                "warmup=5",
                "minCount=1",
                "model.embedding=16",
                "model.hidden=24",
                "model.tied=true",
                "model.dropout=0.1"));
    return TrainingRecipe.fromJson(small, "test")
        .with(ConfigJson.settings(List.of(settings)), "test");
  }

  /** An empty folder. */
  Path folder() throws IOException {
    Path folder = Files.createTempDirectory("training");
    folders.add(folder);
    return folder;
  }

  /** A training whose lines {@link #log} returns. */
  TrainingRun run(Path folder, String engine) {
    Sandbox.need(engine);
    log = new ByteArrayOutputStream();
    return new TrainingRun(folder, engine, new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  /** Trains from the beginning to the end in a new folder, and returns that. */
  Path train(String engine, TrainingRecipe recipe) throws IOException {
    Path folder = folder();
    run(folder, engine).start(recipe, null, TRAIN, VALID);
    return folder;
  }

  String log() {
    return log.toString(StandardCharsets.UTF_8);
  }

  static byte[] parameters(Path model) throws IOException {
    return Files.readAllBytes(model.resolve("model-0000.params"));
  }

  static TrainingHistory history(Path folder) throws IOException {
    return TrainingHistory.read(folder.resolve("history.csv"));
  }

  @AfterMethod
  public void deleteFolders() {
    folders.forEach(Utils::deleteQuietly);
    folders.clear();
  }
}
