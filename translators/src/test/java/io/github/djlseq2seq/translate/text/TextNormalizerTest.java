package io.github.djlseq2seq.translate.text;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertTrue;

import java.text.Normalizer;
import java.util.Random;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class TextNormalizerTest {

  @DataProvider
  static Object[][] examples() {
    return new Object[][] {
      {"", ""},
      {" ", ""},
      {"a  b", "a b"},
      {" a\t\r\nb ", "a b"},
      {"\u00A0Oui\u202F!\u2009\u3000\u2028x\u0085", "Oui ! x"},
      {"\uFEFFa\u200B\u00ADb\u0000c\u200E", "abc"},
      {"a \u200B b", "a b"},
      {
        "\u0915\u094D\u200D\u0937 \u0645\u06CC\u200C\u062E",
        "\u0915\u094D\u200D\u0937 \u0645\u06CC\u200C\u062E"
      },
      {"\u0600\u0661", "\u0600\u0661"},
      {"aujourd\u2019hui \u2018tis", "aujourd'hui 'tis"},
      {"e\u0301", "\u00E9"},
      {"e\u200B\u0301", "\u00E9"},
      {"\u1100\u1161\u11A8", "\uAC01"},
      {"a\uFFEDb", "a\u25A0b"},
      {"\uD83D", "\uFFFD"},
      {"\uDE00\uD83D\uDE00", "\uFFFD\uD83D\uDE00"},
      {"\uD83D\u200B\uDE00", "\uFFFD\uFFFD"},
    };
  }

  @Test(dataProvider = "examples")
  public void hasOneForm(String text, String expected) {
    assertEquals(TextNormalizer.normalize(text), expected);
    assertEquals(TextNormalizer.isBlank(text), expected.isEmpty());
  }

  @Test
  public void everyCodePointKeepsTheRules() {
    for (int c : RandomText.codePoints().toArray()) {
      check("a" + Character.toString(c) + "b");
      check(Character.toString(c));
    }
  }

  @Test
  public void randomTextKeepsTheRules() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 50_000; i++) {
      String text = RandomText.next(random);
      try {
        check(text);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", text " + RandomText.escape(text), e);
      }
    }
  }

  private static void check(String text) {
    String normal = TextNormalizer.normalize(text);
    assertEquals(TextNormalizer.normalize(normal), normal, "twice");
    assertEquals(TextNormalizer.isBlank(text), normal.isEmpty(), "blank");
    assertTrue(Normalizer.isNormalized(normal, Normalizer.Form.NFC), "NFC");
    assertEquals(normal.strip(), normal, "ends");
    assertFalse(normal.contains("  "), "two spaces");
    assertEquals(normal.indexOf(Tokenizer.JOINER), -1, "joiner");
    assertTrue(
        normal.codePoints().allMatch(c -> c == ' ' || !TextNormalizer.isSpace(c)), "other spaces");
    assertTrue(
        normal.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE),
        "unpaired surrogate");
  }

  @Test
  public void marksAreOnlySeparatedWhereThereAreTooMany() {
    String few = "a" + "\u0316\u0301".repeat(15);
    assertEquals(
        TextNormalizer.normalize(few), Normalizer.normalize(few, Normalizer.Form.NFC), "30 marks");
    String many = TextNormalizer.normalize("x" + "\u0316\u0301".repeat(40));
    assertEquals(many.replace("\u034F", "").length(), 81);
    assertEquals(many.chars().filter(c -> c == '\u034F').count(), 2);
    assertEquals(TextNormalizer.normalize(many), many);
    String doubled = TextNormalizer.normalize("x" + "\u0344".repeat(40));
    assertEquals(TextNormalizer.normalize(doubled), doubled);
    assertEquals(doubled.chars().filter(c -> c == '\u034F').count(), 2);
  }

  /** Java's own composing takes minutes for this. */
  @Test(timeOut = 20_000)
  public void aMillionMarksTakeNoTime() {
    String text = "a" + "\u0301".repeat(500_000) + "\u0316".repeat(500_000);
    assertTrue(TextNormalizer.normalize(text).length() > 1_000_000);
    String outside = "a" + "\uD834\uDD65\uD834\uDD7B".repeat(250_000);
    assertTrue(TextNormalizer.normalize(outside).length() > 1_000_000);
  }
}
