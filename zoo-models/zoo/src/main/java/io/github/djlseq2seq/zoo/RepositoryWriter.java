package io.github.djlseq2seq.zoo;

import ai.djl.repository.Version;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.djlseq2seq.block.ConfigJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** Writes a repository of {@link RepositoryFormat}; the same models always give the same bytes. */
record RepositoryWriter(Path repository) {

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
  private static final Pattern SPDX = Pattern.compile("[A-Za-z0-9.+-]+");

  /** Adds a model: its files, then what names them. */
  void add(Publication publication, List<Path> files) throws IOException {
    String artifactId = publication.artifactId();
    String application = Task.of(artifactId).application().getPath();
    var entry = new RepositoryFormat.Entry(application, Seq2SeqModelZoo.GROUP_ID, artifactId);
    if (Files.exists(repository.resolve(RepositoryFormat.INDEX))) {
      // Refuses to add to what nobody could read.
      RepositoryFormat.read(new RepositoryTree.Folder(repository));
    }
    Path folder = repository.resolve(entry.folder());
    JsonObject metadata = read(folder.resolve(RepositoryFormat.METADATA));
    describe(metadata, entry);
    List<Published> published = new ArrayList<>();
    for (Path file : files) {
      published.add(Published.of(file, publication, list(metadata, "artifacts")));
    }
    JsonObject artifact = artifact(publication, published);
    boolean listed = isListed(metadata, artifact, publication);
    place(folder, place(publication), published);
    if (!listed) {
      list(metadata, "artifacts").add(artifact);
      // The highest version first: DJL's own loader takes the first artifact that matches.
      Comparator<JsonObject> byVersion =
          Comparator.comparing(model -> new Version(string(model, "version")));
      sort(
          metadata,
          "artifacts",
          Comparator.comparing((JsonObject model) -> string(model, "name"))
              .thenComparing(byVersion.reversed()));
      addLicence(metadata, publication.licence());
      write(folder.resolve(RepositoryFormat.METADATA), metadata);
    }
    addToIndex(entry);
  }

  private static String place(Publication publication) {
    return publication.version() + "/" + publication.name();
  }

  /** A file, and where it lies below the metadata's folder. */
  private record Published(Path file, String uri, String sha1, long size) {

    /**
     * Models may differ in their text alone, as the languages of one model do: a file of parameters
     * that a model of this artifact id has already is not kept twice.
     */
    static Published of(Path file, Publication publication, JsonArray artifacts)
        throws IOException {
      String sha1 = Checksums.sha1(file);
      String own = place(publication) + "/" + file.getFileName();
      List<String> same =
          isParameters(file) ? uris(artifacts, file.getFileName().toString(), sha1) : List.of();
      String uri = same.isEmpty() || same.contains(own) ? own : same.get(0);
      return new Published(file, uri, sha1, Files.size(file));
    }

    private static List<String> uris(JsonArray artifacts, String name, String sha1) {
      List<String> uris = new ArrayList<>();
      for (JsonElement artifact : artifacts) {
        JsonObject listed =
            artifact.getAsJsonObject().getAsJsonObject("files").getAsJsonObject(name);
        if (listed != null && string(listed, "sha1Hash").equals(sha1)) {
          uris.add(string(listed, "uri"));
        }
      }
      return uris;
    }

    static boolean isParameters(Path file) {
      return file.getFileName().toString().endsWith(".params");
    }

    String name() {
      return file.getFileName().toString();
    }

    boolean isIntact(Path path) throws IOException {
      return Files.isRegularFile(path) && Checksums.sha1(path).equals(sha1);
    }
  }

  private static JsonObject artifact(Publication publication, List<Published> files) {
    JsonObject listed = new JsonObject();
    String modelName = "";
    for (Published published : files) {
      String name = published.name();
      JsonObject file = new JsonObject();
      file.addProperty("uri", published.uri());
      file.addProperty("sha1Hash", published.sha1());
      file.addProperty("name", name);
      file.addProperty("size", published.size());
      listed.add(name, file);
      if (Published.isParameters(published.file())) {
        modelName = name.substring(0, name.lastIndexOf('-'));
      }
    }
    JsonObject arguments = new JsonObject();
    for (String key : List.of(ModelFolder.BLOCK_FACTORY, ModelFolder.TRANSLATOR_FACTORY)) {
      arguments.addProperty(key, ModelFolder.FACTORIES.get(key));
    }
    arguments.addProperty(RepositoryFormat.LICENCE, publication.licence());
    JsonObject properties = new JsonObject();
    publication.properties().forEach(properties::addProperty);
    JsonObject options = new JsonObject();
    options.addProperty("modelName", modelName);
    JsonObject artifact = new JsonObject();
    artifact.addProperty("version", publication.version());
    artifact.addProperty("snapshot", false);
    artifact.addProperty("name", publication.name());
    artifact.add("properties", properties);
    artifact.add("arguments", arguments);
    artifact.add("options", options);
    artifact.add("files", listed);
    return artifact;
  }

