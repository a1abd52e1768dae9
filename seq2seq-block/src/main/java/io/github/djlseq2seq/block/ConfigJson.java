package io.github.djlseq2seq.block;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Configuration records to JSON and back, strictly: a key that the record does not have, or a value
 * of the wrong type, is an error that names the key and what would be valid; a key that is missing
 * takes the given default.
 *
 * <p>Components may be {@code int}, {@code long}, {@code double}, {@code boolean}, {@code String},
 * an enum (written as its name in lower case), another record, or null where the default is null.
 */
public final class ConfigJson {

  private static final Pattern PLACE =
      Pattern.compile("(?:at|path) (line \\d+ column \\d+|\\$[^\\s;]+)");

  private ConfigJson() {}

  /**
   * Reads a record.
   *
   * @param <T> the record's type
   * @param type the record's class
   * @param defaults the values of the keys that are missing
   * @param json the keys and values that differ from the defaults
   * @param where what the JSON is, for error messages, such as a file's name
   * @return the record
   * @throws IllegalArgumentException if a key is unknown, a value has the wrong type, or the record
   *     itself refuses the values
   */
  public static <T extends Record> T read(
      Class<T> type, T defaults, JsonObject json, String where) {
    RecordComponent[] components = type.getRecordComponents();
    List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
    for (String key : json.keySet()) {
      if (!names.contains(key)) {
        throw new IllegalArgumentException(
            "%s: unknown key \"%s\"; did you mean \"%s\"? Valid keys: %s"
                .formatted(where, key, nearestKey(key, type), String.join(", ", names)));
      }
    }
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = component(components[i], defaults, json.get(names.get(i)), where);
    }
    return construct(type, types, values, where);
  }

  /**
   * Parses a JSON object.
   *
   * @param text the JSON text
   * @param where what the text is, for error messages
   * @return the object
   * @throws IllegalArgumentException if the text is not one JSON object
   */
  public static JsonObject parse(String text, String where) {
    try {
      JsonElement element = JsonParser.parseString(text);
      if (element.isJsonObject()) {
        return element.getAsJsonObject();
      }
    } catch (JsonParseException e) {
      throw new IllegalArgumentException(where + ": " + invalid(e), e);
    }
    throw new IllegalArgumentException(
        where + ": expected a JSON object {...}, found " + abbreviate(text));
  }

  /**
   * Reads a file of text.
   *
   * @param file the file
   * @return what it holds
   * @throws IOException if it cannot be read or is not UTF-8; the message names it
   */
  public static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": not valid UTF-8", e);
    }
  }

  /**
   * Says what is wrong with a JSON text; Gson's own words are about classes of its own.
   *
   * @param error what reading it failed with
   * @return {@code not valid JSON}, and the place in the text if the error names it
   */
  public static String invalid(Exception error) {
    Matcher place = PLACE.matcher(String.valueOf(error.getMessage()));
    return "not valid JSON" + (place.find() ? " at " + place.group(1) : "");
  }

  /**
   * Writes a record.
   *
   * @param value the record
   * @return all of its components, in their order; those that are null are left out
   */
  public static JsonObject write(Record value) {
    JsonObject json = new JsonObject();
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      JsonElement element = element(get(component, value));
      if (!element.isJsonNull()) {
        json.add(component.getName(), element);
      }
    }
    return json;
  }

  /**
   * Turns {@code key=value} settings into the JSON that {@link #read} takes; {@code a.b=1} reaches
   * into a nested record.
   *
   * @param settings the settings
   * @return the JSON object, all values as strings
   * @throws IllegalArgumentException if a setting has no {@code =} or no key
   */
  public static JsonObject settings(List<String> settings) {
    JsonObject root = new JsonObject();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "setting \"" + setting + "\": expected key=value, such as dropout=0.3");
      }
      JsonObject target = root;
      String[] path = setting.substring(0, equals).split("\\.", -1);
      for (int i = 0; i < path.length - 1; i++) {
        JsonElement inner = target.get(path[i]);
        if (inner == null) {
          inner = new JsonObject();
          target.add(path[i], inner);
        } else if (!inner.isJsonObject()) {
          throw new IllegalArgumentException(
              "setting \"" + setting + "\": " + path[i] + " was set to a single value before");
        }
        target = inner.getAsJsonObject();
      }
      String last = path[path.length - 1];
      if (target.has(last) && target.get(last).isJsonObject()) {
        throw new IllegalArgumentException(
            "setting \"" + setting + "\": " + last + " was set part by part before");
      }
      target.addProperty(last, setting.substring(equals + 1));
    }
    return root;
  }

  /** The key, or key of a nested record such as {@code model.hidden}, that is spelt most alike. */
  private static String nearestKey(String key, Class<? extends Record> type) {
    List<String> keys = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      keys.add(component.getName());
    }
    String best = Spelling.nearest(key, keys);
    int least = Spelling.distance(key, best);
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.getType().isRecord()) {
        String inner = nearestKey(key, component.getType().asSubclass(Record.class));
        int distance = Spelling.distance(key, inner.substring(inner.lastIndexOf('.') + 1));
        if (distance < least) {
          least = distance;
          best = component.getName() + "." + inner;
        }
      }
    }
    return best;
  }

  private static @Nullable Object component(
      RecordComponent component, Record defaults, @Nullable JsonElement json, String where) {
    Object standard = get(component, defaults);
    if (json == null) {
      return standard;
    }
    String key = where + ": \"" + component.getName() + "\"";
    Class<?> type = component.getType();
    if (type.isRecord()) {
      if (!json.isJsonObject() || standard == null) {
        throw new IllegalArgumentException(key + " must be an object {...}, found " + json);
      }
      return nested(type.asSubclass(Record.class), standard, json.getAsJsonObject(), key);
    }
    if (!json.isJsonPrimitive()) {
      throw new IllegalArgumentException(key + " must be a single value, found " + json);
    }
    String text = json.getAsString();
    // What is neither number nor word may well begin or end with a space.
    return type == String.class ? text : scalar(type, text.strip(), key);
  }

  private static <T extends Record> T nested(
      Class<T> type, Object defaults, JsonObject json, String where) {
    return read(type, type.cast(defaults), json, where);
  }

  private static Object scalar(Class<?> type, String text, String key) {
    if (type.isEnum()) {
      List<String> names = new ArrayList<>();
      for (Object constant : type.getEnumConstants()) {
        String name = ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
        if (name.equals(text.toLowerCase(Locale.ROOT))) {
          return constant;
        }
        names.add(name);
      }
      throw new IllegalArgumentException(
          "%s must be one of %s, found \"%s\"".formatted(key, String.join(", ", names), text));
    }
    if (type == boolean.class) {
      if (text.equals("true") || text.equals("false")) {
        return Boolean.valueOf(text);
      }
      throw new IllegalArgumentException(key + " must be true or false, found \"" + text + "\"");
    }
    try {
      // Numbers that passed through DJL's arguments come back as 3.0; a long has more digits than a
      // double.
      BigDecimal number = new BigDecimal(text);
      if (type == double.class) {
        return number.doubleValue();
      }
      return type == int.class ? (Object) number.intValueExact() : number.longValueExact();
    } catch (NumberFormatException | ArithmeticException e) {
      // No number, or one that is not whole or too large: told below.
    }
    String kind = type == double.class ? "a number" : "a whole number";
    throw new IllegalArgumentException(key + " must be " + kind + ", found \"" + text + "\"");
  }

  private static JsonElement element(@Nullable Object value) {
    if (value == null) {
      return JsonNull.INSTANCE;
    }
    if (value instanceof Record record) {
      return write(record);
    }
    if (value instanceof Number number) {
      return new JsonPrimitive(number);
    }
    if (value instanceof Boolean bool) {
      return new JsonPrimitive(bool);
    }
    if (value instanceof Enum<?> constant) {
      return new JsonPrimitive(constant.name().toLowerCase(Locale.ROOT));
    }
    if (value instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(item -> array.add(element(item)));
      return array;
    }
    return new JsonPrimitive(Objects.toString(value));
  }

  private static @Nullable Object get(RecordComponent component, Record value) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("cannot read " + component, e);
    }
  }

  private static <T extends Record> T construct(
      Class<T> type, Class<?>[] types, Object[] values, String where) {
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException cause) {
        throw new IllegalArgumentException(where + ": " + cause.getMessage(), cause);
      }
      throw new LinkageError("cannot make " + type, e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("cannot make " + type, e);
    }
  }

  private static String abbreviate(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
