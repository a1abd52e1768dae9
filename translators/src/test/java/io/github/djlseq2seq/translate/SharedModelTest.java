package io.github.djlseq2seq.translate;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertNotEquals;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.djlseq2seq.translate.corpus.EncodedPair;
import io.github.djlseq2seq.translate.corpus.ParallelDataset;
import io.github.djlseq2seq.translate.training.MaskedNllLoss;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

/** One model of several predictors, on several threads, while it is trained, and for long. */
public class SharedModelTest {

  private static final long SEED = 23;

  private TinyModel tiny;

  @BeforeClass
  public void writeModel() throws IOException {
    tiny = TinyModel.lively();
  }

  @AfterClass(alwaysRun = true)
  public void deleteModel() throws IOException {
    tiny.close();
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void fourThreadsGetTheAnswersOfOne(String engine) throws Exception {
    List<String> texts = texts(8);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Model model = tiny.load(engine)) {
      List<String> expected = answers(model, texts);
      List<Callable<List<String>>> tasks = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int distance = 2 * i;
        tasks.add(() -> rotated(answers(model, rotated(texts, distance)), -distance));
      }
      for (Future<List<String>> found : threads.invokeAll(tasks)) {
        assertEquals(found.get(), expected, "seed " + SEED);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void whatWasTrainedIsUsedAtOnce(String engine) throws Exception {
    List<String> texts = texts(4);
    try (Model model = tiny.load(engine);
        Predictor<String, Translation> predictor = model.newPredictor(translator())) {
      List<String> before = answers(predictor, texts);
      try (Trainer trainer = trainer(model)) {
        assertEquals(answers(predictor, texts), before, "a trainer that did nothing");
        for (int round = 0; round < 2; round++) {
          train(trainer);
          List<String> after = answers(predictor, texts);
          assertNotEquals(after, before);
          assertEquals(after, answersOfCopy(model, engine, texts));
          before = after;
        }
      }
      assertEquals(answers(predictor, texts), before, "after the trainer is closed");
      model.getBlock().freezeParameters(true);
      assertEquals(answers(predictor, texts), before, "frozen");
      model.getBlock().freezeParameters(false);
      try (Trainer trainer = trainer(model)) {
        train(trainer);
      }
      model.getBlock().freezeParameters(true);
      List<String> last = answers(predictor, texts);
      assertNotEquals(last, before);
      assertEquals(last, answersOfCopy(model, engine, texts), "trained and frozen again");
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void noArrayIsLeftBehind(String engine) throws Exception {
    List<String> texts = new ArrayList<>(texts(3));
    texts.add("");
    ManagerSpy spy = new ManagerSpy();
    try (Model model = tiny.load(engine);
        Predictor<String, Translation> predictor = model.newPredictor(spy)) {
      predictor.batchPredict(texts);
      int arrays = model.getNDManager().getManagedArrays().size();
      String managers = spy.ofPredictor.toString();
      for (int i = 0; i < 100; i++) {
        predictor.predict(texts.get(i % texts.size()));
        predictor.batchPredict(texts);
      }
      assertEquals(model.getNDManager().getManagedArrays().size(), arrays);
      // Its text counts resources, managers without arrays among them.
      assertEquals(spy.ofPredictor.toString(), managers);
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void noArrayIsLeftBehindInTraining(String engine) throws Exception {
    List<String> texts = texts(2);
    try (Model model = tiny.load(engine);
        Trainer trainer = trainer(model);
        Predictor<String, Translation> predictor = model.newPredictor(translator())) {
      train(trainer);
      predictor.batchPredict(texts);
      int arrays = model.getNDManager().getManagedArrays().size();
      for (int i = 0; i < 20; i++) {
        predictor.batchPredict(texts);
      }
      assertEquals(model.getNDManager().getManagedArrays().size(), arrays);
    }
  }

  private static TextTranslator translator() {
    return new TextTranslator(
        TinyModel.TEXT, TranslationOptions.DEFAULT.with("beam=2", "maxLength=12"));
  }

  private static List<String> texts(int count) {
    Random random = new Random(SEED);
    return IntStream.range(0, count).mapToObj(i -> TinyModel.words(random, 1 + 2 * i)).toList();
  }

  private static <T> List<T> rotated(List<T> list, int distance) {
    List<T> copy = new ArrayList<>(list);
    Collections.rotate(copy, distance);
    return copy;
  }

  /** Answers of a predictor of its own. */
  private static List<String> answers(Model model, List<String> texts) throws TranslateException {
    try (Predictor<String, Translation> predictor = model.newPredictor(translator())) {
      return answers(predictor, texts);
    }
  }

  /** One text after the other. */
  private static List<String> answers(Predictor<String, Translation> predictor, List<String> texts)
      throws TranslateException {
    List<String> answers = new ArrayList<>();
    for (String text : texts) {
      answers.add(predictor.predict(text).text());
    }
    return answers;
  }

  /** Answers of a model that is loaded from what the other saves. */
  private static List<String> answersOfCopy(Model model, String engine, List<String> texts)
      throws Exception {
    try (TinyModel copy = TinyModel.copyOf(model);
        Model loaded = copy.load(engine)) {
      return answers(loaded, texts);
    }
  }

  private static Trainer trainer(Model model) {
    Trainer trainer =
        model.newTrainer(
            new DefaultTrainingConfig(new MaskedNllLoss(0))
                .optOptimizer(Adam.builder().optLearningRateTracker(Tracker.fixed(0.1f)).build()));
    trainer.initialize(new Shape(1, 1));
    return trainer;
  }

  private static void train(Trainer trainer) {
    List<EncodedPair> pairs =
        List.of(
            new EncodedPair(new int[] {4, 5}, new int[] {6}),
            new EncodedPair(new int[] {7}, new int[] {5, 6, 7}));
    for (int update = 0; update < 3; update++) {
      for (Batch batch : ParallelDataset.ordered(pairs, 2).getData(trainer.getManager())) {
        EasyTrain.trainBatch(trainer, batch);
        trainer.step();
        batch.close();
      }
    }
  }

  /** Remembers the predictor's manager, whose child each prediction's is. */
  private static final class ManagerSpy implements Translator<String, Translation> {

    private final TextTranslator inner = translator();
    private NDManager ofPredictor;

    @Override
    public NDList batchProcessInput(TranslatorContext ctx, List<String> inputs) {
      ofPredictor = ctx.getNDManager().getParentManager();
      return inner.batchProcessInput(ctx, inputs);
    }

    @Override
    public List<Translation> batchProcessOutput(TranslatorContext ctx, NDList list) {
      return inner.batchProcessOutput(ctx, list);
    }

    @Override
    public NDList processInput(TranslatorContext ctx, String input) {
      return inner.processInput(ctx, input);
    }

    @Override
    public Translation processOutput(TranslatorContext ctx, NDList list) {
      return inner.processOutput(ctx, list);
    }
  }
}
