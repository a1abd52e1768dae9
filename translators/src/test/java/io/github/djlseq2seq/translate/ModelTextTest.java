package io.github.djlseq2seq.translate;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import io.github.djlseq2seq.translate.corpus.BatchSize;
import io.github.djlseq2seq.translate.corpus.EncodedCorpus;
import io.github.djlseq2seq.translate.corpus.ParallelDataset;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.text.LetterCase;
import io.github.djlseq2seq.translate.text.TextConfig;
import io.github.djlseq2seq.translate.text.TextPipeline;
import io.github.djlseq2seq.translate.text.TokenVocabulary;
import io.github.djlseq2seq.translate.text.TokenizerType;
import io.github.djlseq2seq.translate.text.VocabularyBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class ModelTextTest {

  private static final ModelText TEXT =
      new ModelText(
          new TextPipeline(
              new TextConfig.Side("fr", TokenizerType.WORD, LetterCase.LOWER, 7),
              TokenVocabulary.of(List.of("été", "l'\uFFED", "\uD83D\uDE00"))),
          new TextPipeline(TextConfig.Side.of("en"), TokenVocabulary.of(List.of("summer"))));

  private Path folder;

  @BeforeMethod
  public void writeText() throws IOException {
    folder = Files.createTempDirectory("text");
    TEXT.write(folder);
  }

  @AfterMethod(alwaysRun = true)
  public void deleteFolder() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Test
  public void aJointModelHasOneVocabulary() {
    Seq2SeqConfig joint = Seq2SeqConfig.of(7, 7).with("joint=true");
    TextPipeline other =
        new TextPipeline(TEXT.source().config(), TokenVocabulary.of(List.of("x", "y", "z")));
    new ModelText(TEXT.source(), TEXT.source()).check(joint);
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class, () -> new ModelText(TEXT.source(), other).check(joint));
    assertTrue(e.getMessage().contains("must be the same"), e.getMessage());
  }

  @Test
  public void pairsAreEncodedAndLongOnesCounted() {
    EncodedCorpus encoded =
        TEXT.encode(
            List.of(
                new SentencePair("L'été", "Summer"),
                new SentencePair("été ".repeat(8), "summer"),
                new SentencePair("hiver", "summer summer winter")));
    assertEquals(encoded.pairs().size(), 2);
    assertEquals(encoded.tooLong(), 1);
    // Of the pairs that are left, "hiver" and "winter".
    assertEquals(encoded.source(), new EncodedCorpus.Side(3, 1, 1));
    assertEquals(encoded.target(), new EncodedCorpus.Side(4, 1, 0));
    try (NDManager manager = Engines.newManager(Engines.any())) {
      for (Batch batch :
          ParallelDataset.ordered(encoded.pairs(), BatchSize.sentences(2)).getData(manager)) {
        // The shorter target first; special tokens are 0 to 3.
        assertEquals(batch.getData().get(0).toLongArray(), new long[] {5, 4, 1, 0});
        assertEquals(batch.getLabels().get(0).toLongArray(), new long[] {4, 3, 0, 0, 4, 4, 1, 3});
        batch.close();
      }
    }
  }

  @Test
  public void noPairsAreNoPairs() {
    assertEquals(TEXT.encode(List.of()).pairs().size(), 0);
  }

  @Test
  public void comesBackAsItWasWritten() throws IOException {
    ModelText read = ModelText.read(folder);
    assertSame(read.source(), TEXT.source());
    assertSame(read.target(), TEXT.target());
    assertEquals(read.source().encode("L'ÉTÉ").ids(), new int[] {5, 4});
  }

  private static void assertSame(TextPipeline actual, TextPipeline expected) {
    assertEquals(actual.config(), expected.config());
    assertEquals(actual.vocabulary(), expected.vocabulary());
  }

  @Test
  public void writesTheFilesItNames() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Set<String> names = files.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
      assertEquals(names, Set.copyOf(ModelText.FILES));
      assertEquals(ModelText.files(folder), TEXT.files());
      assertEquals(TEXT.files(), ModelText.FILES);
    }
    assertEquals(
        Files.readString(folder.resolve("source.vocab")),
        "<pad>\n<unk>\n<bos>\n<eos>\nété\nl'\uFFED\n\uD83D\uDE00\n");
  }

  @Test
  public void whatATokenizerHasLearntIsAFileToo() throws IOException {
    TextConfig.Side side =
        new TextConfig.Side("fr", TokenizerType.SUBWORD, LetterCase.KEEP, 50, 60, false, "");
    VocabularyBuilder builder = new VocabularyBuilder(side);
    String text = "un étudiant, des étudiants, une étude";
    builder.add(text);
    TextPipeline learnt = builder.pipeline(1, 100);
    ModelText subwords = new ModelText(TEXT.source(), learnt);
    subwords.write(folder);
    assertEquals(
        subwords.files(), List.of("text.json", "source.vocab", "target.vocab", "target.bpe"));
    assertEquals(ModelText.files(folder), subwords.files());
    ModelText read = ModelText.read(folder);
    assertTrue(read.target().shares(learnt));
    assertEquals(read.target().encode(text).ids(), learnt.encode(text).ids());
    assertTrue(learnt.encode(text).tokens().contains("étud"), "" + learnt.encode(text).tokens());
    ModelText joint = new ModelText(learnt, read.target());
    int size = learnt.vocabulary().size();
    joint.check(Seq2SeqConfig.of(size, size).with("joint=true"));
    byte[] whole = Files.readAllBytes(folder.resolve("target.bpe"));
    damage("target.bpe", new byte[0]);
    damage("target.bpe", Arrays.copyOf(whole, whole.length - 1));
    damage("target.bpe", "merges 1\nx\n".getBytes(StandardCharsets.UTF_8));
    Files.delete(folder.resolve("target.bpe"));
    IOException e = expectThrows(NoSuchFileException.class, () -> ModelText.read(folder));
    assertTrue(e.getMessage().contains("target.bpe"), e.getMessage());
  }

  @DataProvider
  static Object[][] files() {
    return ModelText.FILES.stream().map(name -> new Object[] {name}).toArray(Object[][]::new);
  }

  @Test(dataProvider = "files")
  public void aMissingFileIsNamed(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.delete(file);
    IOException e = expectThrows(NoSuchFileException.class, () -> ModelText.read(folder));
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
  }

  @Test(dataProvider = "files")
  public void anEmptyFileIsNamed(String name) throws IOException {
    damage(name, new byte[0]);
  }

  @Test(dataProvider = "files")
  public void aTruncatedFileIsNamed(String name) throws IOException {
    String text = Files.readString(folder.resolve(name)).strip();
    damage(name, text.substring(0, text.length() - 1).getBytes(StandardCharsets.UTF_8));
  }

  @Test(dataProvider = "files")
  public void aFileOfOtherBytesThanUtf8IsNamed(String name) throws IOException {
    String text = Files.readString(folder.resolve(name));
    damage(name, (text + "\u00E9\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  public void aConfigOfAnotherReleaseIsNamed() throws IOException {
    damage("text.json", "{\"format\":99}".getBytes(StandardCharsets.UTF_8));
  }

  private void damage(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, bytes);
    IOException e = expectThrows(IOException.class, () -> ModelText.read(folder));
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
  }

  @Test
  public void aModelOfOtherSizesIsRefused() {
    TEXT.check(TinyModel.config().withVocabularies(7, 5));
    IllegalArgumentException source =
        expectThrows(
            IllegalArgumentException.class,
            () -> TEXT.check(TinyModel.config().withVocabularies(8, 5)));
    assertEquals(
        source.getMessage(),
        "source.vocab has 7 tokens, but the model's configuration says sourceVocabulary 8");
    IllegalArgumentException target =
        expectThrows(
            IllegalArgumentException.class,
            () -> TEXT.check(TinyModel.config().withVocabularies(7, 6)));
    assertEquals(
        target.getMessage(),
        "target.vocab has 5 tokens, but the model's configuration says targetVocabulary 6");
  }
}
