package io.github.djlseq2seq.zoo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A published model, as a list shows it.
 *
 * @param artifactId the artifact id, such as {@code translation}
 * @param application DJL's application, such as {@code nlp/machine_translation}
 * @param version the version
 * @param properties what tells the models of one artifact id apart
 * @param size the size of its files in bytes
 * @param licence the licence, an SPDX identifier where there is one
 * @param repository where it is: a folder, or the URL of {@code mlrepo} in a jar
 */
public record ModelDescription(
    String artifactId,
    String application,
    String version,
    Map<String, String> properties,
    long size,
    String licence,
    String repository) {

  /**
   * Copies the properties; they keep their order.
   *
   * @param artifactId the artifact id
   * @param application DJL's application
   * @param version the version
   * @param properties what tells the models of one artifact id apart
   * @param size the size of its files in bytes
   * @param licence the licence
   * @param repository where it is
   */
  public ModelDescription {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /**
   * Returns what {@link ModelReference#parse} reads as this model.
   *
   * @return the reference, such as {@code translation:source=fr,target=en}
   */
  public String reference() {
    return reference(artifactId, properties);
  }

  static String reference(String artifactId, Map<String, String> properties) {
    if (properties.isEmpty()) {
      return artifactId;
    }
    return artifactId
        + properties.entrySet().stream()
            .map(property -> property.getKey() + "=" + property.getValue())
            .collect(Collectors.joining(",", ":", ""));
  }
}
