package io.github.djlseq2seq.translate.text;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertNull;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.testng.annotations.Test;

public class Utf8LinesTest {

  @Test
  public void linesAreAsSplit() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      StringBuilder text = new StringBuilder();
      for (int line = random.nextInt(4); line >= 0; line--) {
        // Some lines are longer than the reader's buffer.
        text.append("aé한😀\r\uFFFD".repeat(random.nextInt(random.nextInt(10) == 0 ? 30_000 : 5)));
        text.append(line > 0 || random.nextBoolean() ? "\n" : "");
      }
      String[] expected = text.toString().split("\n", -1);
      try (Utf8Lines lines = lines(text.toString().getBytes(StandardCharsets.UTF_8))) {
        for (int n = 0; n < expected.length - 1; n++) {
          assertEquals(lines.next(), expected[n], "seed " + seed);
          assertEquals(lines.number(), n + 1);
          assertTrue(lines.ended());
        }
        String last = expected[expected.length - 1];
        assertEquals(lines.next(), last.isEmpty() ? null : last, "seed " + seed);
        assertEquals(lines.ended(), last.isEmpty());
        assertNull(lines.next());
      }
    }
  }

  @Test
  public void aBadLineDoesNotHideTheNext() throws IOException {
    try (Utf8Lines lines = lines(new byte[] {'a', '\n', (byte) 0xE9, '\n', 'b'})) {
      assertEquals(lines.next(), "a");
      TextFormatException e = expectThrows(TextFormatException.class, lines::next);
      assertEquals(e.getMessage(), "x, line 2: not valid UTF-8");
      assertEquals(e.file(), "x");
      assertEquals(e.line(), 2);
      assertEquals(e.reason(), "not valid UTF-8");
      assertEquals(lines.next(), "b");
    }
  }

  @Test
  public void aLineThatIsTooLongDoesNotHideTheNext() throws IOException {
    byte[] bytes = new byte[Utf8Lines.MAX_LINE_BYTES + 3];
    Arrays.fill(bytes, (byte) 'a');
    bytes[bytes.length - 2] = '\n';
    try (Utf8Lines lines = lines(bytes)) {
      assertEquals(
          expectThrows(TextFormatException.class, lines::next).getMessage(),
          "x, line 1: line longer than 67108864 bytes");
      assertEquals(lines.next(), "a");
    }
  }

  private static Utf8Lines lines(byte[] bytes) {
    return new Utf8Lines(new ByteArrayInputStream(bytes), "x");
  }
}
