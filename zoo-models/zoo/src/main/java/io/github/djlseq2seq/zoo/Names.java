package io.github.djlseq2seq.zoo;

import java.util.regex.Pattern;

/**
 * What names in a repository may look like. They become paths in the cache and in URLs, so nothing
 * that could leave a folder, or that an operating system or a URL would read otherwise, is let in.
 */
final class Names {

  private static final String PLAIN = "[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?";
  private static final Pattern FILE = Pattern.compile(PLAIN);
  private static final Pattern PATH = Pattern.compile(PLAIN + "(?:/" + PLAIN + ")*");
  private static final Pattern ARTIFACT_ID = Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*");
  private static final Pattern KEY = Pattern.compile("[a-z][A-Za-z0-9]*");
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,9}(?:\\.[0-9]{1,9}){0,3}");
  private static final String CHARACTERS = "of letters, digits, '_', '-' and (not at its ends) '.'";

  private Names() {}

  static void checkFile(String what, String name) {
    check(FILE, what, name, "a plain file name " + CHARACTERS);
  }

  static void checkPath(String what, String path) {
    check(PATH, what, path, "a relative path of names " + CHARACTERS);
  }

  static void checkArtifactId(String what, String artifactId) {
    check(ARTIFACT_ID, what, artifactId, "lower-case words joined by '-', such as text2regex");
  }

  static void checkKey(String what, String key) {
    check(KEY, what, key, "one word such as source");
  }

  static void checkValue(String what, String value) {
    check(FILE, what, value, "a word " + CHARACTERS + ", such as fr");
  }

  static void checkVersion(String what, String version) {
    check(VERSION, what, version, "numbers joined by dots, such as 0.1.0");
  }

  private static void check(Pattern pattern, String what, String value, String rule) {
    if (!pattern.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "%s must be %s, found \"%s\"".formatted(what, rule, value));
    }
  }
}
