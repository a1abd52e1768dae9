package io.github.djlseq2seq.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** Lets work end in good order when its process is interrupted or terminated. */
final class Interruption {

  private Interruption() {}

  /**
   * Does work; until it is done, the process does not end but by force.
   *
   * @param request asks the work to stop early
   * @param work the work
   * @return its result
   */
  static <T> T guard(Runnable request, Callable<T> work) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              request.run();
              try {
                done.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.call();
    } finally {
      done.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process is ending already, and waited for this.
      }
    }
  }
}
