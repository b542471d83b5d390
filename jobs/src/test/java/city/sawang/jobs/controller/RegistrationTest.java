package city.sawang.jobs.controller;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.TestReadings;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.schemas.AvroHistory;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.avro.Assignment;
import city.sawang.schemas.avro.RegistryController;
import java.io.ByteArrayOutputStream;
import java.time.LocalDate;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;

class RegistrationTest {
  @Test
  void anAssignmentKnowsItsGatewayCircuitIntervalAndCommissioning() {
    RegistryController controller = TestReadings.registered("c1", "lamp-1");
    Assignment assignment =
        Assignment.newBuilder(controller.getAssignments().get(0))
            .setGatewayId("G1")
            .setCommissionedDay((int) LocalDate.of(2026, 5, 1).toEpochDay())
            .build();

    LampAssignment lamp =
        onlyAssignment(
            RegistryController.newBuilder(controller).setAssignments(List.of(assignment)).build());

    assertThat(lamp.gatewayId()).isEqualTo("G1");
    assertThat(lamp.feederId()).isEqualTo("F1");
    assertThat(lamp.intervalSeconds()).isEqualTo(60);
    assertThat(lamp.hasCommissioning()).isTrue();
    assertThat(LocalDate.ofEpochDay(lamp.commissionedDay())).isEqualTo(LocalDate.of(2026, 5, 1));
  }

  /** Such a record lies in the state of savepoints, in Kafka and in the database. */
  @Test
  void aRecordOfBeforeKnowsNeitherGatewayNorCommissioning() throws Exception {
    Schema before = AvroHistory.versions("RegistryController").get(1);
    GenericRecord controller = new GenericData.Record(before);
    Schema assignmentSchema = before.getField("assignments").schema().getElementType();
    GenericRecord assignment = new GenericData.Record(assignmentSchema);
    RegistryController now = TestReadings.registered("c1", "lamp-1");
    before.getFields().forEach(field -> controller.put(field.pos(), now.get(field.name())));
    for (Schema.Field field : assignmentSchema.getFields()) {
      Object value = now.getAssignments().get(0).get(field.name());
      assignment.put(
          field.pos(),
          field.name().equals("kind")
              ? new GenericData.EnumSymbol(field.schema(), value.toString())
              : value);
    }
    controller.put("assignments", List.of(assignment));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new BinaryMessageEncoder<GenericRecord>(GenericData.get(), before).encode(controller, bytes);

    LampAssignment lamp =
        onlyAssignment((RegistryController) new AvroMessages().decode(bytes.toByteArray()));

    assertThat(lamp.feederId()).isEqualTo("F1");
    assertThat(lamp.gatewayId()).isNull();
    assertThat(lamp.hasCommissioning()).isFalse();
  }

  private static LampAssignment onlyAssignment(RegistryController controller) {
    List<LampAssignment> all = Registration.of(controller).placement().assignments();
    assertThat(all).hasSize(1);
    return all.get(0);
  }
}
