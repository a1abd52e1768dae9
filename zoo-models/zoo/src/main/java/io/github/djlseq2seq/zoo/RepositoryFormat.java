package io.github.djlseq2seq.zoo;

import ai.djl.Application;
import ai.djl.repository.Artifact;
import ai.djl.repository.Metadata;
import ai.djl.util.JsonUtils;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.djlseq2seq.block.ConfigJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a repository is laid out, and what is checked before a word of it is believed.
 *
 * <p>{@code index.json} lists the artifact ids, since neither a class loader nor a web server lists
 * folders. Each has a {@code metadata.json} of DJL's format, whose files are named relative to it.
 */
final class RepositoryFormat {

  static final String INDEX = "index.json";
  static final String METADATA = "metadata.json";

  /** The argument that holds a model's licence: DJL's metadata has licences for all models only. */
  static final String LICENCE = "licence";

  private static final int LONGEST_JSON = 1 << 24;

  private RepositoryFormat() {}

  /** What {@code index.json} says. */
  record Index(int format, @Nullable List<Entry> artifacts) {
    static final int FORMAT = 1;
  }

  /** One artifact id. */
  record Entry(
      @Nullable String application, @Nullable String groupId, @Nullable String artifactId) {

    /** The path of the folder that holds the metadata, with a slash at its end. */
    String folder() {
      return "model/%s/%s/%s/"
          .formatted(application, String.valueOf(groupId).replace('.', '/'), artifactId);
    }
  }

  /** Reads all models of a repository, in the order of its files. */
  static List<PublishedModel> read(RepositoryTree tree) throws IOException {
    Index index = readJson(tree, INDEX, Index.class);
    String where = tree.name() + " " + INDEX;
    if (index.format() != Index.FORMAT || index.artifacts() == null) {
      throw new IOException(
          "%s: format must be %d, with a list of artifacts, found format %d"
              .formatted(where, Index.FORMAT, index.format()));
    }
    List<PublishedModel> models = new ArrayList<>();
    for (Entry entry : index.artifacts()) {
      // Other groups are other zoos' matter.
      if (Seq2SeqModelZoo.GROUP_ID.equals(entry.groupId())) {
        checkEntry(where, entry);
        models.addAll(readMetadata(tree, entry));
      }
    }
    return models;
  }

  private static void checkEntry(String where, Entry entry) throws IOException {
    try {
      Names.checkArtifactId("artifactId", present("artifactId", entry.artifactId()));
      String path = present("application", entry.application());
      // DJL also knows short forms, but they are no paths.
      if (!Application.of(path).getPath().equals(path)) {
        throw new IllegalArgumentException(
            "application must be one of DJL's, such as nlp/machine_translation, found \"%s\""
                .formatted(path));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(where + ": " + e.getMessage(), e);
    }
  }

  private static List<PublishedModel> readMetadata(RepositoryTree tree, Entry entry)
      throws IOException {
    String path = entry.folder() + METADATA;
    Metadata metadata = readJson(tree, path, Metadata.class);
    List<PublishedModel> models = new ArrayList<>();
    try {
      same("groupId", entry.groupId(), metadata.getGroupId());
      same("artifactId", entry.artifactId(), metadata.getArtifactId());
      metadata.setApplication(Application.of(present("application", entry.application())));
      for (Artifact artifact : present("artifacts", metadata.getArtifacts())) {
        check(artifact);
        artifact.setMetadata(metadata);
        models.add(new PublishedModel(tree, entry.folder(), artifact));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("%s %s: %s".formatted(tree.name(), path, e.getMessage()), e);
    }
    return models;
  }

  private static void check(Artifact artifact) {
    String name = present("name", artifact.getName());
    Names.checkFile("name", name);
    Names.checkVersion(name + ": version", present("version", artifact.getVersion()));
    Map<String, Artifact.Item> files = artifact.getFiles();
    if (files.isEmpty()) {
      throw new IllegalArgumentException(name + ": files must not be empty");
    }
    Set<String> seen = new HashSet<>();
    for (Artifact.Item file : files.values()) {
      String uri = present(name + ": uri of a file", file.getUri());
      Names.checkPath(name + ": uri of a file", uri);
      Names.checkFile(name + ": name of a file", file.getName());
      present(name + ": sha1Hash of " + uri, file.getSha1Hash());
      if (file.getSize() < 0) {
        throw new IllegalArgumentException(
            "%s: size of %s must be a number of bytes, found %d"
                .formatted(name, uri, file.getSize()));
      }
      if (!seen.add(file.getName())) {
        throw new IllegalArgumentException(
            "%s: names of files must differ, found \"%s\" twice".formatted(name, file.getName()));
      }
      if (!file.getExtension().isEmpty() || !file.getType().equals("file")) {
        throw new IllegalArgumentException(
            "%s: files must not be archives or compressed, found \"%s\"".formatted(name, uri));
      }
    }
  }

  private static <T> T readJson(RepositoryTree tree, String path, Class<T> type)
      throws IOException {
    try (InputStream in = tree.open(path)) {
      byte[] bytes = in.readNBytes(LONGEST_JSON + 1);
      if (bytes.length > LONGEST_JSON) {
        throw new IllegalArgumentException("it is longer than " + LONGEST_JSON + " bytes");
      }
      String json = new String(bytes, StandardCharsets.UTF_8);
      JsonElement content = JsonParser.parseString(json);
      if (hasNull(content)) {
        throw new IllegalArgumentException("nothing in it may be null, and it may not be empty");
      }
      return JsonUtils.GSON.fromJson(content, type);
    } catch (JsonParseException e) {
      throw new IOException(
          "%s %s is not what it should be: %s".formatted(tree.name(), path, ConfigJson.invalid(e)),
          e);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "%s %s is not what it should be: %s".formatted(tree.name(), path, e.getMessage()), e);
    }
  }

  private static boolean hasNull(JsonElement json) {
    if (json.isJsonArray()) {
      return json.getAsJsonArray().asList().stream().anyMatch(RepositoryFormat::hasNull);
    }
    if (json.isJsonObject()) {
      return json.getAsJsonObject().asMap().values().stream().anyMatch(RepositoryFormat::hasNull);
    }
    return json.isJsonNull();
  }

  private static <T> T present(String what, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(what + " is missing");
    }
    return value;
  }

  private static void same(String what, @Nullable String expected, @Nullable String found) {
    if (!String.valueOf(expected).equals(found)) {
      throw new IllegalArgumentException(
          "%s must be \"%s\" as in %s, found \"%s\"".formatted(what, expected, INDEX, found));
    }
  }
}
