package io.github.djlseq2seq.translate.training;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Updates of the linear map of {@link Numbers}, with random gradients or those of a loss. */
final class TestSteps {

  static final int INPUTS = 3;
  static final int OUTPUTS = 2;

  private static final long SEED = 11;

  private TestSteps() {}

  static Model model(String engine, long seed) {
    return Numbers.linear(engine, INPUTS, OUTPUTS, seed);
  }

  /** The gradient of a parameter at an update. */
  static float[] gradient(int update, int place, long size) {
    return Numbers.random(new Random(SEED * 1000 + update * 10L + place), size);
  }

  /** Updates each parameter once, as a trainer's step does. */
  static void step(Model model, ResumableOptimizer optimizer, int update) {
    try (NDManager scratch = model.getNDManager().newSubManager()) {
      for (int place = 0; place < 2; place++) {
        Parameter parameter = model.getBlock().getParameters().valueAt(place);
        NDArray array = parameter.getArray();
        float[] gradient = gradient(update, place, array.size());
        optimizer.update(parameter.getId(), array, scratch.create(gradient, array.getShape()));
      }
    }
  }

  /** Updates from the first to the last, inclusive. */
  static void steps(Model model, ResumableOptimizer optimizer, int first, int last) {
    for (int update = first; update <= last; update++) {
      step(model, optimizer, update);
    }
  }

  static Trainer trainer(Model model, Optimizer optimizer, TrainingListener... listeners) {
    Trainer trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.l2Loss())
                .optOptimizer(optimizer)
                .addTrainingListeners(listeners));
    trainer.initialize(new Shape(1, INPUTS));
    return trainer;
  }

  /** A backward pass of the trainer; the gradient of the weight. */
  static float[] backward(Trainer trainer, int update) {
    try (NDManager scratch = trainer.getManager().newSubManager()) {
      NDList data = new NDList(scratch.create(gradient(update, 2, 12), new Shape(4, INPUTS)));
      NDList labels = new NDList(scratch.create(gradient(update, 3, 8), new Shape(4, OUTPUTS)));
      try (GradientCollector collector = trainer.newGradientCollector()) {
        collector.backward(trainer.getLoss().evaluate(labels, trainer.forward(data, labels)));
      }
      try (NDArray gradient = Numbers.parameter(trainer.getModel(), 0).getGradient()) {
        return gradient.toFloatArray();
      }
    }
  }

  static byte[] state(ResumableOptimizer optimizer, Model model) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    optimizer.save(new DataOutputStream(bytes), model.getBlock());
    return bytes.toByteArray();
  }

  static void load(ResumableOptimizer optimizer, Model model, byte[] state) throws IOException {
    optimizer.load(new DataInputStream(new ByteArrayInputStream(state)), model.getBlock());
  }

  static List<float[]> parameters(Model model) {
    List<float[]> values = new ArrayList<>();
    for (Parameter parameter : model.getBlock().getParameters().values()) {
      values.add(parameter.getArray().toFloatArray());
    }
    return values;
  }

  static void setParameters(Model model, List<float[]> values) {
    for (int place = 0; place < values.size(); place++) {
      Numbers.parameter(model, place).set(values.get(place));
    }
  }

  static int arrays(Model model) {
    return model.getNDManager().getManagedArrays().size();
  }
}
