package city.sawang.local.house;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * One word, one meaning: the simple name of a class that stands in a file of its own is the name of
 * no other class in any room, nested ones included. Nested classes may share a name among each
 * other: their outer class says which is meant.
 */
class NamesTest {
  private static final JavaClasses SAWANG =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("city.sawang");

  /** Nested in three rooms, top-level in a fourth: to be renamed where they are nested. */
  private static final Set<String> TO_BE_RENAMED = Set.of("Origin", "Outcome");

  @Test
  void noClassHasTheNameOfAnother() {
    assertThat(ambiguous(SAWANG).keySet()).isSubsetOf(TO_BE_RENAMED);
  }

  @Test
  void plantedNamesAreFound() {
    JavaClasses planted =
        new ClassFileImporter()
            .importClasses(Documents.class, Planted.Documents.class, Planted.class);

    assertThat(ambiguous(planted)).containsOnlyKeys("Documents");
  }

  private static Map<String, Collection<String>> ambiguous(Iterable<JavaClass> classes) {
    List<JavaClass> named = new ArrayList<>();
    classes.forEach(
        one -> {
          if (!one.isAnonymousClass() && !one.isLocalClass() && !one.getSimpleName().isEmpty()) {
            named.add(one);
          }
        });
    Map<String, Collection<String>> ambiguous = new TreeMap<>();
    named.stream()
        .collect(groupingBy(JavaClass::getSimpleName))
        .forEach(
            (name, group) -> {
              if (group.size() > 1
                  && !name.equals("package-info")
                  && group.stream().anyMatch(JavaClass::isTopLevelClass)) {
                ambiguous.put(
                    name,
                    group.stream().map(JavaClass::getName).collect(toCollection(TreeSet::new)));
              }
            });
    return ambiguous;
  }

  /** Planted: a nested class with the name of a class that stands in a file of its own. */
  static final class Planted {
    static final class Documents {}

    private Planted() {}
  }
}
