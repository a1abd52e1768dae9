package io.github.djlseq2seq.integration;

import ai.djl.engine.Engine;
import org.testng.SkipException;
import org.testng.annotations.DataProvider;

/** The engines that every test of the whole system runs on. */
public final class EngineProvider {

  private EngineProvider() {}

  /** The engines, for {@code @Test(dataProvider = "engines", dataProviderClass = ...)}. */
  @DataProvider
  public static Object[][] engines() {
    return new Object[][] {{"PyTorch"}, {"MXNet"}};
  }

  /** Skips a test, loudly, where the platform has no such engine: MXNet is for x86_64 alone. */
  static void require(String engine) {
    if (!runs(engine)) {
      String reason = "NOT RUN: there is no " + engine + " for this platform";
      System.err.println(reason);
      throw new SkipException(reason);
    }
  }

  /** An engine may be on the class path without natives for this platform. */
  private static boolean runs(String engine) {
    try {
      return Engine.getEngine(engine).getVersion() != null;
    } catch (RuntimeException | LinkageError e) {
      return false;
    }
  }
}
