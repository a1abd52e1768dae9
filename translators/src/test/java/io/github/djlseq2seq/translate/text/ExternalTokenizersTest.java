package io.github.djlseq2seq.translate.text;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.util.Utils;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Tokenizers that others trained, with files made here. */
public class ExternalTokenizersTest {

  private static final List<String> TEXTS =
      List.of("un étudiant", "des étudiants", "un des étudiants");

  private static final String DES = "des";

  private Path folder;

  @BeforeClass
  public void writeFiles() throws IOException {
    folder = Files.createTempDirectory("external");
    Files.write(folder.resolve("x.spm"), sentencePiece(false));
    Files.writeString(folder.resolve("x.tokenizer.json"), huggingFace());
  }

  @AfterClass(alwaysRun = true)
  public void deleteFiles() {
    Utils.deleteQuietly(folder);
  }

  @DataProvider
  public Object[][] types() {
    return new Object[][] {
      {TokenizerType.SENTENCEPIECE, "▁des ▁étudiant s"},
      {TokenizerType.HUGGINGFACE, "des étudiant ##s"},
    };
  }

  @Test(dataProvider = "types")
  public void textBecomesPiecesAndTextAgain(TokenizerType type, String expected)
      throws IOException {
    Tokenizer tokenizer = TextPipeline.readTokenizer(type, folder.resolve(type.file("x")));
    List<String> tokens = tokenizer.tokenize(" des\u00A0e\u0301tudiants ");
    assertEquals(String.join(" ", tokens), expected);
    assertEquals(tokenizer.detokenize(tokens), "des étudiants");
    assertEquals(tokenizer.detokenize(List.of()), "");
    assertEquals(tokenizer.tokenize(" "), List.of());
    List<String> copied = new ArrayList<>(tokens);
    copied.add("Zoe\uFFED");
    assertTrue(tokenizer.detokenize(copied).startsWith("des étudiants"));
    assertTrue(tokenizer.detokenize(copied).endsWith("Zoe"), tokenizer.detokenize(copied));
  }