  private static boolean isListed(
      JsonObject metadata, JsonObject artifact, Publication publication) {
    for (JsonElement other : list(metadata, "artifacts")) {
      JsonObject listed = other.getAsJsonObject();
      if (listed.get("name").equals(artifact.get("name"))
          && listed.get("version").equals(artifact.get("version"))) {
        for (String key : artifact.keySet()) {
          if (!artifact.get(key).equals(listed.get(key))) {
            throw new IllegalArgumentException(
                "version must be another than %s: %s %s is published already, with other %s"
                    .formatted(
                        publication.version(),
                        publication.name(),
                        publication.version(),
                        // Of the arguments it alone differs.
                        key.equals("arguments") ? RepositoryFormat.LICENCE : key));
          }
        }
        return true;
      }
    }
    return false;
  }

  /** Writes what is not there or not intact: a model's own folder at once. */
  private static void place(Path root, String place, List<Published> files) throws IOException {
    List<Published> own = new ArrayList<>();
    boolean intact = true;
    for (Published published : files) {
      boolean there = published.isIntact(root.resolve(published.uri()));
      if (published.uri().startsWith(place + "/")) {
        own.add(published);
        intact &= there;
      } else if (!there) {
        throw new IOException(
            "%s is damaged; publish the model that it belongs to again"
                .formatted(root.resolve(published.uri())));
      }
    }
    if (!intact) {
      AtomicFolder.discardUnfinished(root.resolve(place));
      AtomicFolder.replace(root.resolve(place), aside -> copy(own, aside));
    }
  }

  private static void copy(List<Published> files, Path folder) throws IOException {
    for (Published published : files) {
      Path copy = folder.resolve(published.name());
      Files.copy(published.file(), copy);
      if (!published.isIntact(copy)) {
        throw new IOException("the model folder changed while it was published");
      }
    }
  }

  private static void describe(JsonObject metadata, RepositoryFormat.Entry entry) {
    if (!metadata.has("metadataVersion")) {
      metadata.addProperty("metadataVersion", "0.2");
      metadata.addProperty("resourceType", "model");
      metadata.addProperty("application", entry.application());
      metadata.addProperty("groupId", entry.groupId());
      metadata.addProperty("artifactId", entry.artifactId());
      metadata.addProperty("name", entry.artifactId());
      metadata.add("licenses", new JsonObject());
    }
  }

  private static void addLicence(JsonObject metadata, String name) {
    JsonObject licence = new JsonObject();
    licence.addProperty("name", name);
    if (SPDX.matcher(name).matches()) {
      licence.addProperty("url", "https://spdx.org/licenses/" + name + ".html");
    }
    JsonObject licences = metadata.getAsJsonObject("licenses");
    licences.add(name, licence);
    JsonObject sorted = new JsonObject();
    licences.keySet().stream().sorted().forEach(key -> sorted.add(key, licences.get(key)));
    metadata.add("licenses", sorted);
  }

  private void addToIndex(RepositoryFormat.Entry entry) throws IOException {
    Path file = repository.resolve(RepositoryFormat.INDEX);
    JsonObject index = read(file);
    index.addProperty("format", RepositoryFormat.Index.FORMAT);
    JsonArray artifacts = list(index, "artifacts");
    JsonObject added = ConfigJson.write(entry);
    if (!artifacts.contains(added)) {
      artifacts.add(added);
      sort(index, "artifacts", Comparator.comparing(item -> string(item, "artifactId")));
      write(file, index);
    }
  }

  private static JsonArray list(JsonObject object, String key) {
    if (!object.has(key)) {
      object.add(key, new JsonArray());
    }
    return object.getAsJsonArray(key);
  }

  private static void sort(JsonObject object, String key, Comparator<JsonObject> order) {
    JsonArray sorted = new JsonArray();
    list(object, key).asList().stream()
        .map(JsonElement::getAsJsonObject)
        .sorted(order)
        .forEach(sorted::add);
    object.add(key, sorted);
  }

  private static String string(JsonObject object, String key) {
    return object.get(key).getAsString();
  }

  private static JsonObject read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new JsonObject();
    }
    try {
      return ConfigJson.parse(ConfigJson.text(file), file.toString());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static void write(Path file, JsonObject json) throws IOException {
    Path aside = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      Files.writeString(aside, GSON.toJson(json) + "\n");
      AtomicFolder.sync(aside);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(aside);
    }
  }
}
