package city.sawang.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.schemas.avro.Heartbeat;
import city.sawang.schemas.avro.IncidentEvent;
import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.RegistryCity;
import city.sawang.schemas.avro.RegistryController;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Refuses a change of a record that could not read its older versions, or that forgets to keep them. */
class AvroHistoryTest {
  static final List<Schema> CURRENT =
      List.of(
          Reading.getClassSchema(),
          Heartbeat.getClassSchema(),
          QuarantinedPayload.getClassSchema(),
          RegistryCity.getClassSchema(),
          RegistryController.getClassSchema(),
          IncidentEvent.getClassSchema());

  @ParameterizedTest
  @FieldSource("CURRENT")
  void theCurrentSchemaIsTheNewestVersionOfItsHistory(Schema current) throws IOException {
    List<Schema> versions = AvroHistory.versions(current.getName());
    boolean kept = !versions.isEmpty() && versions.get(versions.size() - 1).equals(plain(current));

    assertThat(kept).as(() -> howToKeep(current, versions.size() + 1)).isTrue();
  }

  @ParameterizedTest
  @FieldSource("CURRENT")
  void everyVersionReadsEveryOlderOne(Schema current) throws SchemaValidationException {
    List<Schema> versions = AvroHistory.versions(current.getName());

    assertThat(versions).isNotEmpty();
    for (int i = 0; i < versions.size(); i++) {
      requireReadsAll(versions.get(i), versions.subList(0, i));
    }
  }

  @Test
  void aFieldWithADefaultMayBeAdded() throws SchemaValidationException {
    Schema before = heartbeat().requiredString("bridgeId").endRecord();
    Schema after = heartbeat().requiredString("bridgeId").optionalLong("load").endRecord();

    requireReadsAll(after, List.of(before));
  }

  @Test
  void thePlantedIncompatibleChangesAreRefused() {
    Schema before = heartbeat().requiredString("bridgeId").requiredLong("sentAt").endRecord();
    Schema withoutDefault =
        heartbeat()
            .requiredString("bridgeId")
            .requiredLong("sentAt")
            .requiredInt("load")
            .endRecord();
    Schema narrowed = heartbeat().requiredString("bridgeId").requiredInt("sentAt").endRecord();
    Schema renamed = heartbeat().requiredString("bridge").requiredLong("sentAt").endRecord();

    for (Schema planted : List.of(withoutDefault, narrowed, renamed)) {
      assertThatThrownBy(() -> requireReadsAll(planted, List.of(before)))
          .as(planted.toString())
          .isInstanceOf(SchemaValidationException.class);
    }
  }

  @Test
  void compatibilityWithTheLastVersionAloneIsNotEnough() {
    Schema first = heartbeat().requiredString("bridgeId").requiredInt("load").endRecord();
    Schema second = heartbeat().requiredString("bridgeId").endRecord();
    Schema third = heartbeat().requiredString("bridgeId").optionalString("load").endRecord();

    assertThatThrownBy(() -> requireReadsAll(third, List.of(second, first)))
        .isInstanceOf(SchemaValidationException.class);
  }

  @Test
  void bytesOfAnOlderVersionAreRead() {
    Schema older =
        SchemaBuilder.record("RegistryCity")
            .namespace("city.sawang.schemas.avro")
            .fields()
            .requiredString("cityId")
            .requiredString("nameEn")
            .requiredString("nameTh")
            .requiredString("timezone")
            .requiredInt("latitudeMicrodegrees")
            .requiredInt("longitudeMicrodegrees")
            .requiredString("retiredField")
            .endRecord();
    var record = new GenericData.Record(older);
    record.put("cityId", "mueang-nan");
    record.put("nameEn", "Nan");
    record.put("nameTh", "น่าน");
    record.put("timezone", "Asia/Bangkok");
    record.put("latitudeMicrodegrees", 18_783_000);
    record.put("longitudeMicrodegrees", 100_783_000);
    record.put("retiredField", "x");
    var messages = new AvroMessages().read(older, RegistryCity.getClassSchema());

    var city = (RegistryCity) messages.decode(TestMessages.encode(older, record));

    assertThat(city.getNameTh()).isEqualTo("น่าน");
    assertThat(city.getLongitudeMicrodegrees()).isEqualTo(100_783_000);
  }

  private static void requireReadsAll(Schema reader, List<Schema> older)
      throws SchemaValidationException {
    SchemaValidator backwardTransitive =
        new SchemaValidatorBuilder().canReadStrategy().validateAll();
    backwardTransitive.validate(reader, older);
  }

  private static SchemaBuilder.FieldAssembler<Schema> heartbeat() {
    return SchemaBuilder.record("Heartbeat").fields();
  }

  /** Without the Java compiler's own remarks: the history is for every language. */
  private static Schema plain(Schema generated) {
    String json =
        generated
            .toString()
            .replace("{\"type\":\"string\",\"avro.java.string\":\"String\"}", "\"string\"")
            .replace(",\"avro.java.string\":\"String\"", "");
    return new Schema.Parser().parse(json);
  }

  /** Writes the missing version below target, so that keeping it is one copy. */
  private static String howToKeep(Schema current, int version) {
    Path written = Path.of("target").resolve(AvroHistory.resource(current.getName(), version));
    try {
      Files.createDirectories(written.getParent());
      Files.writeString(written, plain(current).toString(true) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("write " + written, e);
    }
    return "%s changed and is no version of its history yet. If the change is meant: cp schemas/%s schemas/src/main/resources/%s (and never edit v1…v%d)"
        .formatted(
            current.getName(),
            written,
            AvroHistory.resource(current.getName(), version),
            version - 1);
  }
}
