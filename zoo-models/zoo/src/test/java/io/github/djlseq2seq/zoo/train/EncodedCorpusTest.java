package io.github.djlseq2seq.zoo.train;

import ai.djl.util.Utils;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.corpus.Corpus;
import io.github.djlseq2seq.translate.corpus.EncodedCorpus;
import io.github.djlseq2seq.translate.corpus.EncodedPairs;
import io.github.djlseq2seq.translate.corpus.LineFault;
import io.github.djlseq2seq.translate.corpus.PairCollector;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.text.TextFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.testng.Assert;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class EncodedCorpusTest {

  private Path folder;
  private Path ids;

  @BeforeMethod
  public void makeFolder() throws IOException {
    folder = Files.createTempDirectory("data");
    ids = folder.resolve("train.ids");
  }

  @AfterMethod
  public void removeFolder() {
    Utils.deleteQuietly(folder);
  }

  @Test
  public void whatIsLeftOutIsCountedByReason() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("x.tsv"),
            "a b c\ta b\n" // 3 and 2 tokens, c unknown
                + "a b a b\tb\n" // source too long
                + "a\tb b b\n" // target too long
                + "a a a a a\tb b b b\n" // both
                + "no tab\n"
                + "b\tx y\n"); // x and y unknown
    TrainingRecipe recipe = recipe("source.maxTokens=3", "target.maxTokens=2");
    ModelText text = TrainingText.learn(Corpus.of(List.of(new SentencePair("a b", "b a"))), recipe);
    try (EncodedCorpus data = text.encode(Corpus.of(file, true), ids)) {
      Assert.assertEquals(data.pairs().size(), 2);
      Assert.assertEquals(data.source(), new EncodedCorpus.Side(4, 1, 2));
      Assert.assertEquals(data.target(), new EncodedCorpus.Side(4, 2, 1));
      Assert.assertEquals(data.skipped(), Map.of(LineFault.COLUMNS, 1L));
      Assert.assertEquals(data.blank(), 0);
      Assert.assertEquals(data.tooLong(), 3);
      Assert.assertEquals(data.source().unknownShare(), 0.25);
      Assert.assertEquals(data.target().unknownShare(), 0.5);
    }
    EncodedCorpus blank = text.encode(List.of(new SentencePair(" ", "a")));
    Assert.assertEquals(blank.pairs().size(), 0);
    Assert.assertEquals(blank.blank(), 1);
    Assert.assertEquals(blank.source().unknownShare(), 0.0);
  }

  @Test
  public void filesGiveTheTextAndThePairsOfMemory() throws IOException {
    List<SentencePair> pairs = ToyCorpus.shuffled(3);
    Corpus corpus = Corpus.of(write(pairs), false);
    for (TrainingRecipe recipe :
        List.of(
            recipe("minCount=2"),
            recipe("source.tokenizer=subword", "source.subwords=40", "source.reversed=true"),
            recipe("model.joint=true", "model.tied=true"))) {
      ModelText text = TrainingText.learn(corpus, recipe);
      ModelText same = TrainingText.learn(Corpus.of(pairs), recipe);
      Assert.assertEquals(text.source().vocabulary(), same.source().vocabulary());
      Assert.assertEquals(text.target().vocabulary(), same.target().vocabulary());
      Assert.assertEquals(text.source().shares(text.target()), recipe.model().joint());
      try (EncodedCorpus file = text.encode(corpus, ids);
          EncodedCorpus memory = same.encode(pairs)) {
        Assert.assertEquals(file.pairs().size(), pairs.size());
        for (int i = 0; i < pairs.size(); i++) {
          int source = text.source().encode(pairs.get(i).source()).length();
          int target = text.target().encode(pairs.get(i).target()).length();
          checkLengths(file.pairs(), i, source, target);
          checkLengths(memory.pairs(), i, source, target);
        }
        Assert.assertEquals(file.source(), memory.source());
        Assert.assertEquals(file.target(), memory.target());
      }
      Assert.assertFalse(Files.exists(ids));
    }
  }

  /** The error comes when the file of ids is begun already: nothing of it may stay. */
  @Test
  public void anErrorInTheMiddleNamesFileAndLineAndLeavesNoFile() throws IOException {
    SentencePair wide = new SentencePair("a ".repeat(100).trim(), "b ".repeat(100).trim());
    int enough = (int) (PairCollector.MOST_TOKENS_IN_MEMORY / 200) + 10;
    List<SentencePair> pairs = new ArrayList<>(Collections.nCopies(enough, wide));
    Path file = write(pairs);
    Files.writeString(file, Files.readString(file) + "no tab\na\tb\n");
    ModelText text = TrainingText.learn(Corpus.of(List.of(wide)), recipe());
    TextFormatException e =
        Assert.expectThrows(
            TextFormatException.class, () -> text.encode(Corpus.of(file, false), ids));
    Assert.assertEquals(
        e.getMessage(),
        "%s, line %d: expected source<TAB>target, found no tab".formatted(file, enough + 1));
    Assert.assertFalse(Files.exists(ids));
    Assert.expectThrows(
        TextFormatException.class, () -> TrainingText.learn(Corpus.of(file, false), recipe()));
    try (EncodedCorpus data = text.encode(Corpus.of(file, true), ids)) {
      Assert.assertTrue(Files.exists(ids));
      Assert.assertEquals(data.pairs().size(), enough + 1);
      checkLengths(data.pairs(), enough - 1, 100, 100);
      checkLengths(data.pairs(), enough, 1, 1);
    }
    Assert.assertFalse(Files.exists(ids));
  }

  private static void checkLengths(EncodedPairs pairs, int number, int source, int target) {
    Assert.assertEquals(pairs.sourceLength(number), source);
    Assert.assertEquals(pairs.targetLength(number), target);
  }

  private Path write(List<SentencePair> pairs) throws IOException {
    return Files.write(
        folder.resolve("pairs.tsv"),
        pairs.stream().map(pair -> pair.source() + "\t" + pair.target()).toList());
  }

  private static TrainingRecipe recipe(String... settings) {
    return TrainingRecipe.DEFAULT
        .with(ConfigJson.settings(List.of("minCount=1")), "test")
        .with(ConfigJson.settings(List.of(settings)), "test");
  }
}
