package io.github.djlseq2seq.zoo.train;

/**
 * How far a training is.
 *
 * @param epoch the number of epochs that are done
 * @param batch the number of batches of the next epoch that are done
 * @param skipped the number of updates that were skipped, their gradients not being finite
 * @param rateFactor what validations have made of the learning rate, as a factor
 * @param interval what was trained since the last validation
 * @param best the best validation
 * @param data what it is a training of
 */
record TrainingProgress(
    int epoch, int batch, int skipped, double rateFactor, Interval interval, Best best, Data data) {

  /**
   * A stretch of training.
   *
   * @param tokens the number of target tokens
   * @param loss the sum of their losses
   * @param seconds the time it took
   */
  record Interval(long tokens, double loss, double seconds) {

    static final Interval NONE = new Interval(0, 0, 0);

    Interval plus(long moreTokens, double moreLoss, double moreSeconds) {
      return new Interval(tokens + moreTokens, loss + moreLoss, seconds + moreSeconds);
    }

    double meanLoss() {
      return loss / Math.max(1, tokens);
    }
  }

  /**
   * The best validation.
   *
   * @param update after which update it was; 0 before the first
   * @param outcome what it measured
   * @param since how many validations there were since
   */
  record Best(long update, Validation.Outcome outcome, int since) {

    static final Best NONE = new Best(0, new Validation.Outcome(0, 0), 0);
  }

  /**
   * What a training has to be resumed with.
   *
   * @param engine the engine's name
   * @param train the training pairs
   * @param valid the validation pairs
   */
  record Data(String engine, Pairs train, Pairs valid) {

    static final Data NONE = new Data("", Pairs.NONE, Pairs.NONE);
  }

  /**
   * What tells pairs from others.
   *
   * @param pairs their number
   * @param checksum of their texts
   */
  record Pairs(int pairs, long checksum) {

    static final Pairs NONE = new Pairs(0, 0);
  }

  static TrainingProgress start(Data data) {
    return new TrainingProgress(0, 0, 0, 1, Interval.NONE, Best.NONE, data);
  }

  TrainingProgress at(int newEpoch, int newBatch, int newSkipped, Interval newInterval) {
    return new TrainingProgress(
        newEpoch, newBatch, newSkipped, rateFactor, newInterval, best, data);
  }

  TrainingProgress validated(Best newBest, double newFactor) {
    return new TrainingProgress(epoch, batch, skipped, newFactor, Interval.NONE, newBest, data);
  }
}
