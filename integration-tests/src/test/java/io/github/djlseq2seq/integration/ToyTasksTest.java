package io.github.djlseq2seq.integration;

import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.metric.Bleu;
import io.github.djlseq2seq.translate.metric.Segment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.testng.Assert;
import org.testng.SkipException;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

/** What the field says of its models, seen on tasks of random numbers; with {@code -Pfull}. */
public class ToyTasksTest {

  private static final int LONGEST = 40;
  private static final int SECTION = 10;

  @BeforeClass
  public void onlyInTheFullRun() {
    if (!Boolean.getBoolean("seq2seq.full")) {
      throw new SkipException("NOT RUN: toy tasks take half an hour, only with -Pfull");
    }
  }

  /** The reverse task of joeynmt, by its sizes: numbers to 49, length to 25, in the test to 30. */
  @Test
  public void reversesNumbers() throws Exception {
    ToyTask task =
        new ToyTask(
            ToyTask.pairs(ToyTask.REVERSE, 1, 50_000, 25, 50),
            ToyTask.pairs(ToyTask.REVERSE, 2, 1_000, 30, 50));
    List<String> answers =
        task.learn(
            "PyTorch",
            "epochs=6",
            "batchSize=32",
            "learningRate=0.003",
            "labelSmoothing=0",
            "model.embedding=16",
            "model.hidden=64",
            "model.encoderHidden=128",
            "model.bridge=dense",
            "model.inputFeeding=true",
            "model.dropout=0");
    List<String> references = task.test().stream().map(SentencePair::target).toList();
    double bleu = Bleu.score(Segment.pairs(answers, references));
    System.err.printf(Locale.ROOT, "reverse: BLEU %.2f%n", bleu);
    Assert.assertTrue(bleu >= 95, "BLEU " + bleu);
  }

  /**
   * Copying up to forty digits: a fixed context vector forgets, the more so the longer the
   * sequence, and less if the source is reversed (Sutskever et al. 2014); attention does not
   * (Bahdanau et al. 2015, Luong et al. 2015).
   */
  @Test
  public void attentionRemembersWhatAFixedVectorForgets() throws Exception {
    Map<String, double[]> table = new LinkedHashMap<>();
    List<String> fixed = List.of("model.attention=none", "model.bidirectional=false");
    table.put("fixed vector", copy(ToyTask.COPY, fixed));
    table.put("fixed vector, reversed source", copy(ToyTask.COPY_OF_REVERSED, fixed));
    for (String attention : List.of("dot", "general", "additive")) {
      table.put(attention, copy(ToyTask.COPY, List.of("model.attention=" + attention)));
    }
    table.put("general, teacher forcing 0.5", copy(ToyTask.COPY, List.of("teacherForcing=0.5")));
    table.put("general, no teacher forcing", copy(ToyTask.COPY, List.of("teacherForcing=0")));
    table.forEach(
        (name, row) -> {
          StringBuilder line = new StringBuilder("| " + name);
          for (double accuracy : row) {
            line.append(String.format(Locale.ROOT, " | %.1f", accuracy));
          }
          System.err.println(line.append(" |"));
        });
    double[] forgetful = table.get("fixed vector");
    Assert.assertTrue(forgetful[3] < forgetful[0], "a fixed vector forgets with length");
    Assert.assertTrue(
        sum(table.get("fixed vector, reversed source")) > sum(forgetful), "reversing helps");
    for (String attention : List.of("dot", "general", "additive")) {
      Assert.assertTrue(
          table.get(attention)[3] > forgetful[3] + 20, attention + " attention remembers");
    }
  }

  /** Returns the accuracy for lengths 1 to 10, 11 to 20, 21 to 30 and 31 to 40. */
  private static double[] copy(ToyTask.Rule rule, List<String> settings) throws Exception {
    ToyTask task =
        new ToyTask(
            ToyTask.pairs(rule, 1, 40_000, LONGEST, 10),
            ToyTask.pairs(rule, 2, 1_000, LONGEST, 10));
    List<String> all =
        new ArrayList<>(
            List.of(
                "epochs=6",
                "batchSize=64",
                "learningRate=0.003",
                "labelSmoothing=0",
                "model.embedding=16",
                "model.hidden=64",
                "model.dropout=0"));
    all.addAll(settings);
    List<String> answers = task.learn("PyTorch", all.toArray(String[]::new));
    double[] row = new double[LONGEST / SECTION];
    for (int i = 0; i < row.length; i++) {
      row[i] = task.accuracy(answers, i * SECTION + 1, (i + 1) * SECTION);
    }
    return row;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
