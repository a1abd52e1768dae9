package io.github.djlseq2seq.zoo;

import ai.djl.util.Utils;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The repositories that a user names by a system property or in the environment. */
final class ConfiguredRepositories {

  static final String PROPERTY = "seq2seq.repository";
  static final String VARIABLE = "SEQ2SEQ_REPOSITORY";

  private ConfiguredRepositories() {}

  /** Reads the setting; the property stands in for the variable. */
  static List<RepositoryTree> read() throws IOException {
    String value = System.getProperty(PROPERTY);
    String setting = PROPERTY;
    if (value == null) {
      value = Utils.getenv(VARIABLE, "");
      setting = VARIABLE;
    }
    List<RepositoryTree> trees = new ArrayList<>();
    for (String part : value.split(",", -1)) {
      String place = part.strip();
      if (!place.isEmpty()) {
        trees.add(tree(setting, place));
      }
    }
    return trees;
  }

  private static RepositoryTree tree(String setting, String place) throws IOException {
    String start = place.toLowerCase(Locale.ROOT);
    String fault;
    try {
      if (start.startsWith("http://") || start.startsWith("https://")) {
        URI root = new URI(place.endsWith("/") ? place : place + "/");
        if (root.getHost() != null && root.getQuery() == null && root.getFragment() == null) {
          return new RepositoryTree.Web(root);
        }
        fault = "an address has a host and a path, and nothing more";
      } else {
        Path folder = start.startsWith("file:") ? Path.of(URI.create(place)) : Path.of(place);
        if (Files.isDirectory(folder)) {
          return new RepositoryTree.Folder(folder.toAbsolutePath().normalize());
        }
        fault = "there is no folder " + folder.toAbsolutePath();
      }
    } catch (FileSystemNotFoundException | IllegalArgumentException | URISyntaxException e) {
      fault = e.getMessage();
    }
    throw new IOException(
        "%s must name existing folders or addresses on the web, separated by commas, found \"%s\": %s"
            .formatted(setting, place, fault));
  }
}
