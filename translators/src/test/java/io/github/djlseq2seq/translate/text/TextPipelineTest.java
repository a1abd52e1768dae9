package io.github.djlseq2seq.translate.text;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import io.github.djlseq2seq.translate.corpus.ParallelCorpus;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class TextPipelineTest {

  private static final List<String> TRAINING =
      List.of(
          "Je suis étudiant. Tu es Tom.",
          "I am a student. He is Tom, and I know Tom.",
          "The cat is here. I like the cat. The USA is big. Then I left.",
          "Is Will here? Will you go? I know Will and Will. You will, he will, I will.",
          "« Oui », dit Tom. L'homme aime l'école.",
          "\"Really?\" he asked. \"Stop.\" Then I left, and you.");

  @DataProvider
  static Object[][] sentences() {
    return new Object[][] {
      {"Je suis étudiant.", "je suis étudiant _."},
      {"I am a student.", "I am a student _."},
      {"Tom is here. The cat, too.", "Tom is here _. the cat _, <unk> _."},
      {"I like The Cat.", "I like the cat _."},
      {"THE CAT IS HERE", "the cat is here"},
      {"tom", "Tom"},
      {"TOM", "Tom"},
      {"Will you?", "will you _?"},
      {"USA", "USA"},
      {"\"The cat.\"", "\"_ the cat _. _\""},
      {"« L'homme »", "« l'_ homme »"},
      {"\"Stop.\" Then", "\"_ stop _. _\" then"},
      {"The cat... The cat", "the cat <unk> the cat"},
      {"<unk> <pad>", "<unk> <unk> <unk> <unk> <unk> <unk>"},
      {"", ""},
    };
  }

  @Test(dataProvider = "sentences")
  public void firstWordsAreWrittenAsInsideASentence(String text, String expected) {
    TextPipeline pipeline = pipeline(LetterCase.SENTENCE, 200, TRAINING);
    EncodedText encoded = pipeline.encode(text);
    String known =
        Arrays.stream(encoded.ids())
            .mapToObj(pipeline.vocabulary()::token)
            .collect(Collectors.joining(" "));
    assertEquals(known, expected.replace('_', Tokenizer.JOINER));
    assertEquals(encoded.tokens(), new WordTokenizer().tokenize(text));
    assertEquals(encoded.length(), encoded.tokens().size());
    assertEquals(encoded.unknownCount(), (known + " ").split("<unk>", -1).length - 1);
  }

  @DataProvider
  static Object[][] outputs() {
    return new Object[][] {
      {"je suis étudiant _.", "Je suis étudiant."},
      {"\"_ oui _\" _, dit _-il _. ça va ?", "\"Oui\", dit-il. Ça va ?"},
      {"¿_ qué ? _¡_ no _!", "¿Qué ?¡No!"},
      {"- oui _. - non _.", "- Oui. - Non."},
      {"« vraiment ? » demanda _-t _-il _.", "« Vraiment ? » demanda-t-il."},
      {"\"_ really _? _\" he asked _.", "\"Really?\" he asked."},
      {"\"_ stop _. _\" then I left _.", "\"Stop.\" Then I left."},
      {"(_ wait _! _) she said", "(Wait!) she said"},
      {"see www _._ example _._ org _! ok", "See www.example.org! Ok"},
      {"at 5 p _._ m _. today _, yes _. then", "At 5 p.m. today, yes. Then"},
      {"(_ U _._ S _. _) law _. so", "(U.S.) law. So"},
      {"iPhone _. macOS", "iPhone. macOS"},
      {"l'_ homme", "L'homme"},
      {"2 cats _. 2nd one", "2 cats. 2nd one"},
      {"élan _… ß _. ǆ", "Élan… ß. ǅ"},
      {"", ""},
    };
  }

  @Test(dataProvider = "outputs")
  public void decodingWritesNaturalText(String tokens, String expected) {
    TextPipeline pipeline = pipeline(LetterCase.SENTENCE, 200, List.of());
    String joined = tokens.replace('_', Tokenizer.JOINER);
    assertEquals(pipeline.decode(Arrays.asList(joined.split(" ", -1))), expected);
  }

  @DataProvider
  static Object[][] germanAndKorean() {
    return new Object[][] {
      {"Der Mann. „Das ist gut“, sagte er.", "der Mann _. „_ das ist gut _“ _, sagte er _."},
      {"»Ja«, sagte er. Das ist gut.", "»_ <unk> _« _, sagte er _. das ist gut _."},
      {"Öl-Platz? Ärger!", "öl _-Platz _? ärger _!"},
      {"저는 학생입니다. 그는 톰이에요?", "저는 학생입니다 _. 그는 톰이에요 _?"},
    };
  }

  @Test(dataProvider = "germanAndKorean")
  public void otherLanguagesComeBackToo(String text, String expected) {
    List<String> training =
        List.of(
            "Das ist der Mann, der „das ist gut“ sagte, er sagte »das«. Er? Er!",
            "Für öl-Platz ärger ihn.",
            "저는 학생입니다. 그는 톰이에요?");
    TextPipeline pipeline = pipeline(LetterCase.SENTENCE, 200, training);
    EncodedText encoded = pipeline.encode(text);
    String known =
        Arrays.stream(encoded.ids())
            .mapToObj(pipeline.vocabulary()::token)
            .collect(Collectors.joining(" "));
    assertEquals(known, expected.replace('_', Tokenizer.JOINER));
    String decoded = pipeline.decode(encoded.ids());
    assertEquals(decoded, text.replace("Ja", "<unk>"));
  }

  @Test
  public void firstWordsOfSubwordsAreWrittenAsInsideASentence() {
    List<String> texts = new ArrayList<>();
    TRAINING.forEach(text -> texts.addAll(Collections.nCopies(4, text)));
    texts.addAll(Collections.nCopies(4, "sunny, sunflower, funny. A NATO NATO cow."));
    TextPipeline pipeline = pipeline(subwords(LetterCase.SENTENCE), texts);
    for (String[] example :
        new String[][] {
          {"The cat. Tom and THE CAT.", "the cat _. Tom and the cat _."},
          {"Will you? NATO will.", "will you _? NATO will _."},
          {"Catny TAO", "cat _n _y T _A _O"},
        }) {
      EncodedText encoded = pipeline.encode(example[0]);
      String known =
          Arrays.stream(encoded.ids())
              .mapToObj(pipeline.vocabulary()::token)
              .collect(Collectors.joining(" "));
      assertEquals(known, example[1].replace('_', Tokenizer.JOINER));
      // The tokens are the text's own, whatever form the vocabulary has.
      assertEquals(new WordTokenizer().detokenize(encoded.tokens()), example[0]);
      String shouted = example[0].replace("THE CAT", "the cat");
      assertEquals(pipeline.decode(encoded.ids()), shouted);
    }
  }

  @Test
  public void subwordsInLowerCaseKeepTheTextsSpelling() {
    TextPipeline pipeline = pipeline(subwords(LetterCase.LOWER), TRAINING);
    EncodedText encoded = pipeline.encode("İ THE ÉtudianT CaTs");
    // Lower case of this I is two characters, of which one was never seen.
    assertEquals(pipeline.decode(encoded.ids()), "i <unk> the étudiant cats");
    assertEquals(new WordTokenizer().detokenize(encoded.tokens()), "i̇ THE ÉtudianT CaTs");
    assertEquals(encoded.tokens().size(), encoded.length());
  }

  private static TextConfig.Side subwords(LetterCase letterCase) {
    return new TextConfig.Side("en", TokenizerType.SUBWORD, letterCase, 200, 400, false, "");
  }

  @Test
  public void withoutWordsNothingHasAFirstWord() {
    for (TokenizerType type :
        List.of(TokenizerType.CHARACTER, TokenizerType.JAMO, TokenizerType.WHITESPACE)) {
      TextConfig.Side side = new TextConfig.Side("en", type, LetterCase.SENTENCE, 200);
      TextPipeline pipeline = pipeline(side, List.of("The dog. a 한국 The"));
      for (String text : List.of("The dog. a", "a dog. The", "한국")) {
        assertEquals(pipeline.encode(text).tokens(), type.create().tokenize(text));
        if (pipeline.encode(text).unknownCount() == 0) {
          assertEquals(pipeline.decode(pipeline.encode(text).ids()), text);
        }
      }
      assertEquals(pipeline.encode("The dog. a").unknownCount(), 0);
    }
  }

  @Test
  public void aReversedSourceIsReadFromItsEnd() {
    TextConfig.Side forward = new TextConfig.Side("en", TokenizerType.WORD, LetterCase.SENTENCE, 4);
    TextConfig.Side reversed =
        new TextConfig.Side("en", TokenizerType.WORD, LetterCase.SENTENCE, 4, 8000, true, "");
    String text = "The USA is big. Then I left.";
    TextPipeline trained = pipeline(LetterCase.SENTENCE, 200, TRAINING);
    EncodedText expected = trained.sharedWith(forward).encode(text);
    TextPipeline pipeline = trained.sharedWith(reversed);
    EncodedText found = pipeline.encode(text);
    assertEquals(found.tokens(), List.of("big", "is", "USA", "The"));
    int[] ids = found.ids();
    for (int i = 0; i < 4; i++) {
      assertEquals(ids[i], expected.ids()[3 - i]);
    }
    // What is cut off is the text's end all the same.
    assertEquals(found.totalTokens(), expected.totalTokens());
    assertEquals(pipeline.decode(ids), "The USA is big");
  }

  @Test
  public void aPrefixStandsBeforeEverySourceThatIsNotBlank() {
    TextPipeline trained = pipeline(LetterCase.SENTENCE, 200, TRAINING);
    for (boolean reversed : new boolean[] {false, true}) {
      TextPipeline prefixed = trained.sharedWith(prefixed("big", reversed));
      EncodedText found = prefixed.encode("The USA is big. Then I left.");
      List<String> expected = new ArrayList<>(List.of("big", "The", "USA", "is"));
      if (reversed) {
        Collections.reverse(expected);
      }
      assertEquals(found.tokens(), expected);
      assertEquals(found.ids()[reversed ? 3 : 0], trained.vocabulary().id("big"));
      assertEquals(
          found.totalTokens(), trained.encode("The USA is big. Then I left.").totalTokens() + 1);
      assertEquals(prefixed.encode(" ").length(), 0);
    }
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class, () -> trained.sharedWith(prefixed("<2fr>", false)));
    assertTrue(
        e.getMessage().contains("source.prefix must be a token of the vocabulary, found \"<2fr>\""),
        e.getMessage());
  }

  private static TextConfig.Side prefixed(String prefix, boolean reversed) {
    return new TextConfig.Side(
        "en", TokenizerType.WORD, LetterCase.SENTENCE, 4, 8000, reversed, prefix);
  }

  @Test
  public void aSideThatCutsOtherwiseSharesNothing() {
    TextPipeline pipeline = pipeline(subwords(LetterCase.KEEP), TRAINING);
    assertTrue(pipeline.shares(pipeline.sharedWith(subwords(LetterCase.KEEP))));
    TextConfig.Side other = new TextConfig.Side("en", TokenizerType.SUBWORD, LetterCase.KEEP, 7);
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> pipeline.sharedWith(other));
    assertTrue(e.getMessage().contains("same tokenizer, letterCase and subwords"), e.getMessage());
  }

  @Test
  public void aTokenizerThatWasTaughtNothingIsRefused() {
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class,
            () -> new TextPipeline(subwords(LetterCase.KEEP), TokenVocabulary.of(List.of())));
    assertTrue(e.getMessage().contains("needs no file"), e.getMessage());
  }

  @Test
  public void otherCasesStayAsTheyAre() {
    TextPipeline keep = pipeline(LetterCase.KEEP, 200, TRAINING);
    assertEquals(keep.encode("the THE The").unknownCount(), 1);
    assertEquals(keep.decode(keep.encode("the cat. The cat").ids()), "the cat. The cat");
    TextPipeline lower = pipeline(LetterCase.LOWER, 200, TRAINING);
    assertEquals(lower.decode(lower.encode("THE Cat. I").ids()), "the cat. i");
    // J with caron has no composed form, j with caron has.
    assertEquals(LetterForms.lower("J\u030C"), "\u01F0");
  }

  @Test
  public void specialIdsWriteNothingButUnknown() {
    TextPipeline pipeline = pipeline(LetterCase.SENTENCE, 200, TRAINING);
    int cat = pipeline.vocabulary().id("cat");
    assertEquals(pipeline.decode(new int[] {2, cat, 0, 1, cat, 3, 0}), "Cat <unk> cat");
  }

  @Test
  public void longTextsAreCut() {
    TextPipeline pipeline = pipeline(LetterCase.SENTENCE, 3, TRAINING);
    EncodedText cut = pipeline.encode("I like the cat.");
    assertTrue(cut.truncated());
    assertEquals(cut.tokens(), List.of("I", "like", "the"));
    assertEquals(cut.totalTokens(), 5);
    assertFalse(pipeline.encode("I like the").truncated());
  }

  @Test
  public void theOrderOfTextsDoesNotMatter() {
    List<String> shuffled = new ArrayList<>(TRAINING);
    Collections.shuffle(shuffled, new Random(1));
    assertEquals(
        pipeline(LetterCase.SENTENCE, 200, shuffled).vocabulary(),
        pipeline(LetterCase.SENTENCE, 200, TRAINING).vocabulary());
  }

  /** What a reader sees after encoding and decoding; the rest are sentences whose case is rare. */
  @Test
  public void nearlyAllSentencesComeBack() throws IOException {
    List<SentencePair> pairs =
        ParallelCorpus.readAll(SharedData.require("data/tatoeba_fra_eng/valid.tsv"));
    for (boolean target : new boolean[] {false, true}) {
      List<String> texts =
          pairs.stream().map(pair -> target ? pair.target() : pair.source()).toList();
      TextPipeline pipeline = pipeline(LetterCase.SENTENCE, 200, texts);
      List<String> others =
          texts.stream()
              .filter(
                  t ->
                      !pipeline
                          .decode(pipeline.encode(t).ids())
                          .equals(TextNormalizer.normalize(t)))
              .toList();
      assertTrue(others.size() <= texts.size() / 1000, others.size() + " differ: " + others);
    }
  }

  private static TextPipeline pipeline(LetterCase letterCase, int maxTokens, List<String> texts) {
    return pipeline(new TextConfig.Side("en", TokenizerType.WORD, letterCase, maxTokens), texts);
  }

  private static TextPipeline pipeline(TextConfig.Side side, List<String> texts) {
    VocabularyBuilder builder = new VocabularyBuilder(side);
    texts.forEach(builder::add);
    return builder.pipeline(1, 10_000);
  }
}
