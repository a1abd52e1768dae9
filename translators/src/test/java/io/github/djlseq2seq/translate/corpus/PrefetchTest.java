package io.github.djlseq2seq.translate.corpus;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertNotSame;
import static org.testng.Assert.assertSame;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.testng.annotations.Test;

public class PrefetchTest {

  private static final int TRIES = 600;

  /** Counts, on whatever thread, and fails at a number. */
  private static final class Counter implements Iterator<Integer> {

    private final int end;
    private final int failure;
    private final Semaphore made = new Semaphore(0);
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile Thread thread;
    private int next;

    Counter(int end, int failure) {
      this.end = end;
      this.failure = failure;
    }

    @Override
    public boolean hasNext() {
      return next < end;
    }

    @Override
    public Integer next() {
      thread = Thread.currentThread();
      started.countDown();
      if (next == failure) {
        throw new UnsupportedOperationException("at " + next);
      }
      made.release();
      return next++;
    }

    /** Waits for the thread to end; how long that takes on a busy machine does not matter. */
    void checkEnds() throws InterruptedException {
      started.await();
      for (int i = 0; i < TRIES && thread.isAlive(); i++) {
        thread.join(100);
      }
      assertFalse(thread.isAlive());
    }
  }

  @Test
  public void elementsComeInOrderFromAnotherThread() throws InterruptedException {
    for (int ahead : new int[] {1, 3, 2000}) {
      Counter counter = new Counter(1000, -1);
      Prefetch<Integer> prefetch = new Prefetch<>(counter, ahead);
      for (int i = 0; i < 1000; i++) {
        assertTrue(prefetch.hasNext());
        assertEquals((int) prefetch.next(), i);
      }
      assertFalse(prefetch.hasNext());
      expectThrows(NoSuchElementException.class, prefetch::next);
      assertNotSame(counter.thread, Thread.currentThread());
      assertTrue(counter.thread.isDaemon());
      counter.checkEnds();
    }
  }

  @Test
  public void nothingGivesNothing() {
    Prefetch<Integer> prefetch = new Prefetch<>(new Counter(0, -1), 1);
    assertFalse(prefetch.hasNext());
    assertFalse(prefetch.hasNext());
  }

  @Test
  public void noMoreIsMadeThanMayWait() throws InterruptedException {
    Counter counter = new Counter(1000, -1);
    try (Prefetch<Integer> prefetch = new Prefetch<>(counter, 3)) {
      // Three in the queue and one in the hand: the fifth waits for the first to be taken.
      counter.made.acquire(4);
      for (int i = 0; i < 20; i++) {
        Thread.sleep(1);
        assertEquals(counter.made.availablePermits(), 0);
      }
      assertEquals((int) prefetch.next(), 0);
      counter.made.acquire();
    }
    counter.checkEnds();
  }

  @Test
  public void aFailureComesAfterWhatWasMadeBeforeIt() throws InterruptedException {
    Counter counter = new Counter(1000, 7);
    Prefetch<Integer> prefetch = new Prefetch<>(counter, 2);
    for (int i = 0; i < 7; i++) {
      assertEquals((int) prefetch.next(), i);
    }
    for (int i = 0; i < 2; i++) {
      assertTrue(prefetch.hasNext());
      IllegalStateException e = expectThrows(IllegalStateException.class, prefetch::next);
      assertEquals(
          e.getMessage(), "preparing data failed: java.lang.UnsupportedOperationException: at 7");
      assertEquals(e.getCause().getMessage(), "at 7");
    }
    counter.checkEnds();
  }

  @Test
  public void closingFreesTheThread() throws InterruptedException {
    Counter counter = new Counter(Integer.MAX_VALUE, -1);
    Prefetch<Integer> prefetch = new Prefetch<>(counter, 2);
    prefetch.next();
    prefetch.close();
    assertFalse(prefetch.hasNext());
    expectThrows(NoSuchElementException.class, prefetch::next);
    prefetch.close();
    counter.checkEnds();
  }

  @Test
  public void aLoopLeftEarlyFreesTheThread() throws InterruptedException {
    Counter counter = new Counter(Integer.MAX_VALUE, -1);
    leaveEarly(counter);
    for (int i = 0; i < TRIES && counter.thread.isAlive(); i++) {
      System.gc();
      counter.thread.join(100);
    }
    assertFalse(counter.thread.isAlive());
  }

  private static void leaveEarly(Counter counter) {
    Prefetch<Integer> prefetch = new Prefetch<>(counter, 2);
    assertEquals((int) prefetch.next(), 0);
  }

  @Test
  public void aSourceThatLosesTheInterruptIsStoppedToo() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    Thread[] thread = new Thread[1];
    Iterator<Integer> source =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Integer next() {
            thread[0] = Thread.currentThread();
            begun.countDown();
            while (true) {
              try {
                closed.await();
                return 1;
              } catch (InterruptedException e) {
                // Lost.
              }
            }
          }
        };
    Prefetch<Integer> prefetch = new Prefetch<>(source, 1);
    begun.await();
    prefetch.close();
    closed.countDown();
    thread[0].join(TRIES * 100);
    assertFalse(thread[0].isAlive());
  }

  @Test
  public void anInterruptedReaderStops() throws InterruptedException {
    Semaphore never = new Semaphore(0);
    CountDownLatch begun = new CountDownLatch(1);
    Iterator<Integer> stuck =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            begun.countDown();
            never.acquireUninterruptibly();
            return false;
          }

          @Override
          public Integer next() {
            throw new NoSuchElementException();
          }
        };
    Prefetch<Integer> prefetch = new Prefetch<>(stuck, 1);
    begun.await();
    Thread.currentThread().interrupt();
    IllegalStateException e = expectThrows(IllegalStateException.class, prefetch::next);
    assertTrue(Thread.interrupted(), "the interrupt is kept");
    assertSame(e.getCause().getClass(), InterruptedException.class);
    never.release();
  }
}
