package io.github.djlseq2seq.integration;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.TranslateException;
import ai.djl.util.Utils;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import io.github.djlseq2seq.translate.FeatureTranslator;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.Seq2SeqTranslatorFactory;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.translate.TranslationOptions;
import io.github.djlseq2seq.translate.corpus.EncodedPair;
import io.github.djlseq2seq.translate.corpus.ParallelDataset;
import io.github.djlseq2seq.translate.text.TextConfig;
import io.github.djlseq2seq.translate.text.TextPipeline;
import io.github.djlseq2seq.translate.text.TokenVocabulary;
import io.github.djlseq2seq.translate.training.MaskedNllLoss;
import io.github.djlseq2seq.zoo.Seq2SeqModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.testng.Assert;
import org.testng.annotations.Test;

/** From noisy frames, several for each word, to the words: the shape of speech recognition. */
public class FeatureTaskTest {

  private static final int SEED = 3;
  private static final int EPOCHS = 5;
  private static final int FEATURES = 8;
  private static final int FIRST_WORD = 4;
  private static final List<String> WORDS = List.of("one", "two", "three", "four", "five", "six");

  /** What each word sounds like. */
  private static final float[][] SOUNDS = sounds();

  /** An utterance: its frames and its words. */
  private record Utterance(List<float[]> frames, List<Integer> words) {

    EncodedPair pair() {
      int[] ids = words.stream().mapToInt(word -> FIRST_WORD + word).toArray();
      return new EncodedPair(source(), ids);
    }

    float[][] source() {
      return frames.toArray(float[][]::new);
    }

    String text() {
      String text = String.join(" ", words.stream().map(WORDS::get).toList());
      return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = EngineProvider.class)
  public void framesBecomeWords(String engine) throws Exception {
    EngineProvider.require(engine);
    Path folder = Files.createTempDirectory("features");
    TextPipeline target = new TextPipeline(TextConfig.Side.of("en"), TokenVocabulary.of(WORDS));
    List<Utterance> heldOut = utterances(200, SEED + 1);
    try (Model model = newModel(engine, target)) {
      train(model);
      List<String> learned;
      FeatureTranslator translator = new FeatureTranslator(target, TranslationOptions.DEFAULT);
      try (Predictor<float[][], Translation> predictor = model.newPredictor(translator)) {
        learned = texts(predictor, heldOut);
        Assert.assertEquals(predictor.predict(new float[0][]), Translation.EMPTY);
        IllegalArgumentException e =
            Assert.expectThrows(
                IllegalArgumentException.class, () -> cause(predictor, new float[2][3]));
        Assert.assertEquals(e.getMessage(), "source must be (B,S,8), found (1, 2, 3)");
      }
      int right = 0;
      for (int i = 0; i < learned.size(); i++) {
        right += learned.get(i).equals(heldOut.get(i).text()) ? 1 : 0;
      }
      Assert.assertTrue(right >= 180, right + " of 200 utterances are right");

      Seq2SeqModels.save(model, ModelText.ofFeatures(target), folder, DataType.FLOAT32);
      for (Object[] other : EngineProvider.engines()) {
        Assert.assertEquals(load(folder, (String) other[0], heldOut), learned, "on " + other[0]);
      }
    } finally {
      Utils.deleteQuietly(folder);
    }
  }

  private static List<String> load(Path folder, String engine, List<Utterance> utterances)
      throws Exception {
    EngineProvider.require(engine);
    Criteria<float[][], Translation> criteria =
        Criteria.builder()
            .setTypes(float[][].class, Translation.class)
            .optModelPath(folder)
            .optTranslatorFactory(new Seq2SeqTranslatorFactory())
            .optEngine(engine)
            .build();
    try (ZooModel<float[][], Translation> model = criteria.loadModel();
        Predictor<float[][], Translation> predictor = model.newPredictor()) {
      return texts(predictor, utterances);
    }
  }

  private static List<String> texts(
      Predictor<float[][], Translation> predictor, List<Utterance> utterances) throws Exception {
    return predictor.batchPredict(utterances.stream().map(Utterance::source).toList()).stream()
        .map(Translation::text)
        .toList();
  }

  private static void cause(Predictor<float[][], Translation> predictor, float[][] frames)
      throws Throwable {
    try {
      predictor.predict(frames);
    } catch (TranslateException e) {
      throw e.getCause();
    }
  }

  private static Model newModel(String engine, TextPipeline target) {
    Model model = Model.newInstance("frames", engine);
    model.getNDManager().getEngine().setRandomSeed(SEED);
    int words = target.vocabulary().size();
    model.setBlock(
        new Seq2Seq(
            Seq2SeqConfig.of(words, words)
                .with("sourceFeatures=" + FEATURES, "embedding=16", "hidden=32", "dropout=0")));
    return model;
  }

  private static void train(Model model) throws Exception {
    ParallelDataset data =
        ParallelDataset.shuffled(
            utterances(4000, SEED).stream().map(Utterance::pair).toList(), 20, SEED);
    Tracker rate =
        Tracker.cosine()
            .setBaseValue(0.005f)
            .optFinalValue(0.0001f)
            .setMaxUpdates(EPOCHS * data.batches(0))
            .build();
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(new MaskedNllLoss(0))
            .optOptimizer(Adam.builder().optLearningRateTracker(rate).build());
    try (Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(1, 1, FEATURES));
      EasyTrain.fit(trainer, EPOCHS, data, null);
    }
  }

  private static float[][] sounds() {
    Random random = new Random(SEED);
    float[][] sounds = new float[WORDS.size()][FEATURES];
    for (float[] sound : sounds) {
      for (int i = 0; i < FEATURES; i++) {
        sound[i] = (float) random.nextGaussian();
      }
    }
    return sounds;
  }

  /**
   * One to five different words, each of two to four frames, with noise of half the sounds' own
   * size.
   */
  private static List<Utterance> utterances(int count, long seed) {
    Random random = new Random(seed);
    List<Utterance> utterances = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      List<Integer> words = new ArrayList<>();
      List<float[]> frames = new ArrayList<>();
      int length = 1 + random.nextInt(5);
      while (words.size() < length) {
        int word = random.nextInt(WORDS.size());
        if (!words.contains(word)) {
          words.add(word);
          addFrames(frames, SOUNDS[word], random);
        }
      }
      utterances.add(new Utterance(frames, words));
    }
    return utterances;
  }

  private static void addFrames(List<float[]> frames, float[] sound, Random random) {
    int length = 2 + random.nextInt(3);
    for (int i = 0; i < length; i++) {
      float[] frame = sound.clone();
      for (int j = 0; j < FEATURES; j++) {
        frame[j] += (float) (0.5 * random.nextGaussian());
      }
      frames.add(frame);
    }
  }
}