  /** The libraries are not Java: what is no Unicode must not end the process. */
  @Test(dataProvider = "types")
  public void anyTextCanBeCut(TokenizerType type, String expected) throws IOException {
    Tokenizer tokenizer = TextPipeline.readTokenizer(type, folder.resolve(type.file("x")));
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      String text = RandomText.next(random);
      try {
        String again = tokenizer.detokenize(tokenizer.tokenize(text + " " + DES));
        assertTrue(again.endsWith(DES), expected + ": " + again);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ", text " + RandomText.escape(text), e);
      }
    }
  }

  @Test(dataProvider = "types")
  public void theFileGoesWithTheModel(TokenizerType type, String expected) throws IOException {
    TextConfig.Side side = new TextConfig.Side("fr", type, LetterCase.LOWER, 50);
    Path file = folder.resolve(type.file("x"));
    VocabularyBuilder builder = VocabularyBuilder.of(side, file.toString());
    TEXTS.forEach(builder::add);
    TextPipeline pipeline = builder.pipeline(1, 100);
    assertEquals(pipeline.encode("DES étudiants").tokens(), List.of(expected.split(" ")));
    Path model = Files.createDirectory(folder.resolve("model-" + type));
    pipeline.write(model, "source");
    assertEquals(TextPipeline.files(side, "source"), List.of("source.vocab", type.file("source")));
    assertEquals(Files.mismatch(model.resolve(type.file("source")), file), -1);
    TextPipeline read = TextPipeline.read(side, model, "source");
    assertTrue(read.shares(pipeline));
    for (String text : TEXTS) {
      assertEquals(read.encode(text).unknownCount(), 0);
      assertEquals(read.decode(read.encode(text).ids()), text);
    }
  }

  @Test(dataProvider = "types")
  public void aDamagedFileIsNamed(TokenizerType type, String expected) throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve(type.file("x")));
    for (byte[] damaged : new byte[][] {{}, {1, 2, 3}, Arrays.copyOf(whole, 30)}) {
      IOException e =
          expectThrows(IOException.class, () -> type.create(damaged, "damaged " + expected));
      assertTrue(e.getMessage().startsWith("damaged " + expected), e.getMessage());
    }
  }

  @Test
  public void withoutAFileThereIsNoTokenizer() {
    for (TokenizerType type :
        List.of(TokenizerType.SENTENCEPIECE, TokenizerType.HUGGINGFACE, TokenizerType.SUBWORD)) {
      expectThrows(IllegalArgumentException.class, type::create);
    }
  }

  /** What a user sees who has not added the library that a model needs. */
  @Test(dataProvider = "types")
  public void aMissingLibraryIsNamed(TokenizerType type, String expected) throws Exception {
    List<URL> others = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!path.matches(".*(sentencepiece|tokenizers)-[0-9.]+\\.jar")) {
        others.add(Path.of(path).toUri().toURL());
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(others.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Class<?> pipelines = loader.loadClass(TextPipeline.class.getName());
      Class<?> types = loader.loadClass(TokenizerType.class.getName());
      var read = pipelines.getDeclaredMethod("readTokenizer", types, Path.class);
      read.setAccessible(true);
      Object[] arguments = {
        types.getMethod("valueOf", String.class).invoke(null, type.name()),
        folder.resolve(type.file("x"))
      };
      InvocationTargetException e =
          expectThrows(InvocationTargetException.class, () -> read.invoke(null, arguments));
      assertTrue(e.getCause() instanceof IOException, "" + e.getCause());
      String dependency =
          type == TokenizerType.SENTENCEPIECE
              ? "ai.djl.sentencepiece:sentencepiece:"
              : "ai.djl.huggingface:tokenizers:";
      String message = e.getCause().getMessage();
      assertTrue(message.contains("needs the dependency " + dependency), message);
      assertTrue(message.contains(type.file("x")), message);
    }
  }

  /** Its library returns C's strings, of which emoji are no part. */
  @Test
  public void sentencePieceKeepsEveryCharacter() throws IOException {
    for (boolean bytes : new boolean[] {false, true}) {
      Tokenizer tokenizer = TokenizerType.SENTENCEPIECE.create(sentencePiece(bytes), "memory");
      for (String text :
          List.of(
              "un 😀 des", "😀👩\u200D👧 des", "\uD835\uDC00un\uE000 \uE001😀", "한😀😀 é", "😀")) {
        List<String> tokens = tokenizer.tokenize(text);
        assertEquals(tokenizer.detokenize(tokens), text, tokens.toString());
        boolean known = text.contains("🚀");
        assertEquals(tokens.contains("<0xF0>"), bytes && !known, tokens.toString());
      }
      assertEquals(tokenizer.detokenize(List.of("▁un", "▁a\u0000b", "▁des")), "un a\u0000b des");
    }
  }

  /** A unigram model: a protocol buffer of pieces with their scores. */
  private static byte[] sentencePiece(boolean fallsBackToBytes) {
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    piece(model, "<unk>", 0, 2);
    piece(model, "<s>", 0, 3);
    piece(model, "</s>", 0, 3);
    piece(model, "▁un", -1, 1);
    piece(model, "▁des", -1, 1);
    piece(model, "▁étudiant", -1, 1);
    piece(model, "s", -2, 1);
    piece(model, "▁🚀", -1, 1);
    "▁abcdeéinotuZ".codePoints().forEach(letter -> piece(model, Character.toString(letter), -9, 1));
    // The trainer's part says that it is a unigram model; the normalizer's is empty: its defaults.
    if (fallsBackToBytes) {
      IntStream.range(0, 256).forEach(b -> piece(model, "<0x%02X>".formatted(b), -20, 6));
      model.writeBytes(new byte[] {0x12, 5, 0x18, 1, (byte) 0x98, 2, 1, 0x1A, 0});
    } else {
      model.writeBytes(new byte[] {0x12, 2, 0x18, 1, 0x1A, 0});
    }
    return model.toByteArray();
  }

  private static void piece(ByteArrayOutputStream model, String text, float score, int type) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer piece = ByteBuffer.allocate(2 + bytes.length + 5 + 2).order(ByteOrder.LITTLE_ENDIAN);
    piece.put((byte) 0x0A).put((byte) bytes.length).put(bytes);
    piece.put((byte) 0x15).putFloat(score);
    piece.put((byte) 0x18).put((byte) type);
    model.write(0x0A);
    model.write(piece.capacity());
    model.writeBytes(piece.array());
  }

  private static String huggingFace() {
    List<String> words = List.of("[UNK]", "un", "des", "étudiant", "##s", "[CLS]");
    List<String> vocabulary =
        IntStream.range(0, words.size()).mapToObj(id -> "\"" + words.get(id) + "\":" + id).toList();
    return """
        {"version": "1.0", "truncation": {"max_length": 2, "strategy": "LongestFirst", "stride": 0,
            "direction": "Right"}, "padding": null,
         "added_tokens": [{"id": 5, "content": "[CLS]", "single_word": false, "lstrip": false,
            "rstrip": false, "normalized": false, "special": true}],
         "normalizer": null,
         "pre_tokenizer": {"type": "Whitespace"},
         "post_processor": {"type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}}],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [5], "tokens": ["[CLS]"]}}},
         "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
         "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": {%s}}}
        """
        .formatted(String.join(", ", vocabulary));
  }
}
