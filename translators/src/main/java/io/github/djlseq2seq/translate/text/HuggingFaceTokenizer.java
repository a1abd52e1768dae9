package io.github.djlseq2seq.translate.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.djlseq2seq.block.ConfigJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Applies a {@code tokenizer.json}, without the special tokens that it may put around a text. */
final class HuggingFaceTokenizer implements TrainedTokenizer {

  private static final Map<String, String> OPTIONS =
      Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

  private final byte[] file;
  private final ai.djl.huggingface.tokenizers.HuggingFaceTokenizer library;
  private final Map<String, Long> ids;

  HuggingFaceTokenizer(byte[] file) {
    this.file = file.clone();
    try {
      library =
          ai.djl.huggingface.tokenizers.HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(this.file), OPTIONS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ids = ids(ConfigJson.parse(new String(file, StandardCharsets.UTF_8), "tokenizer.json"));
  }

  @Override
  public List<String> tokenize(String text) {
    String normal = TextNormalizer.normalize(text);
    return List.of(library.encode(normal, false, false).getTokens());
  }

  @Override
  public String detokenize(List<String> tokens) {
    // The library decodes ids alone; a token that it has none for is a word from elsewhere.
    List<String> parts = new ArrayList<>();
    List<Long> run = new ArrayList<>();
    for (String token : tokens) {
      Long id = ids.get(token);
      if (id == null) {
        decode(run, parts);
        parts.add(WordTokenizer.withoutJoiners(token));
      } else {
        run.add(id);
      }
    }
    decode(run, parts);
    return String.join(" ", parts).strip();
  }

  @Override
  public byte[] file() {
    return file.clone();
  }

  private void decode(List<Long> run, List<String> parts) {
    if (!run.isEmpty()) {
      parts.add(library.decode(run.stream().mapToLong(Long::longValue).toArray(), true).strip());
      run.clear();
    }
  }

  /** The ids of all tokens, for each kind of model that the format knows. */
  private static Map<String, Long> ids(JsonObject json) {
    Map<String, Long> ids = new HashMap<>();
    JsonElement vocabulary = json.getAsJsonObject("model").get("vocab");
    if (vocabulary.isJsonObject()) {
      vocabulary
          .getAsJsonObject()
          .entrySet()
          .forEach(token -> ids.put(token.getKey(), token.getValue().getAsLong()));
    } else {
      JsonArray scored = vocabulary.getAsJsonArray();
      for (int id = 0; id < scored.size(); id++) {
        ids.put(scored.get(id).getAsJsonArray().get(0).getAsString(), (long) id);
      }
    }
    if (json.has("added_tokens")) {
      for (JsonElement added : json.getAsJsonArray("added_tokens")) {
        JsonObject token = added.getAsJsonObject();
        ids.put(token.get("content").getAsString(), token.get("id").getAsLong());
      }
    }
    return ids;
  }
}
