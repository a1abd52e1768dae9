package io.github.djlseq2seq.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.djlseq2seq.block.recurrent.RecurrentStack;
import java.util.List;

/**
 * A model's weights as single steps of decoding need them: packed once, shared by all predictors,
 * never changed.
 *
 * @param decoder the decoder whose weights these are
 * @param embedding the target embedding, {@code (V,E)}
 * @param layers the packed weights of each recurrent layer
 * @param attention the values of the attention's parameters; empty without attention
 * @param combine weight and bias that make the attentional vector
 * @param generator weight and bias of the generator
 */
public record DecodingPlan(
    Decoder decoder,
    NDArray embedding,
    List<RecurrentStack.PackedLayer> layers,
    NDList attention,
    NDList combine,
    NDList generator) {}
