package io.github.djlseq2seq.zoo.train;

import ai.djl.ndarray.NDArray;
import ai.djl.util.Utils;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.translate.corpus.Corpus;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.zoo.ModelReference;
import io.github.djlseq2seq.zoo.Sandbox;
import io.github.djlseq2seq.zoo.Seq2SeqModelZoo;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.testng.Assert;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Embeddings that start from vectors trained elsewhere, and embeddings that both sides share. */
public class PretrainedVectorsTest {

  private static final List<SentencePair> PAIRS = ToyCorpus.shuffled(3).subList(0, 40);
  private static final float[] DOG = {1, 2, 3, 4};
  private static final float[] CHIEN = {-1, -2, -3, -4};

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private Path folder;

  @BeforeMethod
  public void makeFolder() throws Exception {
    folder = Files.createTempDirectory("vectors");
    log.reset();
  }

  @AfterMethod
  public void deleteFolder() {
    Utils.deleteQuietly(folder);
  }

  @DataProvider
  public Object[][] enginesAndFreezing() {
    return new Object[][] {
      {"PyTorch", true}, {"PyTorch", false}, {"MXNet", true}, {"MXNet", false}
    };
  }

  @Test(dataProvider = "enginesAndFreezing")
  public void theEmbeddingStartsFromTheFileAndStaysIfFrozen(String engine, boolean frozen)
      throws Exception {
    Sandbox.need(engine);
    Path source = Files.writeString(folder.resolve("fr.txt"), "chien -1 -2 -3 -4\n");
    Path target = Files.writeString(folder.resolve("en.txt"), "2 4\ndog 1 2 3 4\nowl 0 0 0 0\n");
    train(
        engine,
        "sourceVectors=" + source,
        "frozen.sourceEmbedding=" + frozen,
        "targetVectors=" + target);
    String told = log.toString(StandardCharsets.UTF_8);
    Assert.assertTrue(told.contains("target embedding: 1 of "), told);
    check(
        engine,
        (block, text) -> {
          float[] chien = row(table(block, true), text.source().vocabulary().id("chien"));
          Assert.assertEquals(Arrays.equals(chien, CHIEN), frozen, Arrays.toString(chien));
          near(chien, CHIEN);
          float[] dog = row(table(block, false), text.target().vocabulary().id("dog"));
          Assert.assertFalse(Arrays.equals(dog, DOG), "a table that learns stood still");
          near(dog, DOG);
        });
  }

  @Test
  public void sidesThatAreJointShareOneVocabularyAndOneTable() throws Exception {
    Path vectors =
        Files.writeString(folder.resolve("both.txt"), "dog 1 2 3 4\nchien -1 -2 -3 -4\n");
    train(
        Sandbox.anyEngine(),
        "model.joint=true",
        "model.tied=true",
        "targetVectors=" + vectors,
        "frozen.targetEmbedding=true");
    check(
        Sandbox.anyEngine(),
        (block, text) -> {
          Assert.assertEquals(text.source().vocabulary(), text.target().vocabulary());
          Assert.assertSame(block.sourceEmbedding(), block.targetEmbedding());
          NDArray table = table(block, true);
          Assert.assertEquals(row(table, text.source().vocabulary().id("dog")), DOG);
          Assert.assertEquals(row(table, text.source().vocabulary().id("chien")), CHIEN);
        });
  }

  @Test
  public void vectorsOfAnotherSizeAreRefusedBeforeAnythingIsWritten() throws Exception {
    Path vectors = Files.writeString(folder.resolve("en.txt"), "2 300\n");
    Exception e =
        Assert.expectThrows(
            java.io.IOException.class,
            () -> train(Sandbox.anyEngine(), "targetVectors=" + vectors));
    Assert.assertTrue(
        e.getMessage().endsWith("en.txt, line 1: vectors of 4 values expected, found 300"),
        e.getMessage());
    Assert.assertFalse(Files.exists(folder.resolve("run/model")));
  }

  @DataProvider
  public Object[][] mistakes() {
    return new Object[][] {
      {
        "frozen.sourceEmbedding=true", "joint: frozen.targetEmbedding is for both sides, found true"
      },
      {"teacherForcing=1.5", "teacherForcing must be from 0 to 1, found 1.5"},
      {"teacherForcingEnd=-0.5", "teacherForcingEnd must be from 0 to 1, or -1, found -0.5"},
      {"model.sourceFeatures=3", "model.sourceFeatures must be 0 for pairs of texts, found 3"},
      {"source.letterCase=keep", "model.joint must be false where source and target differ"},
      {"sourceVectors=x", "sourceVectors must be empty if model.joint"},
    };
  }

  @Test(dataProvider = "mistakes")
  public void whatCannotBeIsRefused(String setting, String message) {
    List<String> settings = new ArrayList<>(List.of(setting));
    if (message.contains("joint")) {
      settings.add("model.joint=true");
    }
    IllegalArgumentException e =
        Assert.expectThrows(
            IllegalArgumentException.class,
            () -> TrainingRecipe.DEFAULT.with(ConfigJson.settings(settings), "--set"));
    Assert.assertTrue(String.valueOf(e.getMessage()).contains(message), e.getMessage());
  }

  private void train(String engine, String... settings) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of("epochs=1", "warmup=0", "minCount=1", "model.embedding=4", "model.hidden=6"));
    all.addAll(List.of(settings));
    TrainingRecipe recipe = TrainingRecipe.DEFAULT.with(ConfigJson.settings(all), "test");
    PrintStream out = new PrintStream(log, true, StandardCharsets.UTF_8);
    new TrainingRun(folder.resolve("run"), engine, out)
        .start(recipe, null, Corpus.of(PAIRS), Corpus.of(PAIRS));
  }

  private interface Check {

    void accept(Seq2Seq block, ModelText text);
  }

  private void check(String engine, Check check) throws Exception {
    Path model = folder.resolve("run/model");
    try (var loaded =
        Seq2SeqModelZoo.load(
            ModelReference.parse(model.toString()),
            engine,
            String.class,
            Translation.class,
            Map.of())) {
      check.accept((Seq2Seq) loaded.getBlock(), ModelText.read(model));
    }
  }

  private static NDArray table(Seq2Seq block, boolean source) {
    var embedding = source ? block.sourceEmbedding() : block.targetEmbedding();
    return embedding.getParameters().valueAt(0).getArray();
  }

  private static float[] row(NDArray table, int id) {
    return Arrays.copyOfRange(table.toFloatArray(), id * 4, id * 4 + 4);
  }

  /** One update does not go far. */
  private static void near(float[] actual, float[] expected) {
    for (int i = 0; i < expected.length; i++) {
      Assert.assertEquals(actual[i], expected[i], 0.01f);
    }
  }
}
