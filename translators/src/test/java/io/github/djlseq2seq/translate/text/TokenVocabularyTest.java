package io.github.djlseq2seq.translate.text;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import io.github.djlseq2seq.block.SpecialToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.testng.Assert.ThrowingRunnable;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class TokenVocabularyTest {

  private static final String SPECIALS = "<pad>\n<unk>\n<bos>\n<eos>\n";

  @Test
  public void isOrderedByCountThenCodePoint() {
    // In UTF-16 order the emoji would come before U+FF21.
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("\uD83D\uDE00", 2L);
    counts.put("b", 2L);
    counts.put("\uFF21", 2L);
    counts.put("ba", 2L);
    counts.put("often", 9L);
    counts.put("once", 1L);
    counts.put("<unk>", 99L);
    TokenVocabulary vocabulary = TokenVocabulary.build(counts, 2, 100);
    List<String> tokens =
        IntStream.range(4, vocabulary.size()).mapToObj(vocabulary::token).toList();
    assertEquals(tokens, List.of("often", "b", "ba", "\uFF21", "\uD83D\uDE00"));
    assertEquals(TokenVocabulary.build(counts, 1, 6).size(), 6);
    assertEquals(TokenVocabulary.build(counts, 1, 6).token(5), "b");
    assertEquals(TokenVocabulary.build(counts, 1, 4).size(), 4);
  }

  @Test
  public void comparesCodePoints() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      String a = RandomText.next(random);
      String b = random.nextBoolean() ? RandomText.next(random) : a + RandomText.next(random);
      if (TextNormalizer.normalize(a + b).indexOf('\uFFFD') < 0) {
        int expected = Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
        int found = TokenVocabulary.compareCodePoints(a, b);
        assertEquals(Integer.signum(found), Integer.signum(expected));
      }
    }
  }

  @Test
  public void theSpellingOfASpecialIsUnknown() {
    TokenVocabulary vocabulary = TokenVocabulary.of(List.of("a"));
    for (SpecialToken special : SpecialToken.values()) {
      assertEquals(vocabulary.token(special.id()), special.token());
      assertEquals(vocabulary.id(special.token()), SpecialToken.UNK.id());
      assertFalse(vocabulary.contains(special.token()));
    }
    assertEquals(vocabulary.id("a"), 4);
    assertTrue(vocabulary.contains("a"));
    assertEquals(vocabulary.id("b"), 1);
  }

  @Test
  public void comesBackFromItsFile() throws IOException {
    Path file = Files.createTempFile("test", ".vocab");
    try {
      TokenVocabulary vocabulary =
          TokenVocabulary.of(List.of("a", "\uFFED.", "é", "\uD83D\uDE00", " ", "\uFFFD", "\u2028"));
      vocabulary.write(file);
      assertEquals(TokenVocabulary.read(file), vocabulary);
      assertEquals(TokenVocabulary.read(file).hashCode(), vocabulary.hashCode());
      assertTrue(Files.readString(file).startsWith(SPECIALS + "a\n\uFFED.\né\n"));
    } finally {
      Files.delete(file);
    }
  }

  @DataProvider
  static Object[][] damagedFiles() {
    return new Object[][] {
      {"", "x.vocab, line 1: must be <pad>, found the file's end"},
      {"<pad>\n<unk>\n<bos>\n", "x.vocab, line 4: must be <eos>, found the file's end"},
      {"<pad>\n<unk>\n<eos>\n<bos>\n", "x.vocab, line 3: must be <bos>, found \"<eos>\""},
      {"<pad>\r\n<unk>\r\n", "x.vocab, line 1: must be <pad>, found \"<pad>\\r\""},
      {"\uFEFF" + SPECIALS, "x.vocab, line 1: must be <pad>, found"},
      {SPECIALS + "a\n\nb\n", "x.vocab, line 6: a token must not be empty"},
      {
        SPECIALS + "a\r\n",
        "x.vocab, line 5: a token must not hold a line break (LF, CR), found \"a\\r\""
      },
      {SPECIALS + "a\nb\na\n", "x.vocab, line 7: \"a\" is there twice, first with id 4"},
      {SPECIALS + "a\n<unk>\n", "x.vocab, line 6: \"<unk>\" is reserved for id 1"},
      {SPECIALS + "a\nb", "x.vocab, line 6: must end in LF"},
      {"<pad>\n<unk>\n<bos>\n<eos>", "x.vocab, line 4: must end in LF"},
    };
  }

  @Test(dataProvider = "damagedFiles")
  public void damagedFilesAreNamed(String content, String message) {
    checkRefused(content.getBytes(StandardCharsets.UTF_8), message);
  }

  @Test
  public void bytesThatAreNotUtf8AreNamed() {
    byte[] bytes = (SPECIALS + "a\n?\n").getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 2] = (byte) 0xC3;
    checkRefused(bytes, "x.vocab, line 6: not valid UTF-8");
  }

  private static void checkRefused(byte[] bytes, String message) {
    TextFormatException e =
        expectThrows(
            TextFormatException.class,
            () -> TokenVocabulary.read(new ByteArrayInputStream(bytes), "x.vocab"));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }

  @DataProvider
  static Object[][] badTokens() {
    return new Object[][] {
      {"", "tokensWithoutSpecials[1]: a token must not be empty"},
      {"a", "tokensWithoutSpecials[1]: \"a\" is there twice, first with id 4"},
      {
        "x\ny",
        "tokensWithoutSpecials[1]: a token must not hold a line break (LF, CR), found \"x\\ny\""
      },
      {"<pad>", "tokensWithoutSpecials[1]: \"<pad>\" is reserved for id 0"},
      {"\uD83D", "tokensWithoutSpecials[1]: a token must not hold an unpaired surrogate"},
    };
  }

  @Test(dataProvider = "badTokens")
  public void badTokensAreRefused(String token, String message) {
    List<String> tokens = List.of("a", token);
    assertRefused(() -> TokenVocabulary.of(tokens), message);
  }

  @Test
  public void badNumbersAreRefused() {
    assertRefused(
        () -> TokenVocabulary.build(Map.of(), 0, 9), "minCount must be at least 1, found 0");
    assertRefused(
        () -> TokenVocabulary.build(Map.of(), 1, 3),
        "maxSize must be at least 4, the number of special tokens, found 3");
    TokenVocabulary vocabulary = TokenVocabulary.of(List.of("a"));
    String message = "id must be from 0 to 4, the last of the vocabulary, found ";
    assertRefused(() -> vocabulary.token(5), message + "5");
    assertRefused(() -> vocabulary.token(-1), message + "-1");
  }

  private static void assertRefused(ThrowingRunnable call, String message) {
    assertEquals(expectThrows(IllegalArgumentException.class, call).getMessage(), message);
  }
}
