package io.github.djlseq2seq.translate.corpus;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertNull;
import static org.testng.Assert.expectThrows;

import ai.djl.util.Utils;
import io.github.djlseq2seq.translate.text.TextFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class CorpusTest {

  private static final List<SentencePair> PAIRS =
      List.of(new SentencePair("a", "b"), new SentencePair("c", "d"));

  private Path folder;

  @BeforeMethod
  public void makeFolder() throws IOException {
    folder = Files.createTempDirectory("corpus");
  }

  @AfterMethod
  public void removeFolder() {
    Utils.deleteQuietly(folder);
  }

  @Test
  public void everyReadingBeginsAtTheFirstPair() throws IOException {
    Path file = Files.writeString(folder.resolve("x.tsv"), "a\tb\nc\td\n");
    for (Corpus corpus : List.of(Corpus.of(PAIRS), Corpus.of(file, false))) {
      try (PairReader begun = corpus.open()) {
        assertEquals(begun.next(), PAIRS.get(0));
        assertEquals(read(corpus), PAIRS);
        assertEquals(read(corpus), PAIRS);
        assertEquals(begun.next(), PAIRS.get(1));
        assertNull(begun.next());
        assertNull(begun.next());
        assertEquals(begun.skipped(), Map.of());
      }
    }
  }

  @Test
  public void aListThatChangesLaterDoesNotMatter() throws IOException {
    List<SentencePair> pairs = new ArrayList<>(PAIRS);
    Corpus corpus = Corpus.of(pairs);
    pairs.clear();
    assertEquals(read(corpus), PAIRS);
  }

  @Test
  public void badLinesAreCountedByEachReading() throws IOException {
    Path file = Files.writeString(folder.resolve("x.tsv"), "a\tb\nnone\n\tx\nalso none\nc\td\n");
    Corpus corpus = Corpus.of(file, true);
    for (int i = 0; i < 2; i++) {
      try (PairReader reader = corpus.open()) {
        assertEquals(reader.next(), PAIRS.get(0));
        assertEquals(reader.skipped(), Map.of());
        assertEquals(reader.next(), PAIRS.get(1));
        assertEquals(reader.skipped(), Map.of(LineFault.COLUMNS, 2L, LineFault.BLANK_SOURCE, 1L));
      }
    }
  }

  @Test
  public void anErrorInTheMiddleNamesFileAndLine() throws IOException {
    Path file = Files.writeString(folder.resolve("x.tsv"), "a\tb\n".repeat(999) + "none\nc\td\n");
    TextFormatException e =
        expectThrows(TextFormatException.class, () -> read(Corpus.of(file, false)));
    assertEquals(e.getMessage(), file + ", line 1000: expected source<TAB>target, found no tab");
  }

  @Test
  public void aFileIsOpenedByTheReading() throws IOException {
    Path file = folder.resolve("x.tsv");
    Corpus corpus = Corpus.of(file, false);
    expectThrows(NoSuchFileException.class, corpus::open);
    Files.writeString(file, "a\tb\nc\td\n");
    assertEquals(read(corpus), PAIRS);
  }

  private static List<SentencePair> read(Corpus corpus) throws IOException {
    List<SentencePair> pairs = new ArrayList<>();
    try (PairReader reader = corpus.open()) {
      for (SentencePair pair = reader.next(); pair != null; pair = reader.next()) {
        pairs.add(pair);
      }
    }
    return pairs;
  }
}
