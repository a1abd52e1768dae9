/**
 * Scores of hypotheses against references.
 *
 * <ol>
 *   <li>{@link io.github.djlseq2seq.translate.metric.Segment} holds a hypothesis and its
 *       references, of which there may be several.
 *   <li>Its {@code map} brings both to one form: {@link
 *       io.github.djlseq2seq.translate.metric.Tokenizer13a} for BLEU as sacreBLEU computes it, or
 *       {@link io.github.djlseq2seq.translate.metric.MetricText}, so that tokenization and case do
 *       not count.
 *   <li>{@link io.github.djlseq2seq.translate.metric.Bleu} and {@link
 *       io.github.djlseq2seq.translate.metric.ChrF} are for translation, {@link
 *       io.github.djlseq2seq.translate.metric.ErrorRate} and {@link
 *       io.github.djlseq2seq.translate.metric.ExactMatch} for tasks with right answers.
 * </ol>
 *
 * <p>Traps: BLEU and chrF run from 0 to 100, the other two are shares. All but exact match take
 * counts over the whole corpus, so a score is not the mean of its sentences' scores. BLEU and the
 * error rate of tokens count what stands between white space: plain text goes through a form first,
 * but never for chrF as sacreBLEU computes it, which is of the plain text.
 */
@NullMarked
package io.github.djlseq2seq.translate.metric;

import org.jspecify.annotations.NullMarked;
