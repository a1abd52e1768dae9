/**
 * Beam search, which knows neither blocks nor text: {@link
 * io.github.djlseq2seq.block.search.Search} drives a {@link
 * io.github.djlseq2seq.block.search.StepModel} and returns {@link
 * io.github.djlseq2seq.block.search.Hypothesis hypotheses}.
 */
@NullMarked
package io.github.djlseq2seq.block.search;

import org.jspecify.annotations.NullMarked;
