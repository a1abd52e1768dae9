package io.github.djlseq2seq.zoo;

import ai.djl.repository.Artifact;
import ai.djl.util.Utils;
import java.util.stream.Collectors;

/** A model in a repository: DJL's artifact, and where it came from. */
final class PublishedModel extends Artifact {

  private final RepositoryTree tree;
  private final String folder;

  /**
   * Makes a model of an artifact that {@link RepositoryFormat} has checked.
   *
   * @param folder the path that the files' paths start from
   */
  PublishedModel(RepositoryTree tree, String folder, Artifact artifact) {
    this.tree = tree;
    this.folder = folder;
    setMetadata(artifact.getMetadata());
    setVersion(artifact.getVersion());
    setName(artifact.getName());
    setProperties(artifact.getProperties());
    setArguments(artifact.getArguments());
    setOptions(artifact.getOptions(null));
    setFiles(artifact.getFiles());
  }

  RepositoryTree tree() {
    return tree;
  }

  String artifactId() {
    return getMetadata().getArtifactId();
  }

  /** The path of a file in the repository. */
  String path(Item file) {
    return folder + file.getUri();
  }

  long size() {
    return getFiles().values().stream().mapToLong(Item::getSize).sum();
  }

  /** The folder of this content, and of no other, in the cache. */
  String cachePath() {
    String content =
        getFiles().values().stream()
            .map(file -> file.getName() + " " + file.getSha1Hash())
            .sorted()
            .collect(Collectors.joining("\n"));
    return "%s%s/%s/%s"
        .formatted(folder, getVersion(), getName(), Utils.hash(content).substring(0, 16));
  }

  ModelDescription describe() {
    Object licence = getArguments().getOrDefault(RepositoryFormat.LICENCE, "unknown");
    return new ModelDescription(
        artifactId(),
        getMetadata().getApplication().getPath(),
        getVersion(),
        getProperties(),
        size(),
        licence.toString(),
        tree.name());
  }
}
