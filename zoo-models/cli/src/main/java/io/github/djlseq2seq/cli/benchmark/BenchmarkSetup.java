package io.github.djlseq2seq.cli.benchmark;

import io.github.djlseq2seq.block.Seq2SeqConfig;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is timed, on what data, and how large the model is.
 *
 * @param engine the engine's name
 * @param bare whether the engine's bare calls of the model's shapes are timed instead of the model
 * @param train the training pairs, of tokens with white space between
 * @param test the pairs whose sources are translated
 * @param embed E, the size of a token's vector
 * @param hidden H, the size of the states
 * @param layers the number of layers
 * @param batch the number of sentences that go together
 * @param vocab the most entries of a vocabulary
 * @param minCount how often a token must occur to enter it
 * @param dropout the dropout between layers and before the generator
 * @param inputFeeding whether each step reads the last attentional vector
 * @param steps how many updates are timed
 * @param epochs how many whole epochs are timed instead; 0 for none
 * @param sentences how many sentences are translated
 * @param warmUp for how many seconds decoding goes on before the clock starts, at least once
 * @param beam the width of the beam
 * @param maxLen where sentences are cut
 * @param threads how many threads the engine calculates with
 * @param modes what is timed
 * @param out the beginning of the names of files for translations of the whole test set
 * @param seed what the parameters' start and the order of batches follow from
 */
public record BenchmarkSetup(
    String engine,
    boolean bare,
    Path train,
    Path test,
    int embed,
    int hidden,
    int layers,
    int batch,
    int vocab,
    int minCount,
    double dropout,
    boolean inputFeeding,
    int steps,
    int epochs,
    int sentences,
    double warmUp,
    int beam,
    int maxLen,
    int threads,
    Set<Mode> modes,
    @Nullable Path out,
    long seed) {

  /** Updates before the clock starts. */
  static final int WARM_UP = 5;

  private static final double MOST_WARM_UP = 3600;

  /** How many steps each sentence takes where the weights mean nothing. */
  private static final int FIXED_STEPS = 20;

  /**
   * Checks the values.
   *
   * @param engine the engine's name
   * @param bare whether bare calls are timed
   * @param train the training pairs
   * @param test the pairs whose sources are translated
   * @param embed the size of a token's vector
   * @param hidden the size of the states
   * @param layers the number of layers
   * @param batch the number of sentences that go together
   * @param vocab the most entries of a vocabulary
   * @param minCount how often a token must occur
   * @param dropout the dropout
   * @param inputFeeding whether each step reads the last attentional vector
   * @param steps how many updates are timed
   * @param epochs how many whole epochs are timed
   * @param sentences how many sentences are translated
   * @param warmUp for how many seconds decoding goes on before the clock starts
   * @param beam the width of the beam
   * @param maxLen where sentences are cut
   * @param threads how many threads the engine calculates with
   * @param modes what is timed
   * @param out where translations go
   * @param seed what everything random follows from
   * @throws IllegalArgumentException if a value is out of range; the message names it and the rule
   */
  public BenchmarkSetup {
    atLeast("batch", 1, batch);
    atLeast("vocab", 5, vocab);
    atLeast("min-count", 1, minCount);
    atLeast("steps", 1, steps);
    atLeast("epochs", 0, epochs);
    atLeast("sentences", 1, sentences);
    if (!(warmUp >= 0 && warmUp <= MOST_WARM_UP)) {
      throw new IllegalArgumentException(
          "--warm-up must be from 0 to %s, found %s".formatted(MOST_WARM_UP, warmUp));
    }
    atLeast("beam", 1, beam);
    atLeast("max-len", 1, maxLen);
    atLeast("threads", 1, threads);
    if (bare && (epochs > 0 || out != null)) {
      throw new IllegalArgumentException(
          "bare calls neither learn nor translate: leave out --epochs and --out");
    }
    modes = Set.copyOf(modes);
    // The sizes are checked where the model is made of them.
    Seq2SeqConfig.of(vocab, vocab).with(sizes(embed, hidden, layers, dropout, inputFeeding));
  }

  private static void atLeast(String name, int least, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "--%s must be at least %d, found %d".formatted(name, least, value));
    }
  }

  /** Whether the weights are trained, so that sentences end by themselves. */
  boolean trained() {
    return epochs > 0;
  }

  /** How many steps a sentence takes, at most if they end by themselves. */
  int decodingSteps() {
    return trained() ? maxLen : FIXED_STEPS;
  }

  /** The model of so large vocabularies. */
  Seq2SeqConfig model(int sourceVocabulary, int targetVocabulary) {
    return Seq2SeqConfig.of(sourceVocabulary, targetVocabulary)
        .with(sizes(embed, hidden, layers, dropout, inputFeeding));
  }

  private static String[] sizes(
      int embed, int hidden, int layers, double dropout, boolean inputFeeding) {
    return new String[] {
      "embedding=" + embed,
      "hidden=" + hidden,
      "layers=" + layers,
      "dropout=" + dropout,
      "embeddingDropout=0",
      "inputFeeding=" + inputFeeding
    };
  }
}
