package io.github.djlseq2seq.translate.corpus;

import java.util.Arrays;

/** A growing array of ints: 4 bytes each, where a list has a reference and an object. */
final class IntList {

  private int[] values = new int[16];
  private int size;

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.addExact(size, (size >> 1) + 1));
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
