package city.sawang.ingest.profile;

import city.sawang.ingest.profile.TopicPattern.Match;
import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.JsltException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Chooses the profile that reads a message: of those whose topic and {@code when} match, the most
 * specific. What {@code when} demands counts first, then the literal levels of the topic filter;
 * the names of the files decide nothing.
 */
final class ProfileChoice {
  /** A profile whose topic filter matches, and what the levels name. */
  record Candidate(Profile profile, TopicPattern pattern, Match match) {
    private static final Comparator<Candidate> GENERAL_FIRST =
        Comparator.comparing((Candidate one) -> one.profile.demands())
            .thenComparing(Candidate::pattern);

    boolean ranksWith(Candidate other) {
      return GENERAL_FIRST.compare(this, other) == 0;
    }
  }

  /**
   * Who reads a payload.
   *
   * @param readers the most specific; several when they are equally specific, which is a mistake
   * @param failure why some {@code when} could not be asked
   */
  record Chosen(List<Candidate> readers, Optional<String> failure) {}

  private ProfileChoice() {}

  /** The profiles of the topic, the most specific first. */
  static List<Candidate> candidates(List<Profile> profiles, String[] levels) {
    List<Candidate> candidates = new ArrayList<>(2);
    for (Profile profile : profiles) {
      profile
          .pattern(levels)
          .ifPresent(
              pattern ->
                  candidates.add(
                      new Candidate(profile, pattern, pattern.match(levels).orElseThrow())));
    }
    if (candidates.size() > 1) {
      candidates.sort(Candidate.GENERAL_FIRST.reversed());
    }
    return candidates;
  }

  /**
   * @param candidates the most specific first
   * @param variables of an expression of the profile
   */
  static Chosen choose(
      List<Candidate> candidates,
      JsonNode payload,
      Function<Profile, Map<String, JsonNode>> variables) {
    List<Candidate> readers = new ArrayList<>(1);
    Optional<String> failure = Optional.empty();
    for (Candidate candidate : candidates) {
      if (!readers.isEmpty() && !candidate.ranksWith(readers.get(0))) {
        break;
      }
      try {
        if (candidate.profile.reads(variables.apply(candidate.profile), payload)) {
          readers.add(candidate);
        }
      } catch (JsltException | StackOverflowError e) {
        // A broken question is no yes, and must not keep the others from reading.
        failure = Optional.of("when of " + candidate.profile.id() + ": " + e.getMessage());
      }
    }
    return new Chosen(readers, failure);
  }

  /** Every pair that no payload tells apart, with both files; samples may show more. */
  static List<Ambiguity> ambiguities(List<Profile> profiles) {
    List<Ambiguity> found = new ArrayList<>();
    for (int i = 0; i < profiles.size(); i++) {
      for (int j = i + 1; j < profiles.size(); j++) {
        Profile one = profiles.get(i);
        Profile other = profiles.get(j);
        if (one.demands().equals(other.demands())) {
          shared(one, other).ifPresent(topic -> found.add(new Ambiguity(one, other, topic)));
        }
      }
    }
    return found;
  }

  private static Optional<TopicPattern> shared(Profile one, Profile other) {
    return one.topics().stream()
        .filter(
            topic ->
                other.topics().stream()
                    .anyMatch(another -> another.mqttFilter().equals(topic.mqttFilter())))
        .findFirst();
  }

  /** Two profiles of which neither is more specific, on a topic that both read. */
  record Ambiguity(Profile one, Profile other, TopicPattern topic) {
    boolean concerns(Profile profile) {
      return profile == one || profile == other;
    }

    @Override
    public String toString() {
      return one.file()
          + " and "
          + other.file()
          + ": both read "
          + topic.mqttFilter()
          + " and neither is more specific, expected a when that demands more in one of them";
    }
  }
}
