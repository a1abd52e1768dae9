package io.github.djlseq2seq.zoo.train;

import io.github.djlseq2seq.translate.corpus.Corpus;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.text.LetterCase;
import io.github.djlseq2seq.translate.text.TokenizerType;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.testng.Assert;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** What training data suggest for a recipe. */
public class RecipeChoiceTest {

  @DataProvider
  public Object[][] pairs() {
    TokenizerType word = TokenizerType.WORD;
    TokenizerType character = TokenizerType.CHARACTER;
    TokenizerType whitespace = TokenizerType.WHITESPACE;
    TokenizerType jamo = TokenizerType.JAMO;
    return new Object[][] {
      {"Je suis étudiant.", "I'm a student.", word, word, LetterCase.SENTENCE},
      {"나는 학생입니다.", "I am a student.", word, word, LetterCase.SENTENCE},
      {"ein hund läuft .", "a dog runs .", word, word, LetterCase.KEEP},
      {"hello", "HH AH0 L OW1", character, whitespace, LetterCase.KEEP},
      {"가게", "k a̠ː ɡ e̞", jamo, whitespace, LetterCase.LOWER},
      {"Thoreau", "소로", character, jamo, LetterCase.LOWER},
      {"2026-11-21", "21.11.2026", character, character, LetterCase.LOWER},
    };
  }

  @Test(dataProvider = "pairs")
  public void pairsDecideHowTextIsCut(
      String source, String target, TokenizerType read, TokenizerType write, LetterCase letterCase)
      throws IOException {
    TrainingRecipe recipe = recipe(source, target, 100, null);
    Assert.assertEquals(recipe.source().tokenizer(), read);
    Assert.assertEquals(recipe.target().tokenizer(), write);
    Assert.assertEquals(recipe.source().letterCase(), letterCase);
  }

  @Test
  public void fewPairsAreSeenMoreOftenInSmallerBatches() throws IOException {
    TrainingRecipe few = recipe("un chat", "a cat", 100, null);
    Assert.assertEquals(few.batchSize(), 16);
    Assert.assertEquals(few.epochs(), 100);
    Assert.assertEquals(few.warmup(), 62);
    TrainingRecipe many = recipe("un chat", "a cat", 100_000, null);
    Assert.assertEquals(many.batchSize(), 64);
    Assert.assertEquals(many.epochs(), 10);
    Assert.assertEquals(many.warmup(), 400);
  }

  @Test
  public void fineTuningOnFewPairsTakesSmallerBatchesAndMoreEpochs() throws IOException {
    Assert.assertEquals(tuning(60), List.of("epochs=30", "batchSize=16", "warmup=40"));
    Assert.assertEquals(tuning(200), List.of("epochs=12", "batchSize=16", "warmup=50"));
    Assert.assertEquals(tuning(2000), List.of("epochs=5", "batchSize=64", "warmup=50"));
    Assert.assertEquals(tuning(100_000), List.of("epochs=5", "batchSize=64", "warmup=50"));
  }

  private static List<String> tuning(int pairs) throws IOException {
    return RecipeChoice.fineTuning(
        Corpus.of(Collections.nCopies(pairs, new SentencePair("un chat", "a cat"))));
  }

  @Test
  public void theOwnerMayKnowBetter() throws IOException {
    TrainingRecipe recipe = recipe("un chat", "a cat", 9, RecipeChoice.Preset.CHARACTERS);
    Assert.assertEquals(recipe.source().tokenizer(), TokenizerType.CHARACTER);
  }

  @Test
  public void noPairsAreAnError() {
    Assert.expectThrows(IOException.class, () -> RecipeChoice.of(Corpus.of(List.of()), null));
  }

  private static TrainingRecipe recipe(
      String source, String target, int count, RecipeChoice.Preset preset) throws IOException {
    List<SentencePair> pairs = Collections.nCopies(count, new SentencePair(source, target));
    return RecipeChoice.of(Corpus.of(pairs), preset).apply(TrainingRecipe.DEFAULT);
  }
}
