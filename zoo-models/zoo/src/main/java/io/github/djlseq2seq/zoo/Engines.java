package io.github.djlseq2seq.zoo;

import ai.djl.engine.Engine;
import ai.djl.util.Utils;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which engine runs a model. */
final class Engines {

  /** The engines that models run on, the preferred first. */
  static final List<String> SUPPORTED = List.of("PyTorch", "MXNet");

  private Engines() {}

  /**
   * Chooses an engine: the one asked for; else DJL's default engine where a user has set one; else
   * the first of {@link #SUPPORTED} that is on the class path.
   */
  static String choose(@Nullable String asked) throws ModelLookupException {
    if (asked == null) {
      String set =
          Utils.getenv("DJL_DEFAULT_ENGINE", System.getProperty("ai.djl.default_engine", ""));
      if (SUPPORTED.contains(set) && Engine.hasEngine(set)) {
        return set;
      }
      return SUPPORTED.stream()
          .filter(Engine::hasEngine)
          .findFirst()
          .orElseThrow(() -> absent(SUPPORTED.get(0)));
    }
    if (!SUPPORTED.contains(asked)) {
      throw new ModelLookupException(
          "engine must be one of %s, found \"%s\"".formatted(String.join(", ", SUPPORTED), asked));
    }
    if (!Engine.hasEngine(asked)) {
      throw absent(asked);
    }
    return asked;
  }

  /** Says that an engine is not on the class path. */
  static ModelLookupException absent(String engine) {
    return new ModelLookupException(
        "engine \"%s\" is not on the class path (%s); add %s"
            .formatted(engine, present(), coordinates(engine)));
  }

  private static String present() {
    TreeSet<String> present = new TreeSet<>(Engine.getAllEngines());
    return "present: " + (present.isEmpty() ? "none" : String.join(", ", present));
  }

  private static String coordinates(String engine) {
    String version = Engine.getDjlVersion();
    return switch (engine) {
      case "PyTorch" ->
          "ai.djl.pytorch:pytorch-engine:%s and, for machines without network,".formatted(version)
              + " ai.djl.pytorch:pytorch-jni and ai.djl.pytorch:pytorch-native-cpu";
      default ->
          "ai.djl.mxnet:mxnet-engine:%s and, for machines without network,".formatted(version)
              + " ai.djl.mxnet:mxnet-native-mkl";
    };
  }
}
