package io.github.djlseq2seq.translate.corpus;

import java.lang.ref.Cleaner;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What an iterator gives, in its order, made some steps ahead on a thread of its own.
 *
 * <p>The thread ends with the iterator, with its failure, when this is closed, or when nothing
 * refers to this any more, as after a loop that was left early. To be used by one thread.
 *
 * @param <T> the elements
 */
final class Prefetch<T> implements Iterator<T>, AutoCloseable {

  static final String THREAD = "seq2seq-prefetch";

  private static final Cleaner CLEANER = Cleaner.create();

  private final Worker<T> worker;
  private final Cleaner.Cleanable stop;
  private @Nullable Item<T> head;

  /**
   * Starts.
   *
   * @param source the iterator, used by the other thread from now on; it must not refer to this
   * @param ahead how many elements wait at most, at least 1
   */
  Prefetch(Iterator<? extends T> source, int ahead) {
    Worker<T> made = new Worker<>(source, ahead);
    worker = made;
    stop = CLEANER.register(this, made::stop);
    made.thread.start();
  }

  @Override
  public boolean hasNext() {
    return !head().ended();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the iterator failed, now or earlier, with its exception as
   *     cause; or if this thread was interrupted
   */
  @Override
  public T next() {
    Item<T> item = head();
    if (item.failure != null) {
      throw new IllegalStateException("preparing data failed: " + item.failure, item.failure);
    }
    T value = item.value;
    if (value == null) {
      throw new NoSuchElementException();
    }
    head = null;
    return value;
  }

  @Override
  public void close() {
    head = new Item<>(null, null);
    stop.clean();
  }

  private Item<T> head() {
    Item<T> item = head;
    if (item == null) {
      try {
        item = worker.take();
      } catch (InterruptedException e) {
        close();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while data were prepared", e);
      }
      head = item;
    }
    return item;
  }

  /** An element, or a failure, or with neither the end. */
  private record Item<T>(@Nullable T value, @Nullable Throwable failure) {

    boolean ended() {
      return value == null && failure == null;
    }
  }

  /**
   * The other thread's part. It must not know the {@link Prefetch}, which could not be collected.
   */
  private static final class Worker<T> implements Runnable {

    private final Iterator<? extends T> source;
    private final BlockingQueue<Item<T>> queue;
    private final Thread thread;
    private volatile boolean stopped;

    Worker(Iterator<? extends T> source, int ahead) {
      this.source = source;
      queue = new ArrayBlockingQueue<>(ahead);
      thread = new Thread(this, THREAD);
      thread.setDaemon(true);
    }

    @Override
    public void run() {
      try {
        put(last());
      } catch (InterruptedException e) {
        // Stopped: nobody takes any more.
      }
    }

    /** Puts all elements, and returns what comes after them. */
    private Item<T> last() throws InterruptedException {
      try {
        while (!stopped && source.hasNext()) {
          put(new Item<>(source.next(), null));
        }
        return new Item<>(null, null);
      } catch (RuntimeException | Error e) {
        return new Item<>(null, e);
      }
    }

    private void put(Item<T> item) throws InterruptedException {
      // A stop may interrupt the source, which may not leave it to be noticed here.
      while (!stopped && !queue.offer(item, 1, TimeUnit.SECONDS)) {}
    }

    Item<T> take() throws InterruptedException {
      Item<T> item = queue.poll(1, TimeUnit.SECONDS);
      while (item == null) {
        boolean ended = !thread.isAlive();
        item = queue.poll(1, TimeUnit.SECONDS);
        if (item == null && ended) {
          throw new IllegalStateException("the thread that prepares data has ended");
        }
      }
      return item;
    }

    void stop() {
      stopped = true;
      thread.interrupt();
    }
  }
}
