package io.github.djlseq2seq.block;

import ai.djl.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The whole model once more, written out as plain loops over one sentence in double precision, from
 * the formulas alone: no padding, no batch, no engine.
 */
final class ReferenceModel {

  private final Seq2SeqConfig config;
  private final Map<String, double[]> parameters = new LinkedHashMap<>();

  ReferenceModel(Model model) {
    config = TestModels.block(model).config();
    TestModels.parameters(model)
        .forEach(
            (name, values) -> {
              double[] copy = new double[values.length];
              Arrays.setAll(copy, i -> values[i]);
              parameters.put(name, copy);
            });
  }

  /** The parameters; changing an entry changes what the model says. */
  Map<String, double[]> parameters() {
    return parameters;
  }

  /** The loss of a batch, minus the sum of its labels' log-probabilities. */
  double loss(TestBatch batch) {
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

  /** What the encoder gives for a source: one row a position, and h and c of each layer. */
  record Encoded(List<double[]> memory, List<double[]> states) {}

  /** What the decoder gives for a target: one row a step. */
  record Decoded(List<double[]> attention, List<double[]> logProbabilities) {}

  Decoded decode(int[] source, int[] decoderInput) {
    Encoded encoded = encode(source);
    List<double[]> hidden = embed("TargetEmbedding.table", decoderInput);
    for (int layer = 0; layer < config.layers(); layer++) {
      String name = "Decoder.Stack.Layer" + layer + "Forward";
      double[] h = encoded.states().get(2 * layer).clone();
      double[] c = encoded.states().get(2 * layer + 1).clone();
      hidden = lstm(name, hidden, h, c);
    }
    List<double[]> attention = new ArrayList<>();
    List<double[]> logProbabilities = new ArrayList<>();
    for (double[] h : hidden) {
      double[] shares = attention(h, encoded.memory());
      double[] attentional =
          linear(concat(h, context(shares, encoded.memory())), get("Decoder.Combine.weight"));
      add(attentional, get("Decoder.Combine.bias"));
      attention.add(shares);
      logProbabilities.add(generate(Arrays.stream(attentional).map(Math::tanh).toArray()));
    }
    return new Decoded(attention, logProbabilities);
  }

  Encoded encode(int[] source) {
    List<double[]> states = new ArrayList<>();
    List<double[]> sequence = embed("SourceEmbedding.table", source);
    int width = config.bidirectional() ? config.hidden() / 2 : config.hidden();
    for (int layer = 0; layer < config.layers(); layer++) {
      String name = "Encoder.Stack.Layer" + layer;
      double[] h = new double[width];
      double[] c = new double[width];
      List<double[]> outputs = lstm(name + "Forward", sequence, h, c);
      if (config.bidirectional()) {
        double[] backH = new double[width];
        double[] backC = new double[width];
        List<double[]> back = reverse(lstm(name + "Backward", reverse(sequence), backH, backC));
        for (int i = 0; i < outputs.size(); i++) {
          outputs.set(i, concat(outputs.get(i), back.get(i)));
        }
        h = concat(h, backH);
        c = concat(c, backC);
      }
      states.add(h);
      states.add(c);
      sequence = outputs;
    }
    return new Encoded(sequence, states);
  }

  /** One layer in reading order; leaves its last states in {@code h} and {@code c}. */
  private List<double[]> lstm(String layer, List<double[]> inputs, double[] h, double[] c) {
    List<double[]> outputs = new ArrayList<>();
    int size = h.length;
    for (double[] x : inputs) {
      double[] gates = linear(x, get(layer + ".inputWeight"));
      add(gates, get(layer + ".inputBias"));
      add(gates, linear(h, get(layer + ".hiddenWeight")));
      add(gates, get(layer + ".hiddenBias"));
      for (int j = 0; j < size; j++) {
        double input = sigmoid(gates[j]);
        double forget = sigmoid(gates[size + j]);
        double fresh = Math.tanh(gates[2 * size + j]);
        double output = sigmoid(gates[3 * size + j]);
        c[j] = forget * c[j] + input * fresh;
        h[j] = output * Math.tanh(c[j]);
      }
      outputs.add(h.clone());
    }
    return outputs;
  }

  /** The softmax over positions s of {@code h' W m_s}. */
  private double[] attention(double[] h, List<double[]> memory) {
    double[] scores = new double[memory.size()];
    for (int s = 0; s < scores.length; s++) {
      double[] key = linear(memory.get(s), get("Decoder.Attention.weight"));
      for (int j = 0; j < h.length; j++) {
        scores[s] += h[j] * key[j];
      }
    }
    double logSum = logSumOfExponentials(scores);
    Arrays.setAll(scores, s -> Math.exp(scores[s] - logSum));
    return scores;
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
    double[] logits = linear(attentional, get(weight));
    add(logits, get("Generator.bias"));
    double logSum = logSumOfExponentials(logits);
    Arrays.setAll(logits, v -> logits[v] - logSum);
    return logits;
  }

  private List<double[]> embed(String table, int[] ids) {
    double[] values = get(table);
    int size = config.embedding();
    return Arrays.stream(ids)
        .mapToObj(id -> Arrays.copyOfRange(values, id * size, (id + 1) * size))
        .collect(Collectors.toList());
  }

  private double[] get(String name) {
    return parameters.get(name);
  }

  /** {@code W x} of a weight that lies row by row. */
  private static double[] linear(double[] x, double[] weight) {
    double[] y = new double[weight.length / x.length];
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < x.length; j++) {
        y[i] += weight[i * x.length + j] * x[j];
      }
    }
    return y;
  }

  private static void add(double[] x, double[] y) {
    Arrays.setAll(x, i -> x[i] + y[i]);
  }

  private static double[] concat(double[] a, double[] b) {
    double[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static List<double[]> reverse(List<double[]> rows) {
    List<double[]> reversed = new ArrayList<>(rows);
    Collections.reverse(reversed);
    return reversed;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double logSumOfExponentials(double[] x) {
    double largest = Arrays.stream(x).max().orElseThrow();
    return largest + Math.log(Arrays.stream(x).map(v -> Math.exp(v - largest)).sum());
  }
}
