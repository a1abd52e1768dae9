package io.github.djlseq2seq.zoo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@link ModelPublisher} is to publish.
 *
 * @param folder the model folder, with its model card {@code README.md}
 * @param repository the folder of the repository; it is made if it is not there
 * @param artifactId the artifact id, such as {@code translation}
 * @param properties what tells the model from others of the artifact id; {@code translation} and
 *     {@code transliteration} need {@code source} and {@code target}, {@code g2p} and {@code
 *     chatbot} need {@code language}
 * @param version the version, such as {@code 0.1.0}
 * @param licence the licence, an SPDX identifier such as {@code CC-BY-4.0} where there is one
 */
public record Publication(
    Path folder,
    Path repository,
    String artifactId,
    Map<String, String> properties,
    String version,
    String licence) {

  /**
   * Checks the values and puts the properties into their order.
   *
   * @param folder the model folder
   * @param repository the folder of the repository
   * @param artifactId the artifact id
   * @param properties what tells the model from others of the artifact id
   * @param version the version
   * @param licence the licence
   * @throws IllegalArgumentException if a value is not valid; the message names it and the rule
   */
  public Publication {
    Names.checkArtifactId("artifactId", artifactId);
    Names.checkVersion("version", version);
    if (licence.isBlank() || licence.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "licence must be one line, such as CC-BY-4.0, found \"" + licence + "\"");
    }
    properties.forEach(
        (key, value) -> {
          Names.checkKey("name of a property", key);
          Names.checkValue("property " + key, value);
        });
    properties = Collections.unmodifiableMap(sorted(artifactId, properties));
  }

  private static Map<String, String> sorted(String artifactId, Map<String, String> properties) {
    Map<String, String> rest = new TreeMap<>(properties);
    Map<String, String> sorted = new LinkedHashMap<>();
    List<String> needed = Task.of(artifactId).properties();
    for (String key : needed) {
      String value = rest.remove(key);
      if (value == null) {
        throw new IllegalArgumentException(
            "properties of %s must have %s, found %s"
                .formatted(artifactId, String.join(" and ", needed), properties));
      }
      sorted.put(key, value);
    }
    sorted.putAll(rest);
    return sorted;
  }

  /** The name of the artifact, such as {@code translation-fr-en-cell-gru}. */
  String name() {
    List<String> needed = Task.of(artifactId).properties();
    List<String> words = new ArrayList<>(List.of(artifactId));
    properties.forEach(
        (key, value) -> {
          if (!needed.contains(key)) {
            words.add(key);
          }
          words.add(value);
        });
    return String.join("-", words);
  }
}
