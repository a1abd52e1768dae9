package io.github.djlseq2seq.zoo.train;

import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.translate.corpus.EncodedCorpus;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import java.io.PrintStream;
import java.util.Locale;

/** Tells how a training goes: a bar that moves on a terminal, lines elsewhere. */
final class TrainingLog {

  private static final double SECONDS_BETWEEN_LINES = 10;
  private static final double SECONDS_BETWEEN_BARS = 0.2;
  private static final int BAR = 16;
  private static final double NANOS = 1e9;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final boolean terminal;

  private int epoch;
  private int epochs;
  private int batches;
  private int first;
  private int batch;
  private double epochSeconds;
  private long epochTokens;
  private long lastLine;
  private boolean barShown;

  TrainingLog(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
    // A bar is there at once.
    lastLine = System.nanoTime() - (terminal ? (long) NANOS : 0);
  }

  void begin(Seq2Seq block, EncodedCorpus train, EncodedCorpus valid) {
    long parameters =
        block.getParameters().values().stream().mapToLong(p -> p.getShape().size()).sum();
    print(
        "%,d parameters; vocabularies of %,d and %,d tokens",
        parameters, block.config().sourceVocabulary(), block.config().targetVocabulary());
    tell("training", train);
    tell("validation", valid);
  }

  void vectors(String side, int found, int tokens, String file, boolean frozen) {
    print(
        "%s embedding: %,d of %,d tokens have a vector in %s%s",
        side, found, tokens, file, frozen ? "; it is frozen" : "");
  }

  /** What of a corpus is not used; empty if all is. */
  static String leftOut(EncodedCorpus data) {
    StringBuilder leftOut = new StringBuilder();
    leftOut(leftOut, data.source().tooLong(), "with a source of more than source.maxTokens");
    leftOut(leftOut, data.target().tooLong(), "with a target of more than target.maxTokens");
    leftOut(leftOut, data.blank(), "with no token in the source");
    data.skipped()
        .forEach(
            (fault, count) ->
                leftOut(leftOut, count, "bad lines, " + fault.name().toLowerCase(Locale.ROOT)));
    return leftOut.toString();
  }

  private void tell(String name, EncodedCorpus data) {
    print(
        "%s: %,d pairs%s; %.2f %% of the source's tokens unknown, %.2f %% of the target's",
        name,
        data.pairs().size(),
        leftOut(data),
        100 * data.source().unknownShare(),
        100 * data.target().unknownShare());
  }

  private static void leftOut(StringBuilder text, long count, String reason) {
    if (count > 0) {
      text.append(text.isEmpty() ? "; left out " : ", ");
      text.append(String.format(Locale.ROOT, "%,d %s", count, reason));
    }
  }

  void beginEpoch(int number, int of, int firstBatch, int size) {
    epoch = number;
    epochs = of;
    batches = size;
    first = firstBatch;
    batch = firstBatch;
    epochTokens = 0;
    epochSeconds = 0;
  }

  void update(Updates.Update update, TrainingProgress.Interval interval, double seconds) {
    batch += update.batches();
    epochTokens += update.tokens();
    epochSeconds += seconds;
    if (update.skipped()) {
      print(
          "epoch %d/%d  batch %d/%d  skipped: its loss or gradient is not finite",
          epoch, epochs, batch, batches);
    }
    long now = System.nanoTime();
    double wait = terminal ? SECONDS_BETWEEN_BARS : SECONDS_BETWEEN_LINES;
    if ((now - lastLine) / NANOS < wait) {
      return;
    }
    lastLine = now;
    double left =
        epochSeconds / (batch - first) * (batches - batch + (double) (epochs - epoch) * batches);
    double loss = interval.meanLoss();
    String speed =
        String.format(
            Locale.ROOT,
            "%,.0f target tokens/s  %s left",
            epochTokens / epochSeconds,
            duration(left));
    if (terminal) {
      // Within 80 columns: a line that is wrapped cannot be erased.
      bar(String.format(Locale.ROOT, "loss %.3f  %s", loss, speed));
    } else {
      print(
          "epoch %d/%d  batch %d/%d  loss %.3f  perplexity %.2f  rate %.2e  %s",
          epoch, epochs, batch, batches, loss, Math.exp(loss), update.rate(), speed);
    }
  }

  private void bar(String line) {
    int full = (int) ((long) BAR * batch / batches);
    out.print(
        ERASE_LINE
            + String.format(Locale.ROOT, "epoch %d/%d [", epoch, epochs)
            + "=".repeat(full)
            + " ".repeat(BAR - full)
            + "] "
            + line);
    out.flush();
    barShown = true;
  }

  void validation(TrainingHistory.Row row, Selection.Criterion by, boolean better) {
    print(
        "epoch %d/%d  update %,d  %s  training loss %.4f  validation loss %.4f, perplexity %.2f%s%s%s",
        row.epoch(),
        epochs,
        row.update(),
        duration(row.interval().seconds()),
        row.interval().meanLoss(),
        row.loss(),
        Math.exp(row.loss()),
        score(by, row.score()),
        better ? ", the best so far" : "",
        row.skipped() > 0 ? ", " + row.skipped() + " updates skipped so far" : "");
  }

  void average(int models, Validation.Outcome outcome, Selection.Criterion by, boolean better) {
    print(
        "the mean of the %d best models: validation loss %.4f, perplexity %.2f%s%s",
        models,
        outcome.loss(),
        Math.exp(outcome.loss()),
        score(by, outcome.score()),
        better ? ", the best: it is the model" : ", no better than the best of them");
  }

  private static String score(Selection.Criterion by, double score) {
    return by == Selection.Criterion.LOSS ? "" : String.format(Locale.ROOT, ", %s %.2f", by, score);
  }

  void sample(SentencePair pair, String translation) {
    print("  %s => %s (%s)", pair.source(), translation, pair.target());
  }

  void tell(String line) {
    if (barShown) {
      out.print(ERASE_LINE);
      barShown = false;
    }
    out.println(line);
  }

  private static String duration(double seconds) {
    long minutes = Math.round(seconds / 60);
    if (seconds < 100) {
      return Math.round(seconds) + " s";
    }
    return minutes < 120 ? minutes + " min" : Math.round(minutes / 60.0) + " h";
  }

  private void print(String format, Object... arguments) {
    tell(String.format(Locale.ROOT, format, arguments));
  }
}
