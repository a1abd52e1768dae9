package io.github.djlseq2seq.translate.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Learns {@link Merges}: starting from characters, again and again the most frequent pair of
 * neighbours in all words becomes one piece (Sennrich et al. 2016, algorithm 1). Of pairs of equal
 * frequency that of the pieces learnt first is taken, so that the same words always give the same.
 *
 * <p>A merge changes only the words that hold the pair, which are looked up, and the most frequent
 * pair is on top of a queue; so learning takes little longer than counting the words.
 */
final class MergeLearner {

  /** How often a pair stands in the words, and in which ones: some may have lost it since. */
  private static final class Occurrences {
    private long count;
    // The queue has an entry with this count, or a higher one.
    private long queued;
    private int[] words = new int[4];
    private int size;

    void add(int word, long times) {
      count += times;
      if (size == 0 || words[size - 1] != word) {
        if (size == words.length) {
          words = Arrays.copyOf(words, 2 * size);
        }
        words[size++] = word;
      }
    }
  }

  /** What a pair's count was when it entered the queue. */
  private record Entry(long count, int left, int right) {}

  private static final Comparator<Entry> MOST_FREQUENT =
      Comparator.comparingLong(Entry::count)
          .reversed()
          .thenComparingInt(Entry::left)
          .thenComparingInt(Entry::right);

  private final List<String> pieces = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final int[][] words;
  private final long[] counts;
  private final Map<Long, Occurrences> pairs = new HashMap<>();
  private final PriorityQueue<Entry> queue = new PriorityQueue<>(MOST_FREQUENT);
  private final Set<Long> grown = new HashSet<>();

  private MergeLearner(Map<String, Long> wordCounts) {
    // Sorted, so that nothing depends on the order of a hash map.
    TreeMap<String, Long> sorted = new TreeMap<>(wordCounts);
    sorted.keySet().removeIf(word -> word.length() > SubwordTokenizer.MAX_WORD);
    TreeSet<String> characters = new TreeSet<>(TokenVocabulary::compareCodePoints);
    sorted.keySet().forEach(word -> characters.addAll(Merges.characters(word)));
    characters.forEach(this::id);
    words = new int[sorted.size()][];
    counts = new long[sorted.size()];
    int at = 0;
    for (Map.Entry<String, Long> word : sorted.entrySet()) {
      words[at] = Merges.characters(word.getKey()).stream().mapToInt(this::id).toArray();
      counts[at] = word.getValue();
      addPairs(at++);
    }
  }

  /**
   * Learns from words.
   *
   * @param wordCounts how often each word occurs
   * @param size how many pieces there are to be, characters counted; fewer if pairs run out
   * @param minCount how often a pair must occur
   */
  static Merges learn(Map<String, Long> wordCounts, int size, long minCount) {
    MergeLearner learner = new MergeLearner(wordCounts);
    List<Merges.Pair> merges = new ArrayList<>();
    learner.enqueueGrown();
    while (learner.pieces.size() < size) {
      Entry best = learner.next();
      if (best == null || best.count() < minCount) {
        break;
      }
      merges.add(learner.merge(best));
    }
    return new Merges(merges);
  }

  private int id(String piece) {
    Integer known = ids.putIfAbsent(piece, pieces.size());
    if (known != null) {
      return known;
    }
    pieces.add(piece);
    return pieces.size() - 1;
  }

  private static long key(int left, int right) {
    return (long) left << 32 | right;
  }

  private void addPairs(int word) {
    int[] symbols = words[word];
    for (int i = 0; i + 1 < symbols.length; i++) {
      long key = key(symbols[i], symbols[i + 1]);
      pairs.computeIfAbsent(key, absent -> new Occurrences()).add(word, counts[word]);
      grown.add(key);
    }
  }

  private void removePairs(int word) {
    int[] symbols = words[word];
    for (int i = 0; i + 1 < symbols.length; i++) {
      Occurrences pair = pairs.get(key(symbols[i], symbols[i + 1]));
      if (pair != null) {
        pair.count -= counts[word];
      }
    }
  }

  private void enqueueGrown() {
    for (long key : grown) {
      Occurrences pair = pairs.get(key);
      if (pair != null && pair.count > pair.queued) {
        enqueue(pair, (int) (key >> 32), (int) key);
      }
    }
    grown.clear();
  }

  private void enqueue(Occurrences pair, int left, int right) {
    pair.queued = pair.count;
    queue.add(new Entry(pair.count, left, right));
  }

  /** The most frequent pair; null if there is none left. */
  private @Nullable Entry next() {
    for (Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
      Occurrences pair = pairs.get(key(entry.left(), entry.right()));
      if (pair != null && pair.count == entry.count()) {
        return entry;
      }
      // It lost some since it entered the queue; one that gained some has entered it again.
      if (pair != null && pair.count > 0 && pair.count < entry.count()) {
        enqueue(pair, entry.left(), entry.right());
      }
    }
    return null;
  }

  private Merges.Pair merge(Entry entry) {
    Merges.Pair merged = new Merges.Pair(pieces.get(entry.left()), pieces.get(entry.right()));
    int joined = id(merged.joined());
    long key = key(entry.left(), entry.right());
    Occurrences pair = pairs.get(key);
    int[] holders = pair == null ? new int[0] : Arrays.copyOf(pair.words, pair.size);
    for (int word : holders) {
      int[] changed = replace(words[word], entry.left(), entry.right(), joined);
      if (changed.length < words[word].length) {
        removePairs(word);
        words[word] = changed;
        addPairs(word);
      }
    }
    pairs.remove(key);
    enqueueGrown();
    return merged;
  }

  private static int[] replace(int[] symbols, int left, int right, int joined) {
    int[] changed = new int[symbols.length];
    int size = 0;
    for (int i = 0; i < symbols.length; i++) {
      boolean here = i + 1 < symbols.length && symbols[i] == left && symbols[i + 1] == right;
      changed[size++] = here ? joined : symbols[i];
      i += here ? 1 : 0;
    }
    return size == symbols.length ? symbols : Arrays.copyOf(changed, size);
  }
}
