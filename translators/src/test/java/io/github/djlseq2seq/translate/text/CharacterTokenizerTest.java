package io.github.djlseq2seq.translate.text;

import static org.testng.Assert.assertEquals;

import java.util.List;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** The tokenizers that know no words: characters, jamo, and what stands between spaces. */
public class CharacterTokenizerTest {

  @DataProvider
  static Object[][] examples() {
    return new Object[][] {
      {TokenizerType.CHARACTER, "Où  va?", "O|ù| |v|a|?"},
      {TokenizerType.CHARACTER, "한국", "한|국"},
      {TokenizerType.CHARACTER, "e\u0301x\u0301", "é|x|\u0301"},
      {TokenizerType.CHARACTER, "👍🏽", "👍|🏽"},
      {TokenizerType.CHARACTER, "", ""},
      {TokenizerType.JAMO, "한국 A", "ᄒ|ᅡ|ᆫ|ᄀ|ᅮ|ᆨ| |A"},
      {TokenizerType.JAMO, "가ㅋㅋ", "ᄀ|ᅡ|ㅋ|ㅋ"},
      {TokenizerType.JAMO, "ᄒ", "ᄒ"},
      {TokenizerType.JAMO, "é", "é"},
      {TokenizerType.WHITESPACE, " HH AH0\tL. ", "HH|AH0|L."},
      {TokenizerType.WHITESPACE, "", ""},
    };
  }

  @Test(dataProvider = "examples")
  public void cutsAsDescribed(TokenizerType type, String text, String expected) {
    assertEquals(String.join("|", type.create().tokenize(text)), expected);
  }

  @Test
  public void jamoComeTogetherWhereverTheyCameFrom() {
    Tokenizer jamo = TokenizerType.JAMO.create();
    assertEquals(jamo.detokenize(List.of("ᄒ", "ᅡ", "ᆫ", "ᅡ", "ᄒ", "x", "ᄀ", "ᅡ")), "한ᅡᄒx가");
  }

  @Test
  public void wordsCopiedFromTheSourceLoseTheirJoiners() {
    List<String> tokens = List.of("a", "\uFFED-toi", "l'\uFFED");
    assertEquals(TokenizerType.CHARACTER.create().detokenize(tokens), "a-toil'");
    assertEquals(TokenizerType.WHITESPACE.create().detokenize(tokens), "a -toi l'");
  }
}
