package io.github.djlseq2seq.translate;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import io.github.djlseq2seq.translate.corpus.Padding;
import io.github.djlseq2seq.translate.text.TextPipeline;
import java.util.List;

/**
 * Translates sequences of feature vectors, such as audio frames, into text: {@code float[S][F]},
 * where F is the model's {@code sourceFeatures}.
 */
public final class FeatureTranslator extends BatchTranslator<float[][], Translation> {

  private final TranslationOptions options;

  /**
   * Makes a translator.
   *
   * @param target how the output is written
   * @param options how to translate
   * @throws IllegalArgumentException if they name a word that is no token of the model
   */
  public FeatureTranslator(TextPipeline target, TranslationOptions options) {
    super(target);
    this.options = options.check(target);
  }

  private static final class FeatureSource implements Source {

    private final float[][] frames;

    FeatureSource(float[][] frames) {
      this.frames = frames;
    }

    @Override
    public int length() {
      return frames.length;
    }

    @Override
    public List<String> tokens() {
      return List.of();
    }

    @Override
    public List<Integer> unknown() {
      return List.of();
    }

    @Override
    public int truncated() {
      return 0;
    }
  }

  @Override
  Job<Translation> read(float[][] input, Seq2SeqConfig model) {
    return Job.of(new FeatureSource(input), options);
  }

  @Override
  NDList pad(NDManager manager, List<Source> sources) {
    return Padding.padFeatures(
        manager, sources.stream().map(source -> ((FeatureSource) source).frames).toList());
  }
}
