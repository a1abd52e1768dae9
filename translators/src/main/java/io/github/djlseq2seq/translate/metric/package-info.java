/**
 * Scores of hypotheses against references, a list of lines each.
 *
 * <p>{@link io.github.djlseq2seq.translate.metric.MetricText} brings both to one form first, so
 * that tokenization and case do not count; {@link io.github.djlseq2seq.translate.metric.Bleu} and
 * {@link io.github.djlseq2seq.translate.metric.ChrF} are for translation, {@link
 * io.github.djlseq2seq.translate.metric.ErrorRate} and {@link
 * io.github.djlseq2seq.translate.metric.ExactMatch} for tasks with one right answer.
 *
 * <p>Traps: BLEU and chrF run from 0 to 100, the other two are shares. All but exact match take
 * counts over the whole corpus, so a score is not the mean of its sentences' scores.
 */
@NullMarked
package io.github.djlseq2seq.translate.metric;

import org.jspecify.annotations.NullMarked;
