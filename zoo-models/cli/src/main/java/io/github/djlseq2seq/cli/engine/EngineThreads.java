package io.github.djlseq2seq.cli.engine;

import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.ThreadFactory;

/**
 * With how many threads an engine calculates.
 *
 * <p>PyTorch calculates faster where each thread has a batch of its own than where all share the
 * products of one batch: they need not wait for one another after each product.
 */
public final class EngineThreads {

  private static final String PYTORCH = "PyTorch";
  private static final String PROPERTY = "ai.djl.pytorch.num_threads";
  private static final String OPENMP = "OMP_NUM_THREADS";

  private EngineThreads() {}

  /**
   * Sets the number of threads of an engine that is not loaded yet.
   *
   * @param engine the engine's name
   * @param threads the number
   * @throws IllegalArgumentException if it can only be set in the environment, and is not
   */
  public static void set(String engine, int threads) {
    if (engine.equals(PYTORCH)) {
      System.setProperty(PROPERTY, Integer.toString(threads));
      return;
    }
    String set = System.getenv(OPENMP);
    String now = set == null ? "" + Runtime.getRuntime().availableProcessors() : set;
    if (!now.equals(Integer.toString(threads))) {
      throw new IllegalArgumentException(
          "--threads must be %s for %s as long as the environment does not say %s=%d, found %d"
              .formatted(now, engine, OPENMP, threads, threads));
    }
  }

  /**
   * Returns how many batches an engine that is loaded had best work on at once.
   *
   * @param engine the engine's name
   * @return its number of threads; 1 for MXNet, which has threads of its own for all batches
   */
  public static int lanes(String engine) {
    return engine.equals(PYTORCH) ? JniUtils.getNumThreads() : 1;
  }

  /**
   * Makes threads in which an engine calculates alone, so that several of them do not get into each
   * other's way.
   *
   * @param engine the engine's name
   * @return what makes them
   */
  public static ThreadFactory alone(String engine) {
    return work ->
        new Thread(
            () -> {
              if (engine.equals(PYTORCH)) {
                JniUtils.setNumThreads(1);
              }
              work.run();
            });
  }
}
