package io.github.djlseq2seq.block;

import ai.djl.ndarray.NDArray;
import io.github.djlseq2seq.block.layer.PackedLinear;

/**
 * A model's weights as single steps of decoding need them: packed once, shared by all predictors,
 * never changed.
 *
 * @param decoder the decoder whose weights these are
 * @param embedding the target embedding, {@code (V,E)}
 * @param packed the decoder's weights
 * @param generator the generator's map, which may have more outputs than there are tokens
 */
public record DecodingPlan(
    Decoder decoder, NDArray embedding, Decoder.Packed packed, PackedLinear generator) {}
