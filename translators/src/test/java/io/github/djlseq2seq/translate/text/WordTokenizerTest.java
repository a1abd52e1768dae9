package io.github.djlseq2seq.translate.text;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class WordTokenizerTest {

  private static final Pattern CLUSTER = Pattern.compile("\\X");

  private final Tokenizer tokenizer = new WordTokenizer();

  @DataProvider
  static Object[][] examples() {
    return new Object[][] {
      {"", ""},
      {"student.", "student _."},
      {"\"Oui", "\"_ Oui"},
      {"2:30", "2 _:_ 30"},
      {"Arrête-toi !", "Arrête _-toi !"},
      {"a-t-il", "a _-t _-il"},
      {
        "don't it's I'm I'd we're they've she'll",
        "don _'t it _'s I _'m I _'d we _'re they _'ve she _'ll"
      },
      {"DON'T", "DON _'T"},
      {"l'homme qu'il aujourd'hui", "l'_ homme qu'_ il aujourd'_ hui"},
      {"l\u2019homme", "l'_ homme"},
      {"Qu'est-ce que c'est ?", "Qu'_ est _-ce que c'_ est ?"},
      {"va-t'en", "va _-t'_ en"},
      {"l'arc-en-ciel", "l'_ arc _-en _-ciel"},
      {"the dogs' 'tis rock'n'roll", "the dogs _' '_ tis rock'_ n'_ roll"},
      {"Well...", "Well _..."},
      {"What?!", "What _? _!"},
      {"Quoi ?!", "Quoi ? _!"},
      {"(\"Oui\")", "(_ \"_ Oui _\" _)"},
      {"a(\"b\")", "a _( _\"_ b _\" _)"},
      {"- -- x--y", "- -- x _--_ y"},
      {"10,000.50", "10 _,_ 000 _._ 50"},
      {"www.example.org", "www _._ example _._ org"},
      {"<unk> <eos>", "<_ unk _> <_ eos _>"},
      {"한국어입니다.", "한국어입니다 _."},
      {"नमस्ते!", "नमस्ते _!"},
      {"👍🏽👨‍👩‍👧", "👍🏽 _👨‍👩‍👧"},
      {"🇫🇷🇩🇪 ok😀😀", "🇫🇷 _🇩🇪 ok _😀😀"},
      {"❤️love", "❤️_ love"},
      {"x\uFFEDy", "x _■_ y"},
    };
  }

  @Test(dataProvider = "examples")
  public void cutsAsDescribed(String text, String expected) {
    String tokens = String.join(" ", tokenizer.tokenize(text));
    assertEquals(tokens, expected.replace('_', Tokenizer.JOINER));
    checkLossless(text);
  }

  @Test
  public void randomTextIsNotLost() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      String text = RandomText.next(random);
      try {
        checkLossless(text);
        checkClusters(text);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", text " + RandomText.escape(text), e);
      }
    }
  }

  @Test
  public void noCodePointIsLostOrTornFromItsCluster() {
    for (int c : RandomText.codePoints().toArray()) {
      String character = Character.toString(c);
      String text = "." + character + "." + character + character + " a" + character + "b";
      checkLossless(text);
      checkClusters(text);
    }
  }

  @Test
  public void noLineOfTheCorporaIsLost() throws IOException {
    SharedData.eachText(this::checkLossless);
  }

  @DataProvider
  static Object[][] hugeLines() {
    return new Object[][] {
      {"a"},
      {"a "},
      {"."},
      {".a"},
      {"l'"},
      {"a-"},
      {"?!"},
      {"\u0301\u0316"},
      {"😀"},
      {"👨‍👩‍👧"},
      {"🇫"},
      {"\u200D"},
      {"\u0600"},
      {"ก\u0E33"},
      {"(«"},
      {"क्ष."},
      {"\uD83D"},
      {"Dire \"non\", c'est-à-dire... "}
    };
  }

  @Test(dataProvider = "hugeLines", timeOut = 20_000)
  public void aMegabyteTakesNoTime(String part) {
    String text = part.repeat(1_000_000 / part.length());
    checkLossless(text);
    TextConfig.Side side = TextConfig.Side.of("und");
    EncodedText encoded = new TextPipeline(side, TokenVocabulary.of(List.of())).encode(text);
    assertTrue(encoded.length() <= side.maxTokens());
  }

  @Test
  public void anyTokensCanBePutTogether() {
    assertEquals(tokenizer.detokenize(List.of()), "");
    assertEquals(tokenizer.detokenize(List.of("", "a", "", "b")), "a b");
    assertEquals(tokenizer.detokenize(List.of("\uFFED.", "a\uFFED", "\uFFEDb", "c")), ". ab c");
    assertEquals(tokenizer.detokenize(List.of("a", "\uFFED", "b")), "ab");
    assertEquals(tokenizer.detokenize(List.of("a\uFFED")), "a");
  }

  private void checkLossless(String text) {
    List<String> tokens = tokenizer.tokenize(text);
    assertEquals(tokenizer.detokenize(tokens), TextNormalizer.normalize(text));
    assertTrue(tokens.stream().noneMatch(t -> t.isEmpty() || t.indexOf(' ') >= 0));
  }

  /** No token begins or ends inside a grapheme cluster. */
  private void checkClusters(String text) {
    Set<Integer> boundaries = new TreeSet<>(List.of(0));
    StringBuilder whole = new StringBuilder();
    for (String chunk : TextNormalizer.normalize(text).split(" ", -1)) {
      Matcher cluster = CLUSTER.matcher(chunk);
      while (cluster.find()) {
        boundaries.add(whole.length() + cluster.end());
      }
      whole.append(chunk);
    }
    List<Integer> ends = new ArrayList<>(List.of(0));
    int end = 0;
    for (String token : tokenizer.tokenize(text)) {
      end += WordTokenizer.withoutJoiners(token).length();
      ends.add(end);
    }
    assertEquals(end, whole.length());
    assertTrue(boundaries.containsAll(ends), boundaries + " must hold all of " + ends);
  }
}
