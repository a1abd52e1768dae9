package io.github.djlseq2seq.zoo;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which model: a folder, or one that is published. */
public sealed interface ModelReference {

  /**
   * A model folder.
   *
   * @param path the folder
   */
  record Folder(Path path) implements ModelReference {

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /**
   * A published model.
   *
   * @param artifactId the artifact id
   * @param properties properties that it has; of several such models the preferred is meant
   */
  record Published(String artifactId, Map<String, String> properties) implements ModelReference {

    /**
     * Copies the properties; they keep their order.
     *
     * @param artifactId the artifact id
     * @param properties properties that it has
     */
    public Published {
      properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    @Override
    public String toString() {
      return ModelDescription.reference(artifactId, properties);
    }
  }

  /**
   * Reads a reference. What is an existing folder, or has a slash before any colon or a dot at its
   * start, is a folder; everything else is {@code ARTIFACT[:key=value,...]}, such as {@code
   * translation:source=fr,target=en}.
   *
   * @param text the reference
   * @return the reference
   * @throws IllegalArgumentException if the text is neither
   */
  static ModelReference parse(String text) {
    int colon = text.indexOf(':');
    String artifactId = colon < 0 ? text : text.substring(0, colon);
    if (isFolder(text, artifactId)) {
      return new Folder(Path.of(text));
    }
    String rule =
        "model must be a folder or ARTIFACT[:key=value,...], such as"
            + " translation:source=fr,target=en; ";
    Names.checkArtifactId(rule + "ARTIFACT", artifactId);
    Map<String, String> properties = new LinkedHashMap<>();
    if (colon >= 0) {
      for (String property : text.substring(colon + 1).split(",", -1)) {
        int equals = property.indexOf('=');
        if (equals < 1 || equals == property.length() - 1) {
          throw new IllegalArgumentException(
              "%sexpected key=value, found \"%s\" in \"%s\"".formatted(rule, property, text));
        }
        String key = property.substring(0, equals);
        if (properties.put(key, property.substring(equals + 1)) != null) {
          throw new IllegalArgumentException(
              "%skeys must differ, found \"%s\" twice in \"%s\"".formatted(rule, key, text));
        }
      }
    }
    return new Published(artifactId, properties);
  }

  private static boolean isFolder(String text, String start) {
    if (start.contains("/") || text.contains("\\") || start.startsWith(".")) {
      return true;
    }
    try {
      return !text.isEmpty() && Files.isDirectory(Path.of(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
