package io.github.djlseq2seq.zoo;

import ai.djl.Application;
import ai.djl.repository.AbstractRepository;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.Metadata;
import ai.djl.repository.VersionRange;
import ai.djl.util.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All repositories as the one that DJL sees. DJL takes the first artifact that matches, so the
 * metadata of an artifact id lists the models of all repositories, the preferred first.
 */
final class ModelRepository extends AbstractRepository {

  ModelRepository() {
    super("seq2seq", URI.create("seq2seq:/"));
  }

  @Override
  public boolean isRemote() {
    // Nothing is used in place: DJL asks the cache.
    return true;
  }

  @Override
  public Metadata locate(MRL mrl) throws IOException {
    Metadata metadata = new Metadata();
    metadata.setResourceType("model");
    metadata.setApplication(mrl.getApplication());
    metadata.setGroupId(mrl.getGroupId());
    metadata.setArtifactId(mrl.getArtifactId());
    metadata.setRepositoryUri(mrl.toURI());
    metadata.setArtifacts(new ArrayList<>());
    // Added, not set: each keeps the metadata that it was read from.
    Catalog.read().of(mrl.getArtifactId()).forEach(metadata::addArtifact);
    return metadata;
  }

  @Override
  public @Nullable Artifact resolve(MRL mrl, @Nullable Map<String, String> filter)
      throws IOException {
    List<Artifact> found = locate(mrl).search(VersionRange.parse(mrl.getVersion()), filter);
    return found.isEmpty() ? null : found.get(0);
  }

  @Override
  public void prepare(Artifact artifact, @Nullable Progress progress) throws IOException {
    ModelCache.fill((PublishedModel) artifact, getResourceDirectory(artifact), progress);
  }

  @Override
  public Path getResourceDirectory(Artifact artifact) throws IOException {
    return getCacheDirectory().resolve(((PublishedModel) artifact).cachePath());
  }

  @Override
  protected URI resolvePath(Artifact.Item item, String path) throws IOException {
    return getResourceDirectory(item.getArtifact()).resolve(item.getName()).toUri();
  }

  @Override
  public List<MRL> getResources() {
    List<MRL> resources = new ArrayList<>();
    for (String artifactId : Seq2SeqModelZoo.artifactIds()) {
      resources.add(resource(artifactId));
    }
    return resources;
  }

  MRL resource(String artifactId) {
    Application application = Task.of(artifactId).application();
    return model(application, Seq2SeqModelZoo.GROUP_ID, artifactId);
  }
}
