package city.sawang.jobs;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds code units that take or give a double or float, and calls of methods that do. A double that
 * lives in a local variable only and is cast at once cannot be seen in the byte code's signatures;
 * for that the exactness properties of metering stand.
 */
final class FloatingPoint {
  private static final Set<String> TYPES =
      Set.of("double", "float", "java.lang.Double", "java.lang.Float");

  private FloatingPoint() {}

  static ArchCondition<JavaClass> takeOrGive() {
    return new ArchCondition<>("take, give or call for floating point numbers") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (JavaCodeUnit unit : type.getCodeUnits()) {
          if (Stream.concat(
                  unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()))
              .anyMatch(FloatingPoint::isFloating)) {
            events.add(SimpleConditionEvent.satisfied(unit, unit.getFullName()));
          }
        }
        for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
          if (Stream.concat(
                  call.getTarget().getRawParameterTypes().stream(),
                  Stream.of(call.getTarget().getRawReturnType()))
              .anyMatch(FloatingPoint::isFloating)) {
            events.add(SimpleConditionEvent.satisfied(call, call.getDescription()));
          }
        }
      }
    };
  }

  private static boolean isFloating(JavaClass type) {
    return TYPES.contains(type.getName());
  }
}
