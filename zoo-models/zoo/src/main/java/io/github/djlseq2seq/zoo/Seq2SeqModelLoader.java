package io.github.djlseq2seq.zoo;

import ai.djl.Application;
import ai.djl.MalformedModelException;
import ai.djl.repository.MRL;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelLoader;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.util.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Loads the models of one artifact id. */
record Seq2SeqModelLoader(String artifactId) implements ModelLoader {

  private static final ModelRepository REPOSITORY = new ModelRepository();

  @Override
  public String getGroupId() {
    return Seq2SeqModelZoo.GROUP_ID;
  }

  @Override
  public String getArtifactId() {
    return artifactId;
  }

  @Override
  public Application getApplication() {
    return Task.of(artifactId).application();
  }

  @Override
  public MRL getMrl() {
    return REPOSITORY.resource(artifactId);
  }

  @Override
  public <I, O> ZooModel<I, O> loadModel(Criteria<I, O> criteria)
      throws IOException, ModelNotFoundException, MalformedModelException {
    // Before anything is read: a criteria without a group may mean another zoo's model.
    ModelOpener<I, O> opener = ModelOpener.of(criteria);
    PublishedModel model = find(criteria);
    Engines.choose(criteria.getEngine());
    REPOSITORY.prepare(model, criteria.getProgress());
    Path path = REPOSITORY.getResourceDirectory(model);
    String asked = criteria.getModelName();
    String name = asked == null ? model.getOptions(null).get("modelName") : asked;
    ModelFolder folder = ModelFolder.open(path, name);
    return opener.open(folder, model.getArguments(criteria.getArguments()));
  }

  @Override
  public <I, O> boolean isDownloaded(Criteria<I, O> criteria)
      throws IOException, ModelNotFoundException {
    PublishedModel model = find(criteria);
    return ModelCache.holds(model, REPOSITORY.getResourceDirectory(model));
  }

  @Override
  public <I, O> void downloadModel(Criteria<I, O> criteria, @Nullable Progress progress)
      throws IOException, ModelNotFoundException {
    REPOSITORY.prepare(find(criteria), progress);
  }

  private PublishedModel find(Criteria<?, ?> criteria) throws IOException, ModelLookupException {
    Catalog catalog = Catalog.read();
    Map<String, String> filters = criteria.getFilters();
    return catalog
        .find(artifactId, filters)
        .orElseThrow(() -> catalog.notFound(criteria.getArtifactId(), filters));
  }
}
