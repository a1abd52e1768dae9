package io.github.djlseq2seq.translate;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.Locale;
import java.util.Set;
import org.testng.SkipException;
import org.testng.annotations.DataProvider;

/** The engines that tests run on, for all packages of this module. */
public final class Engines {

  public static final String PYTORCH = "PyTorch";
  public static final String MXNET = "MXNet";

  private Engines() {}

  @DataProvider(name = "engines")
  public static Object[][] engines() {
    return new Object[][] {{PYTORCH}, {MXNET}};
  }

  /** An engine of this platform, for tests that do not depend on which. */
  public static String any() {
    return hasNatives(PYTORCH) ? PYTORCH : MXNET;
  }

  /** MXNet has natives for x86_64 alone, PyTorch for all but Intel Macs. */
  private static boolean hasNatives(String engine) {
    boolean intel = Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
    boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    return engine.equals(MXNET) ? intel : !(intel && mac);
  }

  /** Skips the test, loudly, where the engine has no natives. */
  public static void require(String engine) {
    if (!hasNatives(engine)) {
      String reason = engine + " has no natives for this platform: this test did NOT run on it";
      System.err.println(reason);
      throw new SkipException(reason);
    }
  }

  /** A manager of arrays; the test is skipped, loudly, where the engine has no natives. */
  public static NDManager newManager(String engine) {
    require(engine);
    return NDManager.newBaseManager(Device.cpu(), engine);
  }
}
