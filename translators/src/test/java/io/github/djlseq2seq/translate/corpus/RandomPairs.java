package io.github.djlseq2seq.translate.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Pairs of random lengths. */
final class RandomPairs {

  private RandomPairs() {}

  /** A seed for one run of a test, printed so that it can be run again. */
  static Random random(String test) {
    long seed = new Random().nextLong();
    System.err.println(test + ": seed " + seed);
    return new Random(seed);
  }

  /** Pairs of up to so many ids a side, of which any int may be one. */
  static List<EncodedPair> pairs(Random random, int count, int longest) {
    List<EncodedPair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] source = random.ints(1 + random.nextInt(longest)).toArray();
      pairs.add(new EncodedPair(source, random.ints(random.nextInt(longest + 1)).toArray()));
    }
    return pairs;
  }

  /** What is in a pair, to compare. */
  static List<String> text(EncodedPair pair) {
    return List.of(Arrays.toString(pair.source()), Arrays.toString(pair.target()));
  }
}
