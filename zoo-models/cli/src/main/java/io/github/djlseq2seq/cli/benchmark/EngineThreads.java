package io.github.djlseq2seq.cli.benchmark;

/** With how many threads an engine calculates; it can be told before it is loaded. */
final class EngineThreads {

  private static final String PYTORCH = "ai.djl.pytorch.num_threads";
  private static final String OPENMP = "OMP_NUM_THREADS";

  private EngineThreads() {}

  /**
   * Sets the number of threads.
   *
   * @throws IllegalArgumentException if it can only be set in the environment, and is not
   */
  static void set(String engine, int threads) {
    if (engine.equals("PyTorch")) {
      System.setProperty(PYTORCH, Integer.toString(threads));
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
}
