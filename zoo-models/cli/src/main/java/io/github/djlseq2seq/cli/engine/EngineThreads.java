package io.github.djlseq2seq.cli.engine;

import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * With how many threads an engine calculates. Of MXNet the environment decides, which the launcher
 * sets.
 *
 * <p>An engine calculates faster where each thread has a batch of its own than where all share the
 * products of one batch: they need not wait for one another after each product.
 */
public final class EngineThreads {

  private static final String PYTORCH = "PyTorch";
  private static final String PROPERTY = "ai.djl.pytorch.num_threads";
  private static final String SHARING = "MXNET_OMP_MAX_THREADS";
  private static final int DEFAULT = 2;
  private static final String QUEUES = "MXNET_CPU_WORKER_NTHREADS";

  private EngineThreads() {}

  /**
   * Sets the number of threads of an engine that is not loaded yet.
   *
   * @param engine the engine's name
   * @param threads the number; null for 2 or, of MXNet, what the environment says
   * @return the number
   * @throws IllegalArgumentException if it can only be set in the environment, and is not
   */
  public static int set(String engine, @Nullable Integer threads) {
    if (engine.equals(PYTORCH)) {
      int number = threads == null ? DEFAULT : threads;
      System.setProperty(PROPERTY, Integer.toString(number));
      return number;
    }
    int now = fromEnvironment(SHARING) * fromEnvironment(QUEUES);
    if (threads == null || threads == now) {
      return now;
    }
    throw new IllegalArgumentException(
        "--threads must be %s times %s of the environment for %s, which is %d, found %d"
            .formatted(SHARING, QUEUES, engine, now, threads));
  }

  private static int fromEnvironment(String name) {
    String value = System.getenv(name);
    return value != null && value.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(value) : 1;
  }

  /**
   * Returns how many batches an engine that is loaded had best work on at once.
   *
   * @param engine the engine's name
   * @return its number of threads or, of MXNet, of queues for what is to be calculated
   */
  public static int lanes(String engine) {
    return engine.equals(PYTORCH) ? JniUtils.getNumThreads() : fromEnvironment(QUEUES);
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
