package io.github.djlseq2seq.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Sentences of several lengths, and the arrays that a {@link Seq2Seq} takes for them.
 *
 * @param features how many features stand for a source id; 0 for the id itself
 * @param sources the source ids of each sentence
 * @param targets the target ids of each sentence, without bos and eos
 */
record TestBatch(int features, List<int[]> sources, List<int[]> targets) {

  /** What stands at padding where features shall do harm if they can. */
  private static final float HARM = Float.NaN;

  private static final int WORDS = SpecialToken.values().length;

  /** Random sentences of 1 to 6 tokens; the first lengths differ, so that there is padding. */
  static TestBatch random(long seed, Seq2SeqConfig config, int sentences) {
    Random random = new Random(seed);
    List<int[]> sources = new ArrayList<>();
    List<int[]> targets = new ArrayList<>();
    for (int i = 0; i < sentences; i++) {
      int shortest = i == 0 ? 6 : 1;
      sources.add(words(random, shortest, config.sourceVocabulary()));
      targets.add(words(random, i == 1 ? 6 : 1, config.targetVocabulary()));
    }
    return of(config, sources, targets);
  }

  private static int[] words(Random random, int shortest, int vocabulary) {
    int length = shortest + random.nextInt(7 - shortest);
    return random.ints(length, WORDS, vocabulary).toArray();
  }

  static TestBatch of(Seq2SeqConfig config, List<int[]> sources, List<int[]> targets) {
    return new TestBatch(config.sourceFeatures(), sources, targets);
  }

  static TestBatch of(Seq2SeqConfig config, int[] source, int[] target) {
    return of(config, List.of(source), List.of(target));
  }

  /** The features that stand for an id, always the same. */
  static float[] features(int id, int number) {
    Random random = new Random(7919L * (id + 1));
    float[] features = new float[number];
    for (int i = 0; i < number; i++) {
      features[i] = random.nextFloat() * 2 - 1;
    }
    return features;
  }

  int size() {
    return sources.size();
  }

  TestBatch only(int sentence) {
    return new TestBatch(features, List.of(sources.get(sentence)), List.of(targets.get(sentence)));
  }

  /** What the decoder reads: bos, then the target. */
  int[] decoderInput(int sentence) {
    int[] target = targets.get(sentence);
    int[] input = new int[target.length + 1];
    input[0] = SpecialToken.BOS.id();
    System.arraycopy(target, 0, input, 1, target.length);
    return input;
  }

  /** What the decoder shall say: the target, then eos. */
  int[] labels(int sentence) {
    int[] target = targets.get(sentence);
    int[] labels = Arrays.copyOf(target, target.length + 1);
    labels[target.length] = SpecialToken.EOS.id();
    return labels;
  }

  int sourceWidth() {
    return sources.stream().mapToInt(source -> source.length).max().orElseThrow();
  }

  int targetWidth() {
    return 1 + targets.stream().mapToInt(target -> target.length).max().orElseThrow();
  }

  int tokens() {
    return targets.stream().mapToInt(target -> target.length + 1).sum();
  }

  NDList encoderInputs(NDManager manager) {
    return encoderInputs(manager, sourceWidth(), SpecialToken.PAD);
  }

  /**
   * Source ids and lengths, padded to a width with whatever token; features with zeros for pad, and
   * harmful for any other.
   */
  NDList encoderInputs(NDManager manager, int width, SpecialToken padding) {
    NDList inputs = padded(manager, sources, width, padding);
    if (features > 0) {
      inputs.set(0, featureInput(manager, width, padding == SpecialToken.PAD ? 0 : HARM));
    }
    return inputs;
  }

  private NDArray featureInput(NDManager manager, int width, float padding) {
    float[] values = new float[size() * width * features];
    Arrays.fill(values, padding);
    for (int i = 0; i < size(); i++) {
      int[] source = sources.get(i);
      for (int j = 0; j < source.length; j++) {
        int begin = (i * width + j) * features;
        System.arraycopy(features(source[j], features), 0, values, begin, features);
      }
    }
    return manager.create(values, new Shape(size(), width, features));
  }

  NDList inputs(NDManager manager) {
    return inputs(manager, sourceWidth(), targetWidth());
  }

  /** All four inputs of teacher forcing, padded to the given widths. */
  NDList inputs(NDManager manager, int sourceWidth, int targetWidth) {
    List<int[]> decoderInputs = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      decoderInputs.add(decoderInput(i));
    }
    return encoderInputs(manager, sourceWidth, SpecialToken.PAD)
        .addAll(padded(manager, decoderInputs, targetWidth, SpecialToken.PAD));
  }

  /** The loss of a batch: minus the sum of its labels' log-probabilities. */
  NDArray loss(NDArray logProbabilities) {
    Shape shape = logProbabilities.getShape();
    int width = (int) shape.get(1);
    int vocabulary = (int) shape.get(2);
    float[] wanted = new float[(int) shape.size()];
    for (int i = 0; i < size(); i++) {
      int[] labels = labels(i);
      for (int t = 0; t < labels.length; t++) {
        wanted[(i * width + t) * vocabulary + labels[t]] = 1;
      }
    }
    NDArray mask = logProbabilities.getManager().create(wanted, shape);
    return logProbabilities.mul(mask).sum().neg();
  }

  private static NDList padded(
      NDManager manager, List<int[]> rows, int width, SpecialToken padding) {
    long[] ids = new long[rows.size() * width];
    Arrays.fill(ids, padding.id());
    long[] lengths = new long[rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      lengths[i] = rows.get(i).length;
      for (int j = 0; j < rows.get(i).length; j++) {
        ids[i * width + j] = rows.get(i)[j];
      }
    }
    return new NDList(manager.create(ids, new Shape(rows.size(), width)), manager.create(lengths));
  }
}
