package io.github.djlseq2seq.zoo;

import java.nio.file.Path;
import java.util.Map;

/** Publishes several models: {@code FOLDER REPOSITORY PREFIX}. */
public final class PublishingProcess {

  static final int MODELS = 20;

  private PublishingProcess() {}

  /** Publishes. */
  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < MODELS; i++) {
      ModelPublisher.publish(
          new Publication(
              Path.of(arguments[0]),
              Path.of(arguments[1]),
              "g2p",
              Map.of("language", arguments[2] + i),
              "0.1.0",
              "CC0-1.0"));
    }
  }
}
