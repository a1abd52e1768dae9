package io.github.djlseq2seq.translate;

import ai.djl.modality.Input;
import ai.djl.ndarray.BytesSupplier;
import ai.djl.util.Pair;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.github.djlseq2seq.block.ConfigJson;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A request as it stands in an input: bytes and what they are said to be. */
final class RequestContent {

  private static final String DATA = "data";
  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]*)", Pattern.CASE_INSENSITIVE);

  private RequestContent() {}

  /**
   * Reads the request.
   *
   * @param input the input
   * @param served the options that the request does not give
   * @throws IllegalArgumentException if it is not valid
   */
  static Request read(Input input, TranslationOptions served) {
    String type = input.getProperty("Content-Type", "").strip();
    checkCharset(type);
    String text = text(data(input));
    return isPlain(type, text) ? Request.of(text, served) : Request.read(parse(text), served);
  }

  private static byte[] data(Input input) {
    List<Pair<String, BytesSupplier>> content = input.getContent().stream().toList();
    List<Pair<String, BytesSupplier>> data =
        content.stream()
            .filter(pair -> pair.getKey() == null || pair.getKey().equals(DATA))
            .toList();
    // One content under any other name is the request as well.
    List<Pair<String, BytesSupplier>> found = content.size() == 1 ? content : data;
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "request: must have one content, with options inside its JSON, found %d"
              .formatted(content.size()));
    }
    byte[] bytes = found.get(0).getValue() == null ? null : found.get(0).getValue().getAsBytes();
    if (bytes == null || bytes.length == 0) {
      throw new IllegalArgumentException(
          "request: content must be a text or JSON, found nothing: 0 bytes");
    }
    return bytes;
  }

  private static String text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "request: content must be UTF-8, found %d bytes that are not".formatted(bytes.length), e);
    }
  }

  private static void checkCharset(String type) {
    Matcher matcher = CHARSET.matcher(type);
    if (matcher.find() && !matcher.group(1).toLowerCase(Locale.ROOT).matches("utf-?8|us-ascii")) {
      throw new IllegalArgumentException(
          "request: Content-Type's charset must be UTF-8, found \"%s\""
              .formatted(Request.shorten(matcher.group(1))));
    }
  }

  /** Without a type, what begins as JSON does is JSON. */
  private static boolean isPlain(String type, String text) {
    String name = type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    if (name.isEmpty()) {
      return text.isBlank() || "[{\"".indexOf(text.stripLeading().charAt(0)) < 0;
    }
    boolean plain = name.equals("text/plain");
    if (!plain && !name.matches("(application|text)/(.+\\+)?json")) {
      throw new IllegalArgumentException(
          "request: Content-Type must be application/json or text/plain, found \"%s\""
              .formatted(Request.shorten(name)));
    }
    return plain;
  }

  private static JsonElement parse(String text) {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    try {
      JsonElement json = JsonParser.parseReader(reader);
      if (reader.peek() == JsonToken.END_DOCUMENT) {
        return json;
      }
    } catch (IOException | JsonParseException e) {
      throw new IllegalArgumentException(
          "request: %s: %s".formatted(ConfigJson.invalid(e), Request.shorten(text)), e);
    }
    throw new IllegalArgumentException(
        "request: must be one JSON value, found more: " + Request.shorten(text));
  }
}
