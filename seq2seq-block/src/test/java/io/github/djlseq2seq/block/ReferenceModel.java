package io.github.djlseq2seq.block;

import static io.github.djlseq2seq.block.ReferenceMath.concat;
import static io.github.djlseq2seq.block.ReferenceMath.dot;
import static io.github.djlseq2seq.block.ReferenceMath.linear;
import static io.github.djlseq2seq.block.ReferenceMath.map;

import ai.djl.Model;
import io.github.djlseq2seq.block.attention.AttentionType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole model once more, written out as plain loops over one sentence in double precision, from
 * the formulas alone: no padding, no batch, no engine.
 */
final class ReferenceModel {

  private final Seq2SeqConfig config;
  private final Map<String, double[]> parameters = new LinkedHashMap<>();
  private final ReferenceStack encoder;
  private final ReferenceStack decoder;

  ReferenceModel(Model model) {
    config = TestModels.block(model).config();
    TestModels.parameters(model)
        .forEach(
            (name, values) -> {
              double[] copy = new double[values.length];
              Arrays.setAll(copy, i -> values[i]);
              parameters.put(name, copy);
            });
    encoder = new ReferenceStack("Encoder.Stack", config.encoderStack(), parameters);
    decoder = new ReferenceStack("Decoder.Stack", config.decoderStack(), parameters);
  }

  /** The parameters; changing an entry changes what the model says. */
  Map<String, double[]> parameters() {
    return parameters;
  }

  /** A number for the sides of their bends on which the rectifiers stood at the last loss. */
  int bends() {
    return 31 * encoder.bends() + decoder.bends();
  }

  /** The loss of a batch, minus the sum of its labels' log-probabilities. */
  double loss(TestBatch batch) {
    bends();
    double sum = 0;
    for (int i = 0; i < batch.size(); i++) {
      List<double[]> logProbabilities =
          decode(batch.sources().get(i), batch.decoderInput(i)).logProbabilities();
      int[] labels = batch.labels(i);
      for (int t = 0; t < labels.length; t++) {
        sum -= logProbabilities.get(t)[labels[t]];
      }
    }
    return sum;
  }

  /** What the encoder gives for a source: one row a position, and the decoder's first states. */
  record Encoded(List<double[]> memory, List<double[]> states) {}

  /** What the decoder gives for a target: one row a step; no attention if there is none. */
  record Decoded(List<double[]> attention, List<double[]> logProbabilities) {}

  Decoded decode(int[] source, int[] decoderInput) {
    Encoded encoded = encode(source);
    List<double[]> states = encoded.states();
    double[] fed = new double[config.attentional()];
    List<double[]> attention = new ArrayList<>();
    List<double[]> logProbabilities = new ArrayList<>();
    for (int token : decoderInput) {
      double[] embedded = row("TargetEmbedding.table", token);
      double[] h = decoder.step(config.inputFeeding() ? concat(embedded, fed) : embedded, states);
      double[] both = h;
      if (config.attention() != AttentionType.NONE) {
        double[] shares = attention(h, encoded.memory());
        attention.add(shares);
        both = concat(h, context(shares, encoded.memory()));
      }
      fed = map(affine(both, "Decoder.Combine"), Math::tanh);
      logProbabilities.add(generate(fed));
    }
    return new Decoded(attention, logProbabilities);
  }

  Encoded encode(int[] source) {
    List<double[]> vectors = new ArrayList<>();
    for (int id : source) {
      vectors.add(vector(id));
    }
    List<double[]> states = new ArrayList<>();
    List<double[]> memory = encoder.run(vectors, states);
    return new Encoded(memory, bridge(states));
  }

  private double[] vector(int id) {
    if (config.sourceFeatures() == 0) {
      return row((config.joint() ? "TargetEmbedding" : "SourceEmbedding") + ".table", id);
    }
    float[] features = TestBatch.features(id, config.sourceFeatures());
    double[] x = new double[features.length];
    Arrays.setAll(x, i -> features[i]);
    return affine(x, "Front");
  }

  private List<double[]> bridge(List<double[]> encoded) {
    List<double[]> first = new ArrayList<>();
    int states = config.cell().states();
    for (int layer = 0; layer < config.layers(); layer++) {
      // The top from the top.
      double share = (layer + 1.0) / config.layers();
      int from = (int) Math.ceil(share * config.encoderDepth()) - 1;
      for (int s = 0; s < states; s++) {
        double[] state = encoded.get(from * states + s);
        String map = "Bridge.State" + (layer * states + s);
        first.add(
            switch (config.bridge()) {
              case COPY -> state;
              case DENSE -> map(affine(state, map), Math::tanh);
              case ZERO -> new double[config.hidden()];
            });
      }
    }
    return first;
  }

  /** The softmax over positions s of the score of h and m_s. */
  private double[] attention(double[] h, List<double[]> memory) {
    double[] scores = new double[memory.size()];
    Arrays.setAll(scores, s -> score(h, memory.get(s)));
    return map(ReferenceMath.logSoftmax(scores), Math::exp);
  }

  private double score(double[] h, double[] m) {
    String name = "Decoder.Attention.";
    return switch (config.attention()) {
      case NONE -> throw new IllegalStateException("no attention");
      case DOT -> dot(h, m);
      case SCALED_DOT -> dot(h, m) / Math.sqrt(h.length);
      case GENERAL -> dot(h, linear(m, get(name + "weight")));
      case ADDITIVE -> {
        double[] both = linear(h, get(name + "query"), linear(m, get(name + "memory")));
        yield dot(get(name + "score"), map(both, Math::tanh));
      }
    };
  }

  private static double[] context(double[] shares, List<double[]> memory) {
    double[] context = new double[memory.get(0).length];
    for (int s = 0; s < shares.length; s++) {
      for (int j = 0; j < context.length; j++) {
        context[j] += shares[s] * memory.get(s)[j];
      }
    }
    return context;
  }

  private double[] generate(double[] attentional) {
    String weight = config.tied() ? "TargetEmbedding.table" : "Generator.weight";
    return ReferenceMath.logSoftmax(linear(attentional, get(weight), get("Generator.bias")));
  }

  private double[] row(String table, int id) {
    int size = config.embedding();
    return Arrays.copyOfRange(get(table), id * size, (id + 1) * size);
  }

  private double[] affine(double[] x, String name) {
    return linear(x, get(name + ".weight"), get(name + ".bias"));
  }

  private double[] get(String name) {
    return parameters.get(name);
  }
}
