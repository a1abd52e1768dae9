package io.github.djlseq2seq.zoo;

import ai.djl.MalformedModelException;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelLoader;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The model zoo of this project, which a {@code Criteria} reaches by its group:
 *
 * <pre>{@code
 * Criteria.builder()
 *     .setTypes(String.class, String.class)
 *     .optGroupId("io.github.djlseq2seq")
 *     .optArtifactId("translation")
 *     .optFilter("source", "fr")
 *     .optFilter("target", "en")
 *     .optEngine("PyTorch")
 * }</pre>
 *
 * <p>Models come from the folders and web addresses that the system property {@code
 * seq2seq.repository} or the environment variable {@code SEQ2SEQ_REPOSITORY} names, separated by
 * commas, and then from all jars of the class path that hold {@code mlrepo/index.json}. Files are
 * unpacked into DJL's cache folder ({@code DJL_CACHE_DIR}) and verified each time a model is
 * loaded.
 *
 * <p>Without {@code optEngine}, and unless DJL's own default engine has been set, models run on
 * PyTorch where it is on the class path, else on MXNet.
 */
public final class Seq2SeqModelZoo extends ModelZoo {

  /** The group of this zoo. */
  public static final String GROUP_ID = "io.github.djlseq2seq";

  Seq2SeqModelZoo() {}

  @Override
  public String getGroupId() {
    return GROUP_ID;
  }

  @Override
  public Set<String> getSupportedEngines() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(Engines.SUPPORTED));
  }

  /**
   * Returns the loaders of all artifact ids: those of the models there are, and those that every
   * release knows, so that a {@code Criteria} that fails can say why.
   *
   * @return the loaders; if a repository cannot be read, they say so when they load
   */
  @Override
  public Collection<ModelLoader> getModelLoaders() {
    List<ModelLoader> loaders = new ArrayList<>();
    artifactIds().forEach(id -> loaders.add(new Seq2SeqModelLoader(id)));
    return loaders;
  }

  @Override
  public @Nullable ModelLoader getModelLoader(String name) {
    return artifactIds().contains(name) ? new Seq2SeqModelLoader(name) : null;
  }

  /**
   * Lists the published models, the preferred of each artifact id first.
   *
   * @return the models
   * @throws IOException if a repository cannot be read
   */
  public static List<ModelDescription> list() throws IOException {
    return Catalog.read().models().stream().map(PublishedModel::describe).toList();
  }

  /**
   * Finds the model that a {@code Criteria} would load.
   *
   * @param artifactId the artifact id
   * @param filters properties that the model must have
   * @return the model
   * @throws ModelLookupException if there is none; the message says what there is
   * @throws IOException if a repository cannot be read
   */
  public static ModelDescription find(String artifactId, Map<String, String> filters)
      throws IOException, ModelLookupException {
    Catalog catalog = Catalog.read();
    return catalog
        .find(artifactId, filters)
        .orElseThrow(() -> catalog.notFound(artifactId, filters))
        .describe();
  }

  /**
   * Loads a model.
   *
   * @param <I> the input's type
   * @param <O> the output's type
   * @param reference which model; a folder may hold data alone, and no code
   * @param engine the engine; null for the default
   * @param input the input's class, such as {@code String}
   * @param output the output's class, such as {@code Translation}
   * @param arguments how to translate, by the names that {@code TranslationOptions} has
   * @return the model
   * @throws ModelNotFoundException if no model fits; the message says what there is
   * @throws MalformedModelException if the model is incomplete, damaged, or brings code
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if an argument is not valid
   */
  public static <I, O> ZooModel<I, O> load(
      ModelReference reference,
      @Nullable String engine,
      Class<I> input,
      Class<O> output,
      Map<String, ?> arguments)
      throws IOException, ModelNotFoundException, MalformedModelException {
    Criteria.Builder<I, O> builder =
        Criteria.builder()
            .setTypes(input, output)
            .optGroupId(GROUP_ID)
            .optEngine(engine)
            .optArguments(new HashMap<>(arguments));
    if (reference instanceof ModelReference.Published published) {
      builder.optArtifactId(published.artifactId()).optFilters(published.properties());
      return new Seq2SeqModelLoader(published.artifactId()).loadModel(builder.build());
    }
    ModelReference.Folder folder = (ModelReference.Folder) reference;
    if (!Files.isDirectory(folder.path())) {
      throw new ModelLookupException("there is no folder " + folder.path().toAbsolutePath());
    }
    ModelOpener<I, O> opener = ModelOpener.of(builder.build());
    return opener.open(ModelFolder.open(folder.path(), null), new HashMap<>(arguments));
  }

  /** Never fails: an exception here would break look-ups that do not concern this zoo. */
  static Set<String> artifactIds() {
    Set<String> ids = new LinkedHashSet<>();
    for (Task task : Task.ALL) {
      ids.add(task.artifactId());
    }
    try {
      Catalog.read().models().forEach(model -> ids.add(model.artifactId()));
    } catch (IOException | RuntimeException e) {
      // The loaders read the catalog again, and tell.
    }
    return ids;
  }
}
