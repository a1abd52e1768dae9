package io.github.djlseq2seq.zoo;

import ai.djl.util.Hex;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.djlseq2seq.block.ConfigJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Stream;

/** SHA-1 sums of files, and of the files of a folder in its {@code checksums.json}. */
public final class Checksums {

  static final String FILE = "checksums.json";

  private Checksums() {}

  /**
   * Computes a file's sum.
   *
   * @param file the file
   * @return its SHA-1 in hexadecimal digits
   * @throws IOException if it cannot be read
   */
  public static String sha1(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every Java platform has SHA-1", e);
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Hex.toHexString(digest.digest());
  }

  /**
   * Writes the sums of all files below a folder into it.
   *
   * @param folder the folder
   * @throws IOException if reading or writing fails
   */
  public static void write(Path folder) throws IOException {
    JsonObject sums = new JsonObject();
    for (Path file : files(folder)) {
      sums.addProperty(name(folder, file), sha1(file));
    }
    Files.writeString(folder.resolve(FILE), sums + "\n");
  }

  /**
   * Checks that the files below a folder are those whose sums were written, and no others.
   *
   * @param folder the folder
   * @throws IOException if a file is missing, damaged, or not among them; the message names it
   */
  public static void verify(Path folder) throws IOException {
    JsonObject sums = sums(folder);
    for (Path file : files(folder)) {
      checkListed(folder, sums, name(folder, file));
    }
    verify(folder, sums);
  }

  /**
   * Checks the files below a folder whose sums were written, if any were; there may be others.
   *
   * @param folder the folder
   * @param needed the names of files that have to be among them
   * @throws IOException if a file is missing, damaged, or not among them; the message names it
   */
  static void verifyIfWritten(Path folder, List<String> needed) throws IOException {
    if (Files.exists(folder.resolve(FILE))) {
      JsonObject sums = sums(folder);
      for (String name : needed) {
        checkListed(folder, sums, name);
      }
      verify(folder, sums);
    }
  }

  private static void checkListed(Path folder, JsonObject sums, String name) throws IOException {
    if (!sums.has(name)) {
      throw new IOException(
          "%s is not among the files of %s".formatted(folder.resolve(name), folder.resolve(FILE)));
    }
  }

  private static void verify(Path folder, JsonObject sums) throws IOException {
    for (String name : sums.keySet()) {
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file)) {
        throw new IOException(file + " is missing: " + folder.resolve(FILE) + " names it");
      }
      String found = sha1(file);
      if (!sums.get(name).equals(new JsonPrimitive(found))) {
        throw new IOException(
            "%s is damaged: SHA-1 %s expected, %s found; if you changed it on purpose, delete %s"
                .formatted(file, sums.get(name), found, folder.resolve(FILE)));
      }
    }
  }

  private static JsonObject sums(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    try {
      JsonObject sums = ConfigJson.parse(ConfigJson.text(file), file.toString());
      sums.keySet().forEach(name -> Names.checkPath(file + ": name of a file", name));
      return sums;
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .filter(file -> !file.equals(folder.resolve(FILE)))
          .sorted()
          .toList();
    }
  }

  private static String name(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }
}
