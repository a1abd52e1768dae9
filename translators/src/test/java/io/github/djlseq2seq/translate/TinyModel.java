package io.github.djlseq2seq.translate;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.block.Seq2SeqBlockFactory;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import io.github.djlseq2seq.block.SpecialToken;
import io.github.djlseq2seq.translate.text.LetterCase;
import io.github.djlseq2seq.translate.text.TextConfig;
import io.github.djlseq2seq.translate.text.TextPipeline;
import io.github.djlseq2seq.translate.text.TokenVocabulary;
import io.github.djlseq2seq.translate.text.TokenizerType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A model folder of a few words and random parameters: it knows nothing, but tells texts apart. */
final class TinyModel implements AutoCloseable {

  /** The most tokens of a text that the model reads. */
  static final int MAX_TOKENS = 30;

  static final ModelText TEXT =
      new ModelText(
          pipeline("fr", "un deux trois quatre cinq six sept huit neuf dix \uFFED. \uFFED,"),
          pipeline("en", "one two three four five six seven eight nine \uFFED."));

  private static final String NAME = "model";
  private static final List<String> WORDS = List.of("un", "deux", "trois", "quatre", "cinq");

  private final Path folder;
  private final Seq2SeqConfig config;

  private TinyModel(Path folder, Seq2SeqConfig config) {
    this.folder = folder;
    this.config = config;
  }

  /** A model of varied translations, few of which end by themselves. */
  static TinyModel lively() throws IOException {
    return random(25, Map.of(), config());
  }

  /** A model most of whose translations end by themselves. */
  static TinyModel ending() throws IOException {
    return random(1, Map.of(), config());
  }

  /** A model that prefers some token to all others, or never says it. */
  static TinyModel biased(SpecialToken token, float bias) throws IOException {
    return random(25, Map.of(token, bias), config());
  }

  /** A model that says nothing but unknown words, and attends to nothing. */
  static TinyModel inattentive() throws IOException {
    return random(25, Map.of(SpecialToken.UNK, 1000f), config().with("attention=none"));
  }

  private static TinyModel random(long seed, Map<SpecialToken, Float> bias, Seq2SeqConfig config)
      throws IOException {
    TinyModel tiny = new TinyModel(Files.createTempDirectory("tiny"), config);
    Random random = new Random(seed);
    try (Model model = Model.newInstance(NAME, Engines.any())) {
      Seq2Seq block = new Seq2Seq(config);
      // Drawn in Java, so that all engines would write the same.
      block.setInitializer(
          (manager, shape, type) -> {
            float[] values = new float[(int) shape.size()];
            for (int i = 0; i < values.length; i++) {
              values[i] = (float) random.nextGaussian();
            }
            return manager.create(values, shape);
          },
          parameter -> true);
      block.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 1));
      setBias(block, bias);
      model.setBlock(block);
      tiny.write(model);
    }
    return tiny;
  }

  private static void setBias(Seq2Seq block, Map<SpecialToken, Float> bias) {
    NDArray array = block.getParameters().valueAt(block.getParameters().size() - 1).getArray();
    // None for the others, so that the source decides.
    float[] values = new float[(int) array.size()];
    values[SpecialToken.UNK.id()] = -3;
    bias.forEach((token, value) -> values[token.id()] = value);
    try (NDArray changed = array.getManager().create(values)) {
      changed.copyTo(array);
    }
  }

  /** The folder of a model as it now is. */
  static TinyModel copyOf(Model model) throws IOException {
    TinyModel tiny = new TinyModel(Files.createTempDirectory("tiny"), config());
    tiny.write(model);
    return tiny;
  }

  private void write(Model model) throws IOException {
    Files.writeString(
        folder.resolve(Seq2SeqBlockFactory.CONFIG_FILE), ConfigJson.write(config).toString());
    Files.writeString(
        folder.resolve("serving.properties"),
        """
        blockFactory=%s
        translatorFactory=%s
        option.modelName=model
        """
            .formatted(
                Seq2SeqBlockFactory.class.getName(), Seq2SeqTranslatorFactory.class.getName()));
    TEXT.write(folder);
    model.save(folder, NAME);
  }

  static Seq2SeqConfig config() {
    return Seq2SeqConfig.of(TEXT.source().vocabulary().size(), TEXT.target().vocabulary().size())
        .with("embedding=6", "hidden=8", "dropout=0");
  }

  /** A text of words that the model knows, one token each. */
  static String words(Random random, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
        .collect(Collectors.joining(" "));
  }

  Path folder() {
    return folder;
  }

  /** Loads the model; the test is skipped, loudly, where the engine has no natives. */
  Model load(String engine) throws IOException, MalformedModelException {
    Engines.require(engine);
    Model model = Model.newInstance(NAME, engine);
    model.setBlock(new Seq2Seq(config));
    model.load(folder);
    return model;
  }

  /** Deletes the folder. */
  @Override
  public void close() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static TextPipeline pipeline(String language, String tokens) {
    return new TextPipeline(
        new TextConfig.Side(language, TokenizerType.WORD, LetterCase.SENTENCE, MAX_TOKENS),
        TokenVocabulary.of(List.of(tokens.split(" "))));
  }
}
