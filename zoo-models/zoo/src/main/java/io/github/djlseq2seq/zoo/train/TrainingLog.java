package io.github.djlseq2seq.zoo.train;

import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** Tells how a training goes: lines for a reader, and a table for a program. */
final class TrainingLog {

  private static final long SECONDS_BETWEEN_LINES = 10;
  private static final double NANOS = 1e9;

  private final PrintStream out;
  private final Path history;

  private int epoch;
  private int epochs;
  private int batches;
  private int batch;
  private long epochTokens;
  private double epochLoss;
  private long epochStart;
  private long lastLine;
  private float learningRate;

  TrainingLog(PrintStream out, Path history) {
    this.out = out;
    this.history = history;
  }

  void begin(Seq2Seq block, TrainingData train, TrainingData valid) throws IOException {
    long parameters =
        block.getParameters().values().stream().mapToLong(p -> p.getShape().size()).sum();
    print(
        "%,d parameters; vocabularies of %,d and %,d tokens",
        parameters, block.config().sourceVocabulary(), block.config().targetVocabulary());
    tell("training", train);
    tell("validation", valid);
    if (!Files.exists(history)) {
      Files.writeString(
          history, "epoch,updates,seconds,target_tokens,train_loss,valid_loss,skipped_updates\n");
    }
  }

  void vectors(String side, int found, int tokens, PretrainedVectors vectors) {
    print(
        "%s embedding: %,d of %,d tokens have a vector in %s%s",
        side, found, tokens, vectors.file(), vectors.frozen() ? "; it is frozen" : "");
  }

  private void tell(String name, TrainingData data) {
    print(
        "%s: %,d pairs, %,d left out as too long, %.2f %% of the tokens unknown",
        name, data.pairs().size(), data.tooLong(), 100 * data.unknown());
  }

  void beginEpoch(int number, int of, int size) {
    epoch = number;
    epochs = of;
    batches = size;
    batch = 0;
    epochTokens = 0;
    epochLoss = 0;
    epochStart = System.nanoTime();
    lastLine = epochStart;
  }

  void update(long tokens, float loss, float rate) {
    batch++;
    epochTokens += tokens;
    epochLoss += loss * (double) tokens;
    learningRate = rate;
    long now = System.nanoTime();
    if (now - lastLine > SECONDS_BETWEEN_LINES * NANOS) {
      lastLine = now;
      double seconds = (now - epochStart) / NANOS;
      double left = seconds / batch * (batches - batch + (double) (epochs - epoch) * batches);
      print(
          "epoch %d/%d  batch %d/%d  loss %.3f  rate %.2e  %,.0f target tokens/s  %s left",
          epoch,
          epochs,
          batch,
          batches,
          epochLoss / epochTokens,
          learningRate,
          epochTokens / seconds,
          duration(left));
    }
  }

  void epoch(int number, int updates, double validLoss, boolean better, int skipped)
      throws IOException {
    double seconds = (System.nanoTime() - epochStart) / NANOS;
    double trainLoss = epochLoss / epochTokens;
    print(
        "epoch %d/%d  %s  training loss %.4f  validation loss %.4f, perplexity %.2f%s%s",
        number,
        epochs,
        duration(seconds),
        trainLoss,
        validLoss,
        Math.exp(validLoss),
        better ? ", the best so far" : "",
        skipped > 0 ? ", " + skipped + " updates skipped so far" : "");
    String row =
        String.format(
            Locale.ROOT,
            "%d,%d,%.1f,%d,%.6f,%.6f,%d%n",
            number,
            updates,
            seconds,
            epochTokens,
            trainLoss,
            validLoss,
            skipped);
    Files.writeString(history, row, StandardOpenOption.APPEND, StandardOpenOption.CREATE);
  }

  void sample(SentencePair pair, String translation) {
    print("  %s => %s (%s)", pair.source(), translation, pair.target());
  }

  void tell(String line) {
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
    out.println(String.format(Locale.ROOT, format, arguments));
  }
}
