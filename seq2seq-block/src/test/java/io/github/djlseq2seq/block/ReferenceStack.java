package io.github.djlseq2seq.block;

import static io.github.djlseq2seq.block.ReferenceMath.concat;
import static io.github.djlseq2seq.block.ReferenceMath.linear;
import static io.github.djlseq2seq.block.ReferenceMath.sigmoid;
import static io.github.djlseq2seq.block.ReferenceMath.sum;

import io.github.djlseq2seq.block.recurrent.StackConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The recurrent layers of {@link ReferenceModel}, one position after the other. */
final class ReferenceStack {

  private final String name;
  private final StackConfig config;
  private final Map<String, double[]> parameters;
  private int bends;

  ReferenceStack(String name, StackConfig config, Map<String, double[]> parameters) {
    this.name = name;
    this.config = config;
    this.parameters = parameters;
  }

  /** A number for the sides of their bends on which the rectifiers stood since it was asked. */
  int bends() {
    int last = bends;
    bends = 0;
    return last;
  }

  /** The outputs for a whole sequence; adds the last states of each layer to the list. */
  List<double[]> run(List<double[]> inputs, List<double[]> states) {
    List<double[]> sequence = inputs;
    for (int i = 0; i < config.layers(); i++) {
      List<double[]> below = new ArrayList<>();
      for (double[] x : sequence) {
        below.add(prepared(x, i));
      }
      List<double[]> own = zeros();
      List<double[]> outputs = direction(i + "Forward", below, own);
      if (config.bidirectional()) {
        List<double[]> back = zeros();
        beside(outputs, reversed(direction(i + "Backward", reversed(below), back)));
        beside(own, back);
      }
      for (int t = 0; t < outputs.size(); t++) {
        outputs.set(t, withResidual(sequence.get(t), outputs.get(t), i));
      }
      states.addAll(own);
      sequence = outputs;
    }
    return sequence;
  }

  /** One step in one direction; changes the states of all layers. */
  double[] step(double[] input, List<double[]> states) {
    double[] output = input;
    int number = config.cell().states();
    for (int i = 0; i < config.layers(); i++) {
      List<double[]> own = states.subList(i * number, (i + 1) * number);
      cell(name + ".Layer" + i + "Forward", prepared(output, i), own);
      output = withResidual(output, own.get(0), i);
    }
    return output;
  }

  private double[] prepared(double[] x, int layer) {
    String norm = name + ".Norm" + layer;
    return config.layerNorm() && layer > 0
        ? ReferenceMath.normalised(x, get(norm + ".gain"), get(norm + ".bias"))
        : x;
  }

  private double[] withResidual(double[] input, double[] output, int layer) {
    return config.residual() && layer > 0 ? sum(input, output) : output;
  }

  private List<double[]> zeros() {
    int width = config.bidirectional() ? config.hidden() / 2 : config.hidden();
    List<double[]> zeros = new ArrayList<>();
    for (int i = 0; i < config.cell().states(); i++) {
      zeros.add(new double[width]);
    }
    return zeros;
  }

  private List<double[]> direction(String layer, List<double[]> inputs, List<double[]> states) {
    List<double[]> outputs = new ArrayList<>();
    for (double[] x : inputs) {
      cell(name + ".Layer" + layer, x, states);
      outputs.add(states.get(0));
    }
    return outputs;
  }

  /** One step of one layer; the states become the next ones, the first of which is the output. */
  private void cell(String layer, double[] x, List<double[]> states) {
    double[] h = states.get(0);
    double[] ofInput = linear(x, get(layer + ".inputWeight"), get(layer + ".inputBias"));
    double[] ofHidden = linear(h, get(layer + ".hiddenWeight"), get(layer + ".hiddenBias"));
    double[] gates = sum(ofInput, ofHidden);
    switch (config.cell()) {
      case LSTM -> lstm(gates, states);
      case GRU -> states.set(0, gru(ofInput, ofHidden, h));
      case RNN_TANH -> states.set(0, ReferenceMath.map(gates, Math::tanh));
      case RNN_RELU -> states.set(0, ReferenceMath.map(gates, this::rectified));
    }
  }

  private static void lstm(double[] gates, List<double[]> states) {
    int size = gates.length / 4;
    double[] h = new double[size];
    double[] c = states.get(1).clone();
    for (int j = 0; j < size; j++) {
      double fresh = Math.tanh(gates[2 * size + j]);
      c[j] = sigmoid(gates[size + j]) * c[j] + sigmoid(gates[j]) * fresh;
      h[j] = sigmoid(gates[3 * size + j]) * Math.tanh(c[j]);
    }
    states.set(0, h);
    states.set(1, c);
  }

  private static double[] gru(double[] ofInput, double[] ofHidden, double[] before) {
    int size = before.length;
    double[] h = new double[size];
    for (int j = 0; j < size; j++) {
      double reset = sigmoid(ofInput[j] + ofHidden[j]);
      double update = sigmoid(ofInput[size + j] + ofHidden[size + j]);
      double fresh = Math.tanh(ofInput[2 * size + j] + reset * ofHidden[2 * size + j]);
      h[j] = (1 - update) * fresh + update * before[j];
    }
    return h;
  }

  private double rectified(double x) {
    bends = 31 * bends + (x > 0 ? 1 : 0);
    return Math.max(0, x);
  }

  private double[] get(String parameter) {
    return parameters.get(parameter);
  }

  private static void beside(List<double[]> left, List<double[]> right) {
    for (int i = 0; i < left.size(); i++) {
      left.set(i, concat(left.get(i), right.get(i)));
    }
  }

  private static List<double[]> reversed(List<double[]> rows) {
    List<double[]> reversed = new ArrayList<>(rows);
    Collections.reverse(reversed);
    return reversed;
  }
}
