/**
 * Attention over an encoder's memory: {@link io.github.djlseq2seq.block.attention.Attention} masks,
 * normalises and sums; its variants, named by {@link
 * io.github.djlseq2seq.block.attention.AttentionType}, only score.
 */
@NullMarked
package io.github.djlseq2seq.block.attention;

import org.jspecify.annotations.NullMarked;
