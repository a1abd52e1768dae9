package io.github.djlseq2seq.zoo;

import ai.djl.repository.Version;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All models there are, the preferred first: those of {@code seq2seq.repository} in its order, then
 * those of the class path, whose order means nothing. Within either, the highest version comes
 * first, then the first by name. It is read at each look-up, so what has just been published or
 * configured is found.
 */
record Catalog(List<PublishedModel> models) {

  /** Reads the catalog. */
  static Catalog read() throws IOException {
    List<PublishedModel> models = new ArrayList<>();
    for (RepositoryTree tree : ConfiguredRepositories.read()) {
      models.addAll(read(List.of(tree)));
    }
    models.addAll(read(RepositoryTree.ClassPath.find()));
    Set<String> seen = new HashSet<>();
    // The same jar twice on the class path is one model still.
    models.removeIf(model -> !seen.add(model.getProperties() + model.cachePath()));
    return new Catalog(List.copyOf(models));
  }

  private static List<PublishedModel> read(List<RepositoryTree> trees) throws IOException {
    List<PublishedModel> models = new ArrayList<>();
    for (RepositoryTree tree : trees) {
      try {
        models.addAll(RepositoryFormat.read(tree));
      } catch (NoSuchFileException | FileNotFoundException e) {
        throw new IOException(
            "%s is no repository of models, or an incomplete one: no file %s"
                .formatted(tree.name(), e.getMessage()),
            e);
      }
    }
    Comparator<PublishedModel> byVersion = Comparator.comparing(m -> new Version(m.getVersion()));
    models.sort(byVersion.reversed().thenComparing(model -> model.describe().reference()));
    return models;
  }

  List<PublishedModel> of(String artifactId) {
    return models.stream().filter(model -> model.artifactId().equals(artifactId)).toList();
  }

  /** Finds the preferred model of an artifact id whose properties have the filters' values. */
  Optional<PublishedModel> find(String artifactId, @Nullable Map<String, String> filters) {
    return of(artifactId).stream().filter(model -> model.hasProperties(filters)).findFirst();
  }

  /**
   * Says why a look-up found nothing.
   *
   * @param artifactId the artifact id asked for; null for any
   */
  ModelLookupException notFound(
      @Nullable String artifactId, @Nullable Map<String, String> filters) {
    List<PublishedModel> candidates = artifactId == null ? models : of(artifactId);
    if (candidates.isEmpty()) {
      return new ModelLookupException(
          "no model has the artifact id \"%s\"; %s".formatted(artifactId, choice(models)));
    }
    String which = artifactId == null ? "no model" : "no model of \"" + artifactId + "\"";
    Map<String, String> wanted = filters == null ? Map.of() : filters;
    for (Map.Entry<String, String> filter : wanted.entrySet()) {
      if (candidates.stream().noneMatch(model -> model.hasProperties(Map.ofEntries(filter)))) {
        return new ModelLookupException(
            "%s has the %s \"%s\"; %s"
                .formatted(which, filter.getKey(), filter.getValue(), choice(candidates)));
      }
    }
    return new ModelLookupException(
        "%s has all of %s; %s".formatted(which, wanted, choice(candidates)));
  }

  private static String choice(List<PublishedModel> models) {
    if (models.isEmpty()) {
      return "there are no models at all: add io.github.djlseq2seq:djl-seq2seq-pretrained to the"
          + " class path, or name a repository, such as -D%s=FOLDER"
              .formatted(ConfiguredRepositories.PROPERTY);
    }
    return models.stream()
        .map(model -> model.describe().reference())
        .distinct()
        .collect(Collectors.joining("\n  ", "there is:\n  ", ""));
  }
}
