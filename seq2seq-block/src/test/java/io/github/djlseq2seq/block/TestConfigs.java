package io.github.djlseq2seq.block;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The models that tests run over. All sizes differ, so that no two axes can be taken for one
 * another.
 */
final class TestConfigs {

  /** What a model can be made of; a value is any number of settings. */
  private static final List<List<String>> FACTORS =
      List.of(
          List.of("cell=lstm", "cell=gru", "cell=rnn_tanh", "cell=rnn_relu"),
          List.of(
              "attention=none",
              "attention=dot",
              "attention=scaled_dot",
              "attention=general",
              "attention=additive"),
          List.of("layers=1", "layers=2"),
          List.of("bidirectional=false", "bidirectional=true"),
          List.of("inputFeeding=false", "inputFeeding=true"),
          List.of("tied=false", "tied=true"),
          List.of("residual=false", "residual=true"),
          List.of("layerNorm=false", "layerNorm=true"),
          List.of("bridge=copy", "bridge=dense", "bridge=zero"),
          List.of("encoderLayers=0", "encoderLayers=3", "encoderLayers=1 encoderHidden=10"),
          List.of("joint=false", "joint=true sourceVocabulary=11", "sourceFeatures=7"));

  /** The full run has all combinations of so many of them, with the others at random. */
  private static final int COMBINED = 5;

  static final int[] SIZES = FACTORS.stream().mapToInt(List::size).toArray();

  private static final List<Seq2SeqConfig> ALL = TestModels.FULL ? full() : pairwise();

  private TestConfigs() {}

  /** Every pair of values; in the full run all combinations of the first factors. */
  static List<Seq2SeqConfig> all() {
    return ALL;
  }

  /** A small model with some values changed. */
  static Seq2SeqConfig small(String... settings) {
    return Seq2SeqConfig.of(9, 11).with("embedding=6", "hidden=8", "dropout=0").with(settings);
  }

  static List<Seq2SeqConfig> pairwise() {
    return PairwiseSet.rows(SIZES, row -> config(row).isPresent()).stream()
        .map(row -> config(row).orElseThrow())
        .toList();
  }

  private static List<Seq2SeqConfig> full() {
    long seed = Long.getLong("seq2seq.seed", System.nanoTime());
    System.err.println("configurations of the full run: again with -Dseq2seq.seed=" + seed);
    Random random = new Random(seed);
    List<Seq2SeqConfig> configs = new ArrayList<>();
    for (int[] first : PairwiseSet.product(Arrays.copyOf(SIZES, COMBINED))) {
      Optional<Seq2SeqConfig> config = Optional.empty();
      while (config.isEmpty()) {
        int[] row = Arrays.copyOf(first, SIZES.length);
        for (int i = COMBINED; i < row.length; i++) {
          row[i] = random.nextInt(SIZES[i]);
        }
        config = config(row);
      }
      configs.add(config.get());
    }
    return configs;
  }

  /**
   * The model of a row; none if it is refused, or if what it asks of upper layers means nothing.
   */
  static Optional<Seq2SeqConfig> config(int... row) {
    List<String> settings =
        IntStream.range(0, row.length)
            .mapToObj(i -> FACTORS.get(i).get(row[i]))
            .flatMap(value -> Arrays.stream(value.split(" ")))
            .toList();
    boolean ofUpperLayers =
        settings.contains("residual=true") || settings.contains("layerNorm=true");
    if (ofUpperLayers && settings.contains("layers=1")) {
      return Optional.empty();
    }
    try {
      return Optional.of(small(settings.toArray(String[]::new)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
