/**
 * Text in, text out.
 *
 * <p>In which order to read: {@link io.github.djlseq2seq.translate.ModelText}, how a model's source
 * is read and its target written; {@link io.github.djlseq2seq.translate.BatchTranslator}, which
 * does the work for a batch of texts, of feature sequences or of requests, as {@link
 * io.github.djlseq2seq.translate.TranslationOptions} say; {@link
 * io.github.djlseq2seq.translate.Seq2SeqTranslatorFactory}, which DJL asks for a translator; {@link
 * io.github.djlseq2seq.translate.Translation}, what comes out, with its {@link
 * io.github.djlseq2seq.translate.Alignment}, which package {@code picture} draws.
 *
 * <p>Traps: one translator serves all predictors of a model at once, so it must not change; what a
 * batch needs later travels as attachments of its context.
 */
@NullMarked
package io.github.djlseq2seq.translate;

import org.jspecify.annotations.NullMarked;
