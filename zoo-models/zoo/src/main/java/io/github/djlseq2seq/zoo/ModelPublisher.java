package io.github.djlseq2seq.zoo;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.ModelNotFoundException;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.block.Seq2SeqBlockFactory;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import io.github.djlseq2seq.translate.ModelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Puts model folders into a repository: a folder that {@code seq2seq.repository} may name, or that
 * becomes {@code mlrepo/} of a jar. DJL's own {@code optModelUrls} reads it as well.
 *
 * <p>A reader never sees half a publication: files are written aside and moved into place, then
 * {@code metadata.json} names them, then {@code index.json}. What is published never changes.
 */
public final class ModelPublisher {

  private ModelPublisher() {}

  /**
   * Publishes a model. Publishing the same again changes nothing.
   *
   * @param publication what to publish, where and as what
   * @return the model, as the repository now lists it
   * @throws MalformedModelException if the folder is no complete model folder
   * @throws IllegalArgumentException if this version is already published with other content
   * @throws IOException if the folder cannot be read or the repository cannot be written
   */
  public static ModelDescription publish(Publication publication)
      throws IOException, MalformedModelException {
    List<Path> files = files(publication);
    Path repository = publication.repository();
    Files.createDirectories(repository);
    RepositoryWriter writer = new RepositoryWriter(repository.toRealPath());
    // Reading, adding and writing is one step, among threads and among processes.
    synchronized (ModelPublisher.class) {
      try (RepositoryLock lock = RepositoryLock.take(repository)) {
        assert lock.isHeld();
        writer.add(publication, files);
      }
    }
    RepositoryTree tree = new RepositoryTree.Folder(repository);
    return RepositoryFormat.read(tree).stream()
        .filter(model -> model.getName().equals(publication.name()))
        .filter(model -> model.getVersion().equals(publication.version()))
        .findFirst()
        .orElseThrow(() -> new IOException(repository + " lost " + publication.name()))
        .describe();
  }

  /**
   * Checks that a folder is fit to be published; writes nothing.
   *
   * @param publication what to publish
   * @throws MalformedModelException if the folder is no complete model folder
   * @throws IOException if the folder cannot be read
   */
  public static void check(Publication publication) throws IOException, MalformedModelException {
    files(publication);
  }

  /** Checks a folder and returns the files to publish. */
  private static List<Path> files(Publication publication)
      throws IOException, MalformedModelException {
    Path folder = publication.folder();
    if (!Files.isDirectory(folder)) {
      throw new MalformedModelException("there is no folder " + folder.toAbsolutePath());
    }
    ModelFolder model = ModelFolder.open(folder, null);
    load(folder);
    List<Path> files = new ArrayList<>();
    ModelFolder.files(folder).forEach(file -> files.add(folder.resolve(file)));
    files.add(model.parameters());
    Path sums = folder.resolve(Checksums.FILE);
    if (Files.exists(sums)) {
      files.add(sums);
    }
    Path card = folder.resolve(Seq2SeqModels.CARD_FILE);
    if (!Files.isRegularFile(card)) {
      throw new MalformedModelException(
          "%s must have a model card %s, which names data, licence and attribution"
              .formatted(folder, Seq2SeqModels.CARD_FILE));
    }
    files.add(card);
    Names.checkFile("the file of parameters", model.parameters().getFileName().toString());
    try {
      Path config = folder.resolve(Seq2SeqBlockFactory.CONFIG_FILE);
      ModelText.read(folder)
          .check(Seq2SeqConfig.fromJson(ConfigJson.text(config), config.toString()));
    } catch (IllegalArgumentException e) {
      throw new MalformedModelException(folder + ": " + e.getMessage(), e);
    }
    return files;
  }

  /** What is published never changes: parameters that do not load would stay for good. */
  private static void load(Path folder) throws IOException, MalformedModelException {
    try {
      Seq2SeqModelZoo.load(
              new ModelReference.Folder(folder), null, NDList.class, NDList.class, Map.of())
          .close();
    } catch (ModelNotFoundException e) {
      throw new IOException("publishing loads the model once: " + e.getMessage(), e);
    }
  }
}
