/**
 * Sentence pairs, from files to batches.
 *
 * <p>In reading order:
 *
 * <ol>
 *   <li>A {@link io.github.djlseq2seq.translate.corpus.Corpus} is read as often as needed, one
 *       {@link io.github.djlseq2seq.translate.corpus.SentencePair} after the other; {@link
 *       io.github.djlseq2seq.translate.corpus.ParallelCorpus} reads files.
 *   <li>Encoded they are {@link io.github.djlseq2seq.translate.corpus.EncodedPair}s, which a {@link
 *       io.github.djlseq2seq.translate.corpus.PairCollector} keeps in memory or in a file.
 *   <li>A {@link io.github.djlseq2seq.translate.corpus.ParallelDataset} puts them into batches of
 *       like lengths, of a {@link io.github.djlseq2seq.translate.corpus.BatchSize}.
 * </ol>
 *
 * <p>Traps: a bad line is an error unless it was asked to skip them; those skipped are counted by
 * {@link io.github.djlseq2seq.translate.corpus.LineFault}, so tell the user. Damaged compressed
 * data are an error either way. {@link io.github.djlseq2seq.translate.corpus.EncodedPairs} must
 * stay open as long as there are batches to make.
 */
@NullMarked
package io.github.djlseq2seq.translate.corpus;

import org.jspecify.annotations.NullMarked;
