package io.github.djlseq2seq.zoo;

import ai.djl.MalformedModelException;
import io.github.djlseq2seq.block.Seq2SeqBlockFactory;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.Seq2SeqTranslatorFactory;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model folder that has been looked through: nothing is missing or, where checksums say so,
 * damaged, and it brings no code.
 *
 * @param path the folder
 * @param name what the files of parameters are called before {@code -0000.params}
 * @param serving what {@code serving.properties} says
 */
record ModelFolder(Path path, String name, Map<String, String> serving) {

  static final String SERVING_FILE = "serving.properties";
  static final String MODEL_NAME = "option.modelName";
  static final String BLOCK_FACTORY = "blockFactory";
  static final String TRANSLATOR_FACTORY = "translatorFactory";

  /** The only classes that a model may name. */
  static final Map<String, String> FACTORIES =
      Map.of(
          BLOCK_FACTORY, Seq2SeqBlockFactory.class.getName(),
          TRANSLATOR_FACTORY, Seq2SeqTranslatorFactory.class.getName());

  private static final Pattern PARAMETERS = Pattern.compile("(.+)-\\d{4}\\.params");
  private static final byte[] MAGIC = "DJL@".getBytes(StandardCharsets.US_ASCII);
  private static final Set<String> CODE =
      Set.of(
          "bat", "class", "cmd", "dll", "dylib", "exe", "groovy", "jar", "java", "jnilib", "js",
          "jsh", "kts", "ps1", "pt", "pth", "py", "pyc", "pyd", "sh", "so", "war");
  private static final Pattern LIBRARY = Pattern.compile(".*\\.so(\\.\\d+)+");

  /**
   * Looks through a folder.
   *
   * @param asked the name that the parameters must have; null for what the folder says itself
   * @throws MalformedModelException if a file is missing, or is what no model folder may hold
   */
  static ModelFolder open(Path path, @Nullable String asked)
      throws IOException, MalformedModelException {
    List<String> missing = new ArrayList<>();
    for (String file : files(path)) {
      if (!Files.isRegularFile(path.resolve(file))) {
        missing.add(file);
      }
    }
    Map<String, List<String>> parameters = parameters(path);
    if (parameters.isEmpty()) {
      missing.add("NAME-0000.params");
    }
    if (!missing.isEmpty()) {
      throw new MalformedModelException(
          "%s is no model folder: no %s".formatted(path, String.join(", ", missing)));
    }
    refuseCode(path);
    Map<String, String> serving = serving(path);
    checkFactories(path.resolve(SERVING_FILE).toString(), serving);
    String name = name(path, asked == null ? serving.get(MODEL_NAME) : asked, parameters);
    ModelFolder folder = new ModelFolder(path, name, serving);
    folder.checkSums();
    folder.checkParameters();
    return folder;
  }

  /** The files that a folder must have, beside the parameters: its text says which. */
  static List<String> files(Path path) throws MalformedModelException {
    List<String> files = new ArrayList<>(List.of(SERVING_FILE, Seq2SeqBlockFactory.CONFIG_FILE));
    try {
      files.addAll(ModelText.files(path));
    } catch (NoSuchFileException e) {
      files.addAll(ModelText.FILES);
    } catch (IOException e) {
      throw new MalformedModelException(e.getMessage(), e);
    }
    return files;
  }

  /** The files of the latest parameters: DJL loads the highest number. */
  Path parameters() throws IOException {
    List<String> names = parameters(path).getOrDefault(name, List.of());
    return path.resolve(names.get(names.size() - 1));
  }

  /**
   * Checks that settings name no classes but this project's.
   *
   * @throws MalformedModelException if one does
   */
  static void checkFactories(String where, Map<String, ?> settings) throws MalformedModelException {
    for (Map.Entry<String, String> factory : FACTORIES.entrySet()) {
      Object found = settings.get(factory.getKey());
      if (found != null && !found.toString().equals(factory.getValue())) {
        throw new MalformedModelException(
            "%s: %s must be %s, found \"%s\""
                .formatted(where, factory.getKey(), factory.getValue(), found));
      }
    }
  }

  private static void refuseCode(Path path) throws IOException, MalformedModelException {
    try (Stream<Path> walk = Files.walk(path)) {
      List<Path> code = walk.filter(ModelFolder::isCode).limit(3).toList();
      if (!code.isEmpty()) {
        throw new MalformedModelException(
            "%s must hold data alone, found code: %s"
                .formatted(
                    path, code.stream().map(Path::toString).collect(Collectors.joining(", "))));
      }
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static boolean isCode(Path file) {
    Path fileName = file.getFileName();
    String name = fileName == null ? "" : fileName.toString().toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    return (dot >= 0 && CODE.contains(name.substring(dot + 1))) || LIBRARY.matcher(name).matches();
  }

  /** The files of parameters by their names' beginning, each list sorted. */
  private static Map<String, List<String>> parameters(Path path) throws IOException {
    Map<String, List<String>> parameters = new TreeMap<>();
    try (Stream<Path> list = Files.list(path)) {
      for (String file : list.map(p -> p.getFileName().toString()).sorted().toList()) {
        Matcher matcher = PARAMETERS.matcher(file);
        if (matcher.matches()) {
          parameters.computeIfAbsent(matcher.group(1), key -> new ArrayList<>()).add(file);
        }
      }
    }
    return parameters;
  }

  private static String name(
      Path path, @Nullable String asked, Map<String, List<String>> parameters)
      throws MalformedModelException {
    if (asked != null && parameters.containsKey(asked)) {
      return asked;
    }
    if (asked == null && parameters.size() == 1) {
      return parameters.keySet().iterator().next();
    }
    throw new MalformedModelException(
        "%s: modelName must be one of %s, found %s"
            .formatted(path, new TreeSet<>(parameters.keySet()), asked));
  }

  static Map<String, String> serving(Path path) throws IOException, MalformedModelException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path.resolve(SERVING_FILE))) {
      properties.load(reader);
    } catch (IllegalArgumentException e) {
      throw new MalformedModelException(path.resolve(SERVING_FILE) + ": " + e.getMessage(), e);
    } catch (CharacterCodingException e) {
      throw new MalformedModelException(path.resolve(SERVING_FILE) + ": not valid UTF-8", e);
    }
    Map<String, String> serving = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> serving.put(key, properties.getProperty(key)));
    return serving;
  }

  private void checkSums() throws MalformedModelException {
    try {
      List<String> used = new ArrayList<>(files(path));
      used.add(parameters().getFileName().toString());
      Checksums.verifyIfWritten(path, used);
    } catch (IOException e) {
      throw new MalformedModelException(e.getMessage(), e);
    }
  }

  /**
   * Checks the header. Parameters of another format would go unread on PyTorch, without a word; and
   * DJL reads shapes of inputs, which models of this project do not have, of any length.
   */
  private void checkParameters() throws IOException, MalformedModelException {
    Path file = parameters();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        throw new MalformedModelException(file + " must begin with DJL@: it holds no parameters");
      }
      int version = in.readInt();
      in.readUTF();
      String type = in.readUTF();
      int inputs = in.readInt();
      if (version != 1 || !type.equals("FLOAT32") || inputs != 0) {
        throw new MalformedModelException(
            "%s: the header must say version 1, FLOAT32 and no inputs, found %d, %s and %d"
                .formatted(file, version, type, inputs));
      }
    } catch (EOFException | UTFDataFormatException e) {
      throw new MalformedModelException(file + ": the header is damaged", e);
    }
  }
}
