package io.github.djlseq2seq.zoo.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The validations of a training, as a table for programs. */
final class TrainingHistory {

  private static final String HEAD =
      "epoch,update,seconds,target_tokens,learning_rate,train_loss,valid_loss,score,skipped_updates";

  /**
   * One validation.
   *
   * @param epoch the epoch, from 1
   * @param update the number of updates before it
   * @param interval what was trained since the one before
   * @param rate the learning rate of the update that follows
   * @param loss the validation loss, per target token
   * @param score what the best model is chosen by
   * @param skipped the number of updates skipped so far
   */
  record Row(
      int epoch,
      long update,
      TrainingProgress.Interval interval,
      double rate,
      double loss,
      double score,
      int skipped) {

    private String line() {
      return String.format(
          Locale.ROOT,
          "%d,%d,%.1f,%d,%s,%s,%s,%s,%d",
          epoch,
          update,
          interval.seconds(),
          interval.tokens(),
          rate,
          interval.meanLoss(),
          loss,
          score,
          skipped);
    }

    private static Row parse(String line) {
      String[] cells = line.split(",", -1);
      long tokens = Long.parseLong(cells[3]);
      double trainLoss = Double.parseDouble(cells[5]);
      return new Row(
          Integer.parseInt(cells[0]),
          Long.parseLong(cells[1]),
          new TrainingProgress.Interval(tokens, trainLoss * tokens, Double.parseDouble(cells[2])),
          Double.parseDouble(cells[4]),
          Double.parseDouble(cells[6]),
          Double.parseDouble(cells[7]),
          Integer.parseInt(cells[8]));
    }
  }

  private final List<Row> rows = new ArrayList<>();

  void add(Row row) {
    rows.add(row);
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  /** The update of the last validation; 0 before the first. */
  long lastUpdate() {
    return rows.isEmpty() ? 0 : rows.get(rows.size() - 1).update();
  }

  String csv() {
    StringBuilder text = new StringBuilder(HEAD).append('\n');
    rows.forEach(row -> text.append(row.line()).append('\n'));
    return text.toString();
  }

  static TrainingHistory read(Path file) throws IOException {
    TrainingHistory history = new TrainingHistory();
    try {
      Files.readAllLines(file).stream().skip(1).map(Row::parse).forEach(history::add);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
    return history;
  }
}
