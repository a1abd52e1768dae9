package io.github.djlseq2seq.translate.text;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.expectThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class WordVectorsTest {

  private static final TokenVocabulary VOCABULARY =
      TokenVocabulary.of(List.of("cat", "Paris", "\uFFED.", "don", "고양이"));

  @Test
  public void readsBothFormats() throws IOException {
    String glove = "cat 1 2 3\nunknown 4 5 6\n고양이 -1e-3 0 7\n";
    for (String text : List.of(glove, "3 3\n" + glove, glove.replace("\n", " \r\n"))) {
      Map<Integer, float[]> vectors = read(text, 3);
      assertEquals(vectors.keySet(), java.util.Set.of(4, 8), text);
      assertEquals(vectors.get(4), new float[] {1, 2, 3});
      assertEquals(vectors.get(8), new float[] {-0.001f, 0, 7});
    }
  }

  /** The token's own form is better than the word without joiners, that better than lower case. */
  @Test
  public void theNearestFormWins() throws IOException {
    assertEquals(read("paris 1 1\n. 2 2\n", 2).get(5), new float[] {1, 1});
    assertEquals(read("paris 1 1\n. 2 2\n", 2).get(6), new float[] {2, 2});
    for (String text : List.of("paris 1 1\nParis 3 3\n", "Paris 3 3\nparis 1 1\n")) {
      assertEquals(read(text, 2).get(5), new float[] {3, 3}, text);
    }
    assertEquals(read("\uFFED. 4 4\n. 2 2\n", 2).get(6), new float[] {4, 4});
  }

  @Test
  public void wordsMayHaveSpacesInThem() throws IOException {
    assertEquals(read(". . . 1 2\ncat 3 4\n", 2).get(4), new float[] {3, 4});
  }

  @DataProvider
  static Object[][] damages() {
    return new Object[][] {
      {"cat 1 2\ndog 1\n", 2, "line 2: a word and 2 values expected, found 1 values"},
      {"cat 1 2 3\n", 4, "line 1: a word and 4 values expected, found 3 values"},
      {"10 300\ncat 1 2\n", 2, "line 1: vectors of 2 values expected, found 300"},
      {"cat 1 two\n", 2, "line 1: value 2 must be a number, found \"two\""},
      {"cat NaN 2\n", 2, "line 1: value 1 must be a number, found \"NaN\""},
    };
  }

  @Test(dataProvider = "damages")
  public void aBadLineIsNamed(String text, int size, String message) {
    TextFormatException e = expectThrows(TextFormatException.class, () -> read(text, size));
    assertEquals(e.getMessage().substring(e.getMessage().indexOf("line ")), message);
  }

  private static Map<Integer, float[]> read(String text, int size) throws IOException {
    Path file = Files.createTempFile("vectors", ".txt");
    try {
      Files.writeString(file, text);
      return WordVectors.read(file, VOCABULARY, size);
    } finally {
      Files.delete(file);
    }
  }
}
