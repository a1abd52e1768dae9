package io.github.djlseq2seq.translate.corpus;

import io.github.djlseq2seq.translate.text.EncodedText;
import io.github.djlseq2seq.translate.text.TextPipeline;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * A corpus as a model reads it.
 *
 * @param pairs the encoded pairs
 * @param source the sources
 * @param target the targets
 * @param blank how many pairs were left out because no token is in the source
 * @param skipped how many bad lines the corpus has, by reason
 * @param checksum of the texts of all pairs
 */
public record EncodedCorpus(
    EncodedPairs pairs,
    Side source,
    Side target,
    long blank,
    Map<LineFault, Long> skipped,
    long checksum)
    implements Closeable {

  /**
   * One side of a corpus.
   *
   * @param tokens the tokens of all pairs
   * @param unknown how many of them the vocabulary does not hold
   * @param tooLong how many pairs were left out because this side is longer than allowed; where
   *     both are, the source counts
   */
  public record Side(long tokens, long unknown, long tooLong) {

    private Side plus(EncodedText text) {
      return new Side(tokens + text.length(), unknown + text.unknownCount(), tooLong);
    }

    private Side plusTooLong() {
      return new Side(tokens, unknown, tooLong + 1);
    }

    /**
     * Tells how much of the side the model does not know.
     *
     * @return the share of the tokens that are unknown, from 0 to 1
     */
    public double unknownShare() {
      return tokens == 0 ? 0 : (double) unknown / tokens;
    }
  }

  /**
   * Encodes a corpus, reading it once.
   *
   * @param corpus the corpus
   * @param source how sources are read
   * @param target how targets are written
   * @param collector where the pairs go
   * @return the encoded corpus, to be closed by the caller
   * @throws IOException if reading or writing fails
   */
  public static EncodedCorpus encode(
      Corpus corpus, TextPipeline source, TextPipeline target, PairCollector collector)
      throws IOException {
    Side sources = new Side(0, 0, 0);
    Side targets = new Side(0, 0, 0);
    long blank = 0;
    CRC32 checksum = new CRC32();
    try (PairReader reader = corpus.open()) {
      for (SentencePair pair = reader.next(); pair != null; pair = reader.next()) {
        String line = pair.source() + "\t" + pair.target() + "\n";
        checksum.update(line.getBytes(StandardCharsets.UTF_8));
        EncodedText from = source.encode(pair.source());
        EncodedText to = target.encode(pair.target());
        if (from.truncated()) {
          sources = sources.plusTooLong();
        } else if (to.truncated()) {
          targets = targets.plusTooLong();
        } else if (from.length() == 0) {
          blank++;
        } else {
          collector.add(new EncodedPair(from.ids(), to.ids()));
          sources = sources.plus(from);
          targets = targets.plus(to);
        }
      }
      return new EncodedCorpus(
          collector.finish(), sources, targets, blank, reader.skipped(), checksum.getValue());
    }
  }

  /**
   * Tells how much was left out.
   *
   * @return how many pairs were left out because a side is longer than allowed
   */
  public long tooLong() {
    return source.tooLong + target.tooLong;
  }

  /** Deletes the file that the pairs are in, if they are in one. */
  @Override
  public void close() {
    pairs.close();
  }
}
