package io.github.djlseq2seq.zoo.train;

import ai.djl.training.tracker.Tracker;
import io.github.djlseq2seq.translate.training.ResumableOptimizer;

/** Which optimizer updates the parameters. */
public enum OptimizerType {
  /** Stochastic gradient descent with momentum 0.9. */
  SGD,
  /** Adam (Kingma and Ba 2015). */
  ADAM,
  /** Adam with decoupled weight decay (Loshchilov and Hutter 2019). */
  ADAMW;

  private static final double MOMENTUM = 0.9;

  ResumableOptimizer create(Tracker learningRate, double weightDecay) {
    return switch (this) {
      case SGD -> ResumableOptimizer.sgd(learningRate, MOMENTUM);
      case ADAM -> ResumableOptimizer.adam(learningRate);
      case ADAMW -> ResumableOptimizer.adamW(learningRate, weightDecay);
    };
  }
}
