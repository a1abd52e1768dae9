/**
 * Sentence pairs, from files to batches.
 *
 * <p>In reading order: {@link io.github.djlseq2seq.translate.corpus.ParallelCorpus} reads {@link
 * io.github.djlseq2seq.translate.corpus.SentencePair}s one by one; encoded they are {@link
 * io.github.djlseq2seq.translate.corpus.EncodedPair}s, which {@link
 * io.github.djlseq2seq.translate.corpus.ParallelDataset} puts into batches of like lengths.
 *
 * <p>Traps: a bad line is an error unless it was asked to skip them; those skipped are counted by
 * {@link io.github.djlseq2seq.translate.corpus.LineFault}, so tell the user. Damaged compressed
 * data are an error either way.
 */
@NullMarked
package io.github.djlseq2seq.translate.corpus;

import org.jspecify.annotations.NullMarked;
