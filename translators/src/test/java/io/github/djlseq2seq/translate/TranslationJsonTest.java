package io.github.djlseq2seq.translate;

import static org.testng.Assert.assertEquals;

import java.util.List;
import org.testng.annotations.Test;

public class TranslationJsonTest {

  private static final Translation TRANSLATION =
      new Translation(
          List.of(
              new Translation.Candidate(
                  "Zorro \"7\"",
                  -0.12345678,
                  -12.5,
                  true,
                  List.of("Zorro", "7"),
                  List.of(-0.00001f, -12.25f),
                  List.of(new Translation.UnknownWord(0, "Zorro")),
                  Alignment.of(
                      List.of("Zorro", "7", "."),
                      List.of("Zorro", "7"),
                      new float[][] {{0.99994f, 0.00006f, 0}, {0, 1, 0}}))),
          List.of("Zorro", "7", "."),
          List.of(0),
          2);

  @Test
  public void hasAllButAttention() {
    assertEquals(
        TranslationJson.write(TRANSLATION, false).toString(),
        "{\"text\":\"Zorro \\\"7\\\"\",\"score\":-0.123457,\"candidates\":["
            + "{\"text\":\"Zorro \\\"7\\\"\",\"score\":-0.123457,\"logProbability\":-12.5,"
            + "\"ended\":true,\"tokens\":[\"Zorro\",\"7\"],"
            + "\"tokenLogProbabilities\":[-0.00001,-12.25],"
            + "\"unknownWords\":[{\"position\":0,\"replacement\":\"Zorro\"}]}],"
            + "\"sourceTokens\":[\"Zorro\",\"7\",\".\"],\"unknownSourceTokens\":[0],"
            + "\"truncatedTokens\":2}");
  }

  @Test
  public void attentionIsWrittenWhereItIsAskedFor() {
    assertEquals(
        TranslationJson.write(TRANSLATION, true)
            .getAsJsonArray("candidates")
            .get(0)
            .getAsJsonObject()
            .get("attention")
            .toString(),
        "[[0.9999,0.0001,0],[0,1,0]]");
  }

  @Test
  public void thatOfNothingHasTheSameKeys() {
    assertEquals(
        TranslationJson.write(Translation.EMPTY, true).toString(),
        "{\"text\":\"\",\"score\":0,\"candidates\":[{\"text\":\"\",\"score\":0,\"logProbability\":0,"
            + "\"ended\":true,\"tokens\":[],\"tokenLogProbabilities\":[],\"unknownWords\":[],"
            + "\"attention\":[]}],\"sourceTokens\":[],\"unknownSourceTokens\":[],"
            + "\"truncatedTokens\":0}");
  }
}
