package io.github.djlseq2seq.translate.metric;

import static org.testng.Assert.assertEquals;

import java.util.List;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class Tokenizer13aTest {

  /** Texts and the tokens that the rules of mteval-v13a give. */
  @DataProvider
  static Object[][] texts() {
    return new Object[][] {
      {"", ""},
      {"  ", ""},
      {"The cat.", "The cat ."},
      {"Hello, world!", "Hello , world !"},
      {"Wait... what?!", "Wait . . . what ? !"},
      {"Wait\u2026", "Wait\u2026"},
      // commas and periods between digits stay
      {"Pi is 3.14, not 1,000.", "Pi is 3.14 , not 1,000 ."},
      {"1,000,000.50", "1,000,000.50"},
      {".5 5. v2.0 2.x", ". 5 5 . v2.0 2 . x"},
      {"U.S. $5.00 50%", "U . S . $ 5.00 50 %"},
      // a mark that a rule has used up is not looked at again
      {"5.,.5", "5 . , .5"},
      {"a..b", "a . . b"},
      // hyphens apart after a digit alone
      {"a well-known 5-year-old", "a well-known 5 - year-old"},
      {"2-3 -4 x-5 \u2013", "2 - 3 -4 x-5 \u2013"},
      // ASCII quotes but the apostrophe
      {"\"don't\" 'so'", "\" don't \" 'so'"},
      {"\u201Cdon\u2019t\u201D", "\u201Cdon\u2019t\u201D"},
      {"(a) [b] {c} <d> e/f", "( a ) [ b ] { c } < d > e / f"},
      {"a_b a@b.c #1 ^ ~ ` | \\ = + * & ; :", "a _ b a @ b . c # 1 ^ ~ ` | \\ = + * & ; :"},
      {"&quot;R&amp;D&quot; &lt;b&gt;", "\" R & D \" < b >"},
      {"&amp;lt; &apos;", "< & apos ;"},
      {"a <skipped> b", "a b"},
      // French and Korean: what is not ASCII is never set apart
      {
        "L'\u00E9t\u00E9, \u00AB\u00A0oui\u00A0\u00BB\u202F!",
        "L'\u00E9t\u00E9 , \u00AB oui \u00BB !"
      },
      {"\u00ABoui\u00BB, 3,5 km", "\u00ABoui\u00BB , 3,5 km"},
      {
        "\uC11C\uC6B8\uC740 \uD06C\uB2E4. 3.5\uBC30, \uC815\uB9D0?",
        "\uC11C\uC6B8\uC740 \uD06C\uB2E4 . 3.5\uBC30 , \uC815\uB9D0 ?"
      },
      {"\uC544\u3001\uB124\u3002", "\uC544\u3001\uB124\u3002"},
      // digits are ASCII digits
      {"\u0661.\u0662", "\u0661 . \u0662"},
      {"ok\uD83D\uDE00.", "ok\uD83D\uDE00 ."},
      {"a\tb\u3000c\n", "a b c"},
    };
  }

  @Test(dataProvider = "texts")
  public void tokenizes(String text, String tokens) {
    assertEquals(Tokenizer13a.tokenize(text), tokens);
  }

  /** The example of sacreBLEU's README, and what sacreBLEU 2.6.0 gives for it. */
  @Test
  public void scoresAreThoseOfSacreBleu() {
    List<Segment> corpus =
        List.of(
            new Segment(
                "The dog bit the man.",
                List.of("The dog bit the man.", "The dog had bit the man.")),
            new Segment(
                "It wasn't surprising.",
                List.of("It was not unexpected.", "No one was surprised.")),
            new Segment(
                "The man had just bitten him.",
                List.of("The man bit him first.", "The man had bitten the dog.")));
    List<Segment> tokenized =
        corpus.stream().map(segment -> segment.map(Tokenizer13a::tokenize)).toList();
    assertEquals(Bleu.score(tokenized), 48.530827, 1e-6);
    assertEquals(Bleu.score(corpus), 49.1919566, 1e-6);
    assertEquals(ChrF.score(corpus), 59.7275178, 1e-6);
  }
}
