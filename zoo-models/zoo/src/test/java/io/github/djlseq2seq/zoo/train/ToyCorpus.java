package io.github.djlseq2seq.zoo.train;

import io.github.djlseq2seq.translate.corpus.SentencePair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** A language of a few words, each of which has one translation, in another order. */
final class ToyCorpus {

  private static final String[][] SUBJECTS = {
    {"je", "I"}, {"il", "he"}, {"Marie", "Mary"}, {"nous", "we"}, {"elle", "she"}
  };
  private static final String[][] NOUNS = {
    {"chat", "cat"}, {"chien", "dog"}, {"livre", "book"}, {"pain", "bread"}, {"mur", "wall"}
  };
  private static final String[][] COLOURS = {
    {"noir", "black"}, {"blanc", "white"}, {"vert", "green"}, {"gris", "grey"}, {"bleu", "blue"}
  };

  private ToyCorpus() {}

  /** All sentences, in an order that a seed decides. */
  static List<SentencePair> shuffled(long seed) {
    List<SentencePair> pairs = new ArrayList<>();
    for (String[] subject : SUBJECTS) {
      for (String[] noun : NOUNS) {
        for (String[] colour : COLOURS) {
          pairs.add(pair(subject, noun, colour));
        }
      }
    }
    Collections.shuffle(pairs, new Random(seed));
    return pairs;
  }

  private static SentencePair pair(String[] subject, String[] noun, String[] colour) {
    String start = subject[0].substring(0, 1).toUpperCase(Locale.ROOT);
    return new SentencePair(
        start + subject[0].substring(1) + " voit le " + noun[0] + " " + colour[0] + ".",
        subject[1].substring(0, 1).toUpperCase(Locale.ROOT)
            + subject[1].substring(1)
            + " sees the "
            + colour[1]
            + " "
            + noun[1]
            + ".");
  }
}
