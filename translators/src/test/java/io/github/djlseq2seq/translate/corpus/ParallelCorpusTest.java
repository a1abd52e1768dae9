package io.github.djlseq2seq.translate.corpus;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertNull;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import io.github.djlseq2seq.translate.text.SharedData;
import io.github.djlseq2seq.translate.text.TextFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class ParallelCorpusTest {

  private Path folder;

  @BeforeMethod
  public void makeFolder() throws IOException {
    folder = Files.createTempDirectory("corpus");
  }

  @AfterMethod
  public void removeFolder() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Test
  public void marksAndLineEndsAndFurtherColumnsAreDropped() throws IOException {
    String text = "\uFEFFa\tb\r\n c d \te\tthird\t\r\nf\tg\t\r\n\uFEFFh\ti";
    List<SentencePair> expected =
        List.of(
            new SentencePair("a", "b"),
            new SentencePair(" c d ", "e"),
            new SentencePair("f", "g"),
            new SentencePair("\uFEFFh", "i"));
    assertEquals(ParallelCorpus.readAll(plain(text)), expected);
    assertEquals(ParallelCorpus.readAll(zipped(text, "x.tsv.gz")), expected);
    assertEquals(ParallelCorpus.readAll(zipped(text, "X.TSV.GZ")), expected);
    assertEquals(ParallelCorpus.readAll(plain("")), List.of());
  }

  @DataProvider
  static Object[][] badLines() {
    return new Object[][] {
      {"one column", LineFault.COLUMNS, "expected source<TAB>target, found no tab"},
      {"", LineFault.COLUMNS, "expected source<TAB>target, found no tab"},
      {"\tx", LineFault.BLANK_SOURCE, "the source (first column) is blank"},
      {"\u00A0\u200B\tx", LineFault.BLANK_SOURCE, "the source (first column) is blank"},
      {"x\t", LineFault.BLANK_TARGET, "the target (second column) is blank"},
      {"x\t\r", LineFault.BLANK_TARGET, "the target (second column) is blank"},
      {"x\t \tthird", LineFault.BLANK_TARGET, "the target (second column) is blank"},
      {"x\t\u00E9", LineFault.ENCODING, "not valid UTF-8"},
    };
  }

  @Test(dataProvider = "badLines")
  public void badLinesAreNamedOrCounted(String line, LineFault fault, String reason)
      throws IOException {
    Path file = folder.resolve("bad.tsv");
    boolean latin = fault == LineFault.ENCODING;
    Files.writeString(
        file,
        "a\tb\n" + line + "\nc\td\n",
        latin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    TextFormatException e =
        expectThrows(TextFormatException.class, () -> ParallelCorpus.readAll(file));
    assertEquals(e.getMessage(), file + ", line 2: " + reason);
    try (ParallelCorpus corpus = ParallelCorpus.open(file, true)) {
      assertEquals(
          corpus.readAll(), List.of(new SentencePair("a", "b"), new SentencePair("c", "d")));
      assertEquals(corpus.skipped(), Map.of(fault, 1L));
      assertEquals(corpus.lineNumber(), 3);
      assertNull(corpus.next());
    }
  }

  @Test
  public void damagedCompressedFilesAreErrorsEvenWhenSkipping() throws IOException {
    String text = "a\tb\n".repeat(100_000) + "c\td\n";
    Path file = zipped(text, "x.tsv.gz");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 10));
    checkDamaged(file);
    bytes[bytes.length / 2] ^= 0x55;
    Files.write(file, bytes);
    checkDamaged(file);
    Files.writeString(file, "a\tb\n");
    checkDamaged(file);
    Files.writeString(file, "");
    checkDamaged(file);
  }

  private static void checkDamaged(Path file) {
    IOException e =
        expectThrows(
            IOException.class,
            () -> {
              try (ParallelCorpus corpus = ParallelCorpus.open(file, true)) {
                corpus.readAll();
              }
            });
    assertFalse(e instanceof TextFormatException);
    assertTrue(e.getMessage().startsWith(file + ", after line "), e.getMessage());
    assertTrue(e.getMessage().contains("damaged or truncated gzip data"), e.getMessage());
  }

  @Test
  public void aMissingFileIsNamed() {
    Path file = folder.resolve("none.tsv");
    Exception e = expectThrows(NoSuchFileException.class, () -> ParallelCorpus.open(file));
    assertTrue(e.getMessage().contains(file.toString()));
  }

  @Test
  public void realCorporaHaveTheirCounts() throws IOException {
    Path data = SharedData.require("data");
    assertEquals(ParallelCorpus.readAll(data.resolve("tatoeba_fra_eng/valid.tsv")).size(), 2000);
    assertEquals(
        ParallelCorpus.readAll(data.resolve("tatoeba_fra_eng/train.tsv.gz")).size(), 163_130);
    assertEquals(ParallelCorpus.readAll(data.resolve("tatoeba_kor_eng/train.tsv")).size(), 5149);
  }

  private Path plain(String text) throws IOException {
    return Files.writeString(folder.resolve("x.tsv"), text);
  }

  private Path zipped(String text, String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return Files.write(folder.resolve(name), bytes.toByteArray());
  }
}
