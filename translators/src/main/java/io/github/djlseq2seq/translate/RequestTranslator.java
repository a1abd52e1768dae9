package io.github.djlseq2seq.translate;

import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.ndarray.BytesSupplier;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import io.github.djlseq2seq.translate.text.TextPipeline;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Answers requests as a server passes them on, such as DJL Serving; the texts of all requests of a
 * batch are translated together.
 *
 * <p>A request is plain text ({@code Content-Type: text/plain}) or JSON: a text, a list of texts,
 * or an object {@code {"text": "…"}} or {@code {"texts": ["…", "…"]}} that may give {@link
 * TranslationOptions} by their names, and {@code "attention": true}. The answer to one text is an
 * object, to a list a list, as {@link TranslationJson} writes them. A request that is not valid is
 * answered with code 400 and the reason; the others of its batch do not notice.
 */
public final class RequestTranslator extends BatchTranslator<Input, Output> {

  private static final int BAD_REQUEST = 400;
  private static final int LONGEST_MESSAGE = 500;

  private final TextPipeline source;
  private final TextPipeline target;
  private final TranslationOptions served;

  /**
   * Makes a translator.
   *
   * @param text the model's text
   * @param options how to translate where a request does not say
   * @throws IllegalArgumentException if they name a word that is no token of the model
   */
  public RequestTranslator(ModelText text, TranslationOptions options) {
    super(text.target());
    source = text.source();
    target = text.target();
    served = options.check(target);
  }

  @Override
  Job<Output> read(Input input, Seq2SeqConfig model) {
    try {
      Request request = RequestContent.read(input, served);
      request.options().check(target, model);
      List<Source> sources =
          request.texts().stream()
              .<Source>map(text -> new TextSource(source.encode(text)))
              .toList();
      return new Job<>(sources, request.options(), translations -> answer(request, translations));
    } catch (IllegalArgumentException e) {
      Output refusal = refuse(String.valueOf(e.getMessage()));
      return new Job<>(List.of(), served, none -> refusal);
    }
  }

  @Override
  NDList pad(NDManager manager, List<Source> sources) {
    return TextSource.pad(manager, sources);
  }

  private static Output answer(Request request, List<Translation> translations) {
    JsonArray list = new JsonArray();
    for (Translation translation : translations) {
      list.add(TranslationJson.write(translation, request.attention()));
    }
    return output(new Output(), request.list() ? list : list.get(0));
  }

  private static Output refuse(String reason) {
    // A server puts it into a line of its own.
    String line = reason.replaceAll("\\p{Cntrl}+", " ");
    String message =
        line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "...";
    JsonObject json = new JsonObject();
    json.addProperty("code", BAD_REQUEST);
    json.addProperty("message", message);
    return output(new Output(BAD_REQUEST, message), json);
  }

  private static Output output(Output output, JsonElement content) {
    output.addProperty("Content-Type", "application/json");
    output.add(BytesSupplier.wrap(content.toString().getBytes(StandardCharsets.UTF_8)));
    return output;
  }
}
