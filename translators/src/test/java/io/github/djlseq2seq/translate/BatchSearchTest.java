package io.github.djlseq2seq.translate;

import static org.testng.Assert.assertEquals;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.block.search.Hypothesis;
import io.github.djlseq2seq.block.search.SearchConfig;
import io.github.djlseq2seq.block.search.SearchTask;
import io.github.djlseq2seq.translate.text.EncodedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.testng.annotations.Test;

public class BatchSearchTest {

  private static final long SEED = 3;

  /** However much goes together, each source has its own results, in its own place. */
  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void partsGiveWhatTheWholeGives(String engine) throws Exception {
    Random random = new Random(SEED);
    List<Source> sources = new ArrayList<>();
    List<BatchSearch.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 13; i++) {
      EncodedText text =
          TinyModel.TEXT.source().encode(TinyModel.words(random, 1 + random.nextInt(6)));
      sources.add(new TextSource(text));
      SearchConfig config = SearchConfig.ofBeam(1 + i % 2);
      entries.add(new BatchSearch.Entry(config, SearchTask.of(text.length(), 3 + i)));
    }
    try (TinyModel tiny = TinyModel.lively();
        Model model = tiny.load(engine);
        NDManager manager = model.getNDManager().newSubManager()) {
      Seq2Seq block = (Seq2Seq) model.getBlock();
      NDList inputs = TextSource.pad(manager, sources);
      NDList encoded = block.forward(new ParameterStore(manager, false), inputs, false);
      List<List<List<Integer>>> found = new ArrayList<>();
      int vocabulary = TinyModel.TEXT.target().vocabulary().size();
      for (int most : new int[] {Integer.MAX_VALUE, 0, 1, 3 * vocabulary, 7 * vocabulary}) {
        BatchSearch search = new BatchSearch(block.plan(manager), encoded, inputs.get(1), most);
        found.add(search.run(entries).stream().map(BatchSearchTest::tokens).toList());
      }
      for (List<List<Integer>> parts : found) {
        assertEquals(parts, found.get(0), "seed " + SEED);
      }
      assertEquals(found.get(0).stream().map(List::size).distinct().count() > 5, true);
    }
  }

  private static List<Integer> tokens(List<Hypothesis> hypotheses) {
    return hypotheses.get(0).tokens();
  }
}
