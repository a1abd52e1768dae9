package io.github.djlseq2seq.zoo;

import ai.djl.util.Utils;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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
        trees.add(new RepositoryTree.Folder(folder(setting, place)));
      }
    }
    return trees;
  }

  private static Path folder(String setting, String place) throws IOException {
    String start = place.toLowerCase(Locale.ROOT);
    if (start.startsWith("http://") || start.startsWith("https://")) {
      throw new IOException(
          "%s: this release reads no repositories on the web; \"%s\" must be an existing folder"
              .formatted(setting, place));
    }
    String fault;
    try {
      Path folder = start.startsWith("file:") ? Path.of(URI.create(place)) : Path.of(place);
      if (Files.isDirectory(folder)) {
        return folder.toAbsolutePath().normalize();
      }
      fault = "there is no folder " + folder.toAbsolutePath();
    } catch (InvalidPathException | FileSystemNotFoundException e) {
      fault = e.getMessage();
    } catch (IllegalArgumentException e) {
      fault = e.getMessage();
    }
    throw new IOException(
        "%s must name existing folders, separated by commas, found \"%s\": %s"
            .formatted(setting, place, fault));
  }
}
