package io.github.djlseq2seq.translate.training;

import ai.djl.training.tracker.Tracker;
import io.github.djlseq2seq.translate.Engines;
import java.util.ArrayList;
import java.util.List;
import org.testng.annotations.DataProvider;

/** Every kind of optimizer, for tests that hold for all of them. */
enum TestOptimizer {
  SGD,
  MOMENTUM,
  ADAM,
  ADAMW;

  static final double RATE_OF_MOMENTUM = 0.9;
  static final double DECAY = 0.1;

  /** Another rate at each update, so that a wrong number of updates shows. */
  static final Tracker RATE = update -> 0.1f / update;

  ResumableOptimizer create() {
    return create(RATE);
  }

  ResumableOptimizer create(Tracker rate) {
    return switch (this) {
      case SGD -> ResumableOptimizer.sgd(rate, 0);
      case MOMENTUM -> ResumableOptimizer.sgd(rate, RATE_OF_MOMENTUM);
      case ADAM -> ResumableOptimizer.adam(rate);
      case ADAMW -> ResumableOptimizer.adamW(rate, DECAY);
    };
  }

  @DataProvider
  static Object[][] enginesAndKinds() {
    List<Object[]> rows = new ArrayList<>();
    for (Object[] engine : Engines.engines()) {
      for (TestOptimizer kind : values()) {
        rows.add(new Object[] {engine[0], kind});
      }
    }
    return rows.toArray(Object[][]::new);
  }

  @DataProvider
  static Object[][] kinds() {
    return new Object[][] {{SGD}, {MOMENTUM}, {ADAM}, {ADAMW}};
  }
}
