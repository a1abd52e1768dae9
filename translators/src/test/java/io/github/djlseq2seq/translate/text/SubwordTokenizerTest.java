package io.github.djlseq2seq.translate.text;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class SubwordTokenizerTest {

  /** The example of Sennrich et al. 2016, with the ends of words where they put a sign. */
  private static final Map<String, Long> PAPER =
      Map.of("low", 5L, "lower", 2L, "newest", 6L, "widest", 3L);

  @Test
  public void learnsTheMergesOfThePaper() {
    Merges merges = MergeLearner.learn(PAPER, 11 + 4, 2);
    assertEquals(
        merges.pairs().stream().map(pair -> pair.left() + " " + pair.right()).toList(),
        List.of("￭e ￭s", "￭es ￭t", "l ￭o", "lo ￭w"));
    assertEquals(new SubwordTokenizer(merges).split("lowest"), List.of("low", "￭est"));
  }

  @Test
  public void marksWhereNoSpaceStood() {
    Merges merges = MergeLearner.learn(Map.of("l'￭", 9L, "￭-toi", 9L, "...", 9L), 100, 2);
    SubwordTokenizer tokenizer = new SubwordTokenizer(merges);
    assertEquals(
        tokenizer.tokenize("l'ami-toi ..."), List.of("l'￭", "a", "￭m", "￭i", "￭-toi", "..."));
    assertEquals(tokenizer.tokenize("x..."), List.of("x", "￭.", "￭.", "￭."));
  }

  /** The algorithm as the paper has it, which counts all pairs anew for every merge. */
  @Test
  public void learnsAndSplitsAsThePlainAlgorithm() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Map<String, Long> words = words(random, 3 + random.nextInt(30), 3);
      int size = random.nextInt(40);
      int minCount = 1 + random.nextInt(5);
      List<Merges.Pair> expected = new ArrayList<>();
      Map<String, List<String>> split = plain(words, size, minCount, expected);
      Merges merges = MergeLearner.learn(words, size, minCount);
      String where = "seed %d, round %d, words %s".formatted(seed, round, words);
      assertEquals(merges.pairs(), expected, where);
      SubwordTokenizer tokenizer = new SubwordTokenizer(merges);
      split.forEach((word, pieces) -> assertEquals(tokenizer.split(word), pieces, where));
    }
  }

  private static Map<String, List<String>> plain(
      Map<String, Long> words, int size, int minCount, List<Merges.Pair> merges) {
    Map<String, List<String>> split = new TreeMap<>();
    Set<String> characters = new TreeSet<>();
    for (String word : words.keySet()) {
      split.put(word, Merges.characters(word));
      characters.addAll(Merges.characters(word));
    }
    List<String> pieces = new ArrayList<>(characters);
    while (pieces.size() < size) {
      Map<Merges.Pair, Long> counts = new HashMap<>();
      split.forEach(
          (word, parts) -> {
            for (int i = 0; i + 1 < parts.size(); i++) {
              counts.merge(
                  new Merges.Pair(parts.get(i), parts.get(i + 1)), words.get(word), Long::sum);
            }
          });
      Merges.Pair best = null;
      for (String left : pieces) {
        for (String right : pieces) {
          Merges.Pair pair = new Merges.Pair(left, right);
          long count = counts.getOrDefault(pair, 0L);
          if (count >= minCount && (best == null || count > counts.get(best))) {
            best = pair;
          }
        }
      }
      if (best == null) {
        break;
      }
      merges.add(best);
      if (!pieces.contains(best.joined())) {
        pieces.add(best.joined());
      }
      for (List<String> parts : split.values()) {
        for (int i = 0; i + 1 < parts.size(); i++) {
          if (parts.get(i).equals(best.left()) && parts.get(i + 1).equals(best.right())) {
            parts.set(i, best.joined());
            parts.remove(i + 1);
          }
        }
      }
    }
    return split;
  }

  @Test
  public void theOrderOfTextsDoesNotMatter() {
    List<String> texts = new ArrayList<>();
    words(new Random(3), 500, 4).forEach((word, count) -> texts.add(word + " " + word));
    TextPipeline one = learn(texts, 2);
    Collections.shuffle(texts, new Random(4));
    TextPipeline other = learn(texts, 2);
    assertTrue(one.shares(other));
    assertFalse(one.shares(learn(texts.subList(0, 100), 2)));
  }

  /** A piece on the way to a longer one, alone in a single word, is taken apart. */
  @Test
  public void piecesThatAreTooRareAreTakenApart() {
    List<String> texts = new ArrayList<>(Collections.nCopies(10, "abcd abcd xyz"));
    texts.add("abc ab");
    TextPipeline pipeline = learn(texts, 2);
    assertEquals(pipeline.encode("abcd abc xyz").unknownCount(), 0);
    assertFalse(pipeline.vocabulary().contains("abc"));
    assertEquals(pipeline.encode("abcd abc").tokens(), List.of("abcd", "ab", "￭c"));
  }

  /** To forbid a word is not to forbid all words that end with the same letters. */
  @Test
  public void aPieceThatGoesOnAWordIsNotTheWord() {
    TextPipeline pipeline =
        learn(new ArrayList<>(Collections.nCopies(10, "c, abc abd c, xc. yc.")), 2);
    assertTrue(pipeline.vocabulary().contains("c") && pipeline.vocabulary().contains("￭c"));
    assertEquals(written(pipeline, "c"), List.of("c"));
    assertEquals(written(pipeline, "."), List.of("￭."));
    assertEquals(written(pipeline, "bc"), List.of());
  }

  private static List<String> written(TextPipeline pipeline, String word) {
    return pipeline.tokensOf(word).stream().map(pipeline.vocabulary()::token).toList();
  }

  @Test
  public void nothingIsUnknownWhoseCharactersAreKnown() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> texts = new ArrayList<>();
    words(random, 300, 4).forEach((word, count) -> texts.add((word + " ").repeat(2)));
    TextPipeline pipeline = learn(texts, 2);
    for (int i = 0; i < 2000; i++) {
      StringBuilder word = new StringBuilder("a");
      random.ints(random.nextInt(12), 0, 4).forEach(c -> word.append((char) ('a' + c)));
      EncodedText encoded = pipeline.encode(word.toString());
      assertEquals(encoded.unknownCount(), 0, "seed " + seed + ", " + word);
      assertEquals(pipeline.decode(encoded.ids()), word.toString(), "seed " + seed);
    }
  }

  @Test
  public void theFileGivesTheSameTokenizer() throws IOException {
    Merges merges = MergeLearner.learn(words(new Random(5), 300, 5), 100, 2);
    assertTrue(merges.pairs().size() > 50);
    assertEquals(Merges.read(merges.bytes(), "x.bpe").pairs(), merges.pairs());
    assertEquals(
        Merges.read("merges 0\n".getBytes(StandardCharsets.UTF_8), "x").pairs(), List.of());
  }

  @DataProvider
  static Object[][] badFiles() {
    return new Object[][] {
      {"", "x.bpe, line 1: must be \"merges N\""},
      {"merge 1\na ￭b\n", "line 1: must be \"merges N\""},
      {"merges 99999999999\n", "line 1: must be \"merges N\""},
      {"merges 2\na ￭b\n", "must have 2 lines after the first"},
      {"merges 1\na ￭b\nb ￭c\n", "must have 1 lines after the first"},
      {"merges 1\na ￭b", "each ended by LF"},
      {"merges 1\na b\n", "line 2: must be two pieces"},
      {"merges 1\na  ￭b\n", "line 2: must be two pieces"},
      {"merges 1\na ￭\n", "line 2: must be two pieces"},
      {"merges 2\na ￭b\na ￭b\n", "line 3: is there before, in line 2"},
      {"merges 1\n\uD800", "line 2: "},
    };
  }

  @Test(dataProvider = "badFiles")
  public void badFilesAreNamed(String content, String rule) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    IOException e = expectThrows(IOException.class, () -> Merges.read(bytes, "x.bpe"));
    assertTrue(e.getMessage().startsWith("x.bpe") && e.getMessage().contains(rule), e.getMessage());
  }

  /** Words of a few letters, some of them frequent. */
  private static Map<String, Long> words(Random random, int count, int letters) {
    Map<String, Long> words = new HashMap<>();
    for (int i = 0; i < count; i++) {
      StringBuilder word = new StringBuilder(random.nextInt(5) == 0 ? "￭" : "");
      random
          .ints(1 + random.nextInt(8), 0, letters)
          .forEach(letter -> word.append((char) ('a' + letter)));
      words.put(word.toString(), 1L + random.nextInt(6));
    }
    return words;
  }

  private static TextPipeline learn(List<String> texts, long minCount) {
    VocabularyBuilder builder =
        new VocabularyBuilder(LosslessTokenizersTest.side(TokenizerType.SUBWORD));
    texts.forEach(builder::add);
    return builder.pipeline(minCount, 10_000);
  }
}
