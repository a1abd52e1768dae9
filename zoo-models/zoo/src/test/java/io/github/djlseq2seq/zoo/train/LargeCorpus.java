package io.github.djlseq2seq.zoo.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.corpus.BatchSize;
import io.github.djlseq2seq.translate.corpus.Corpus;
import io.github.djlseq2seq.translate.corpus.EncodedCorpus;
import io.github.djlseq2seq.translate.corpus.ParallelDataset;
import io.github.djlseq2seq.translate.text.TokenVocabulary;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A program: all that training does with generated pairs but the model itself, for {@link
 * LargeCorpusTest} to run in a small heap. Its arguments are a folder, the number of pairs and an
 * engine.
 */
final class LargeCorpus {

  private static final int WORDS = 4000;
  private static final int SHORTEST = 8;
  private static final int LONGEST = 20;
  private static final long SEED = 5;
  private static final int SENTENCES = 64;
  private static final int TOKENS = 4096;

  private final int count;
  private long tokens;

  /** The sum of all pairs' {@link #hash}es. */
  private long hash;

  private LargeCorpus(int count) {
    this.count = count;
  }

  public static void main(String[] arguments) throws IOException {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), arguments[2])) {
      new LargeCorpus(Integer.parseInt(arguments[1])).run(Path.of(arguments[0]), manager);
    }
  }

  private void run(Path folder, NDManager manager) throws IOException {
    Path file = folder.resolve("train.tsv");
    write(file);
    tell("written: %,d pairs, %,d tokens, %,d bytes", count, tokens, Files.size(file));
    Corpus corpus = Corpus.of(file, false);
    List<String> cut = List.of("source.tokenizer=whitespace", "target.tokenizer=whitespace");
    ModelText text =
        TrainingText.learn(
            corpus, TrainingRecipe.DEFAULT.with(ConfigJson.settings(cut), "settings"));
    int size = text.source().vocabulary().size();
    check(size == WORDS + 4, "the vocabulary has all words");
    tell("vocabulary: %,d tokens", size);
    Path ids = folder.resolve("train.ids");
    try (EncodedCorpus data = text.encode(corpus, ids)) {
      check(data.pairs().size() == count, "all pairs are encoded");
      check(data.source().tokens() + data.target().tokens() == tokens, "with all their tokens");
      check(data.source().unknown() + data.target().unknown() == 0, "which are known");
      check(Files.size(ids) == tokens * Integer.BYTES, "the ids are in the file");
      tell("encoded: %,d bytes", Files.size(ids));
      for (BatchSize batch : List.of(BatchSize.sentences(SENTENCES), BatchSize.tokens(TOKENS))) {
        readEpoch(ParallelDataset.shuffled(data.pairs(), batch, SEED), batch, text, manager);
      }
    }
    check(!Files.exists(ids), "the ids are deleted");
  }

  /** Writes pairs of words drawn at random. */
  private void write(Path file) throws IOException {
    String[] sources = IntStream.range(0, WORDS).mapToObj(i -> "q" + i).toArray(String[]::new);
    String[] targets = IntStream.range(0, WORDS).mapToObj(i -> "z" + i).toArray(String[]::new);
    Random random = new Random(SEED);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < count; i++) {
        long source = write(out, random, sources);
        out.write('\t');
        hash += hash(source, write(out, random, targets));
        out.write('\n');
      }
    }
  }

  private long write(BufferedWriter out, Random random, String[] words) throws IOException {
    int length = SHORTEST + random.nextInt(LONGEST - SHORTEST + 1);
    long sum = 0;
    for (int i = 0; i < length; i++) {
      if (i > 0) {
        out.write(' ');
      }
      String word = words[random.nextInt(WORDS)];
      out.write(word);
      sum = hash(sum, word.hashCode());
    }
    tokens += length;
    return sum;
  }

  private void readEpoch(ParallelDataset data, BatchSize size, ModelText text, NDManager manager) {
    int[] sourceWords = words(text.source().vocabulary());
    int[] targetWords = words(text.target().vocabulary());
    long rows = 0;
    long sum = 0;
    int batches = 0;
    for (Batch batch : data.getData(manager)) {
      try (batch) {
        NDArray labels = batch.getLabels().get(0);
        long held = size.unit() == BatchSize.Unit.TOKENS ? labels.size() : labels.size(0);
        check(held <= size.size(), "batches are as large as asked");
        long[] sources = hashes(batch.getData().get(0), batch.getData().get(1), 0, sourceWords);
        long[] targets = hashes(labels, batch.getLabels().get(1), 1, targetWords);
        for (int i = 0; i < sources.length; i++) {
          sum += hash(sources[i], targets[i]);
        }
        rows += sources.length;
        batches++;
      }
    }
    check(rows == count, "every pair comes once");
    check(sum == hash, "with all its words");
    check(batches == data.batches(0), "in as many batches as told");
    tell("epoch by %s: %,d batches", size, batches);
  }

  /** The words' hash codes, by id. */
  private static int[] words(TokenVocabulary vocabulary) {
    return IntStream.range(0, vocabulary.size())
        .map(id -> vocabulary.token(id).hashCode())
        .toArray();
  }

  /** The hash of each row, less so many ids at its end. */
  private static long[] hashes(NDArray ids, NDArray lengths, int less, int[] words) {
    long[] values = ids.toLongArray();
    long[] ends = lengths.toLongArray();
    long[] hashes = new long[(int) ids.size(0)];
    int width = (int) ids.size(1);
    for (int row = 0; row < hashes.length; row++) {
      long length = ends[row] - less;
      for (int i = 0; i < length; i++) {
        hashes[row] = hash(hashes[row], words[(int) values[row * width + i]]);
      }
    }
    return hashes;
  }

  private static long hash(long before, long next) {
    long mixed = (before * 31 + next) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 29);
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("does not hold: " + what);
    }
  }

  /** Prints a line, with what the heap holds when garbage is collected. */
  private static void tell(String format, Object... arguments) {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        Locale.ROOT,
        "%s (heap: %d MB in use of %d MB)%n",
        String.format(Locale.ROOT, format, arguments),
        (runtime.totalMemory() - runtime.freeMemory()) >> 20,
        runtime.maxMemory() >> 20);
  }
}
