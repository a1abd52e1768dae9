package io.github.djlseq2seq.translate.text;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** What every tokenizer promises that is not made by others: the normalized text comes back. */
public class LosslessTokenizersTest {

  /** Of what recurs in random text. */
  private Tokenizer subwords;

  @BeforeClass
  public void learn() {
    Random random = new Random(1);
    Map<String, Long> words = new HashMap<>();
    WordTokenizer tokenizer = new WordTokenizer();
    for (int i = 0; i < 20_000; i++) {
      tokenizer.tokenize(RandomText.next(random)).forEach(word -> words.merge(word, 1L, Long::sum));
    }
    Merges merges = MergeLearner.learn(words, 100_000, 2);
    assertTrue(merges.pairs().size() > 200, "merges learnt: " + merges.pairs().size());
    subwords = new SubwordTokenizer(merges);
  }

  @DataProvider
  public Object[][] tokenizers() {
    return new Object[][] {
      {TokenizerType.WHITESPACE},
      {TokenizerType.CHARACTER},
      {TokenizerType.JAMO},
      {TokenizerType.SUBWORD}
    };
  }

  @Test(dataProvider = "tokenizers")
  public void randomTextIsNotLost(TokenizerType type) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 50_000; i++) {
      String text = RandomText.next(random);
      try {
        check(type, text);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", text " + RandomText.escape(text), e);
      }
    }
  }

  @Test(dataProvider = "tokenizers")
  public void noCodePointIsLost(TokenizerType type) {
    for (int c : RandomText.codePoints().toArray()) {
      String character = Character.toString(c);
      check(type, "." + character + " " + character + character + " a" + character + "b");
    }
  }

  @Test(dataProvider = "tokenizers")
  public void noLineOfTheCorporaIsLost(TokenizerType type) throws IOException {
    SharedData.eachText(text -> check(type, text));
  }

  @Test(dataProvider = "tokenizers", timeOut = 60_000)
  public void aMegabyteTakesNoTime(TokenizerType type) {
    for (String part : new String[] {"a", "l'", "\u0301\u0316", "한", "😀"}) {
      check(type, part.repeat(1_000_000 / part.length()));
    }
  }

  @Test(dataProvider = "tokenizers")
  public void nothingIsNoToken(TokenizerType type) {
    assertEquals(tokenizer(type).tokenize(" \t\u200B"), List.of());
    assertEquals(tokenizer(type).detokenize(List.of()), "");
  }

  private Tokenizer tokenizer(TokenizerType type) {
    return type == TokenizerType.SUBWORD ? subwords : type.create();
  }

  private void check(TokenizerType type, String text) {
    Tokenizer tokenizer = tokenizer(type);
    List<String> tokens = tokenizer.tokenize(text);
    assertEquals(tokenizer.detokenize(tokens), TextNormalizer.normalize(text));
    assertTrue(tokens.stream().noneMatch(String::isEmpty));
  }

  static TextConfig.Side side(TokenizerType type) {
    return new TextConfig.Side("und", type, LetterCase.KEEP, 1_000_000, 2000, false, "");
  }
}
