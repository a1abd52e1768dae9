/**
 * Times training and decoding, so that the figures can be compared with another system's.
 *
 * <p>{@link io.github.djlseq2seq.cli.benchmark.BenchmarkSetup} says what is timed, {@link
 * io.github.djlseq2seq.cli.benchmark.Benchmark} has the clock. What works under it is either the
 * model as its users run it, or the engine's bare calls of the same shapes, which bound it.
 */
@NullMarked
package io.github.djlseq2seq.cli.benchmark;

import org.jspecify.annotations.NullMarked;
