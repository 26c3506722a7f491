// The benchmark report, from Google Benchmark's JSON to what a person reads.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include "report/bars.hpp"
#include "report/figures.hpp"
#include "report/histogram.hpp"
#include "report/measures.hpp"
#include "report/pictures.hpp"
#include "report/table.hpp"

namespace entra::bench {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// One aggregate as Google Benchmark 1.7.1 writes it.
std::string aggregate(const std::string& run_name, const std::string& kind, double time, const std::string& unit = "ns",
                      const std::string& more = "") {
  return R"({"name": ")" + run_name + "_" + kind +
         R"(", "family_index": 0, "per_family_instance_index": 0, "run_name": ")" + run_name +
         R"(", "run_type": "aggregate", "repetitions": 5, "threads": 1, "aggregate_name": ")" + kind +
         R"(", "aggregate_unit": "time", "iterations": 5, "real_time": )" + std::to_string(time) +
         R"(, "cpu_time": 1.0e+00, "time_unit": ")" + unit + "\"" + more + "}";
}

std::string output(const std::string& rows) {
  return R"({"context": {"host_name": "secret-host", "executable": "bench_x"}, "benchmarks": [)" + rows + "]}";
}

TEST(Figures, AreTheMediansWithTheirSpread) {
  const auto figures =
      parse_figures("cache_hit", output(aggregate("BM_Hit/entries:10000/real_time/threads:2", "mean", 9) + "," +
                                        aggregate("BM_Hit/entries:10000/real_time/threads:2", "median", 1.5, "us") +
                                        "," + aggregate("BM_Hit/entries:10000/real_time/threads:2", "cv", 0.02)));
  ASSERT_TRUE(figures.has_value()) << figures.error().message;
  ASSERT_EQ(figures->size(), 1U);
  const Figure& figure = figures->front();
  EXPECT_EQ(figure.subject, "cache_hit");
  EXPECT_EQ(figure.name, "BM_Hit");
  EXPECT_EQ(figure.arguments.at("entries"), 10000);
  EXPECT_EQ(figure.threads, 2);
  EXPECT_DOUBLE_EQ(figure.median_ns, 1500);
  EXPECT_DOUBLE_EQ(figure.spread, 0.02);
  EXPECT_TRUE(figure.counters.empty());
}

TEST(Figures, ComeAsTheyWereRegistered) {
  const auto placed = [](const std::string& name, int family, int instance) {
    return R"({"run_name": ")" + name + R"(", "family_index": )" + std::to_string(family) +
           R"(, "per_family_instance_index": )" + std::to_string(instance) +
           R"(, "aggregate_name": "median", "real_time": 1.0, "time_unit": "ns"})";
  };
  const auto figures = parse_figures(
      "cache_hit", output(placed("BM_C", 1, 0) + "," + placed("BM_B", 0, 1) + "," + placed("BM_A", 0, 0)));
  ASSERT_TRUE(figures.has_value());
  std::string names;
  for (const Figure& figure : *figures) names += figure.name + " ";
  EXPECT_EQ(names, "BM_A BM_B BM_C ");
}

TEST(Figures, AreNotNamedByTheirIterations) {
  const auto figures =
      parse_figures("start", output(aggregate("BM_Start/iterations:10/manual_time", "median", 2, "ms")));
  ASSERT_TRUE(figures.has_value());
  EXPECT_EQ(figures->front().name, "BM_Start");
  EXPECT_TRUE(figures->front().arguments.empty());
}

TEST(Figures, KeepTheBenchmarksOwnCounters) {
  const auto figures = parse_figures(
      "cold_key", output(aggregate("BM_ColdKey/manual_time", "median", 2, "ms", R"(, "callers": 32, "requests": 1)")));
  ASSERT_TRUE(figures.has_value());
  EXPECT_EQ(figures->front().counters, (std::map<std::string, double>{{"callers", 32}, {"requests", 1}}));
}

TEST(Figures, AFailedBenchmarkIsAnErrorWithItsText) {
  const auto figures =
      parse_figures("miss", output(R"({"name": "BM_Miss", "run_name": "BM_Miss", "run_type": "iteration",
      "error_occurred": true, "error_message": "no connection"})"));
  ASSERT_FALSE(figures.has_value());
  EXPECT_EQ(figures.error().message, "BM_Miss: no connection");
}

TEST(Figures, AnyOtherTextIsAnError) {
  EXPECT_FALSE(parse_figures("x", "").has_value());
  EXPECT_FALSE(parse_figures("x", "[]").has_value());
  EXPECT_FALSE(parse_figures("x", R"({"benchmarks": [{"run_name": 7}]})").has_value());
}

TEST(Figures, JsonNamesTheMachineButNotTheHost) {
  const auto figures = parse_figures("x", output(aggregate("BM_A", "median", 2)));
  const std::string json = to_json(Report{Machine{"Some CPU", 2, "GCC 12", "Linux"}, *figures, {}, {}, {}});
  EXPECT_THAT(json, HasSubstr(R"("processor": "Some CPU")"));
  EXPECT_THAT(json, HasSubstr(R"("median_ns": 2.0)"));
  EXPECT_THAT(json, Not(HasSubstr("secret-host")));
}

TEST(Durations, HaveThreeDigitsAndTheUnitThatSuits) {
  EXPECT_EQ(format_duration(0.42), "0.42 ns");
  EXPECT_EQ(format_duration(42.42), "42.4 ns");
  EXPECT_EQ(format_duration(999.9), "1.00 µs");
  EXPECT_EQ(format_duration(9.996e3), "10.0 µs");
  EXPECT_EQ(format_duration(137e6), "137 ms");
  EXPECT_EQ(format_duration(5.6e9), "5.60 s");
}

TEST(Table, IsAlignedBySubjectAndComparesWithOpenssl) {
  const std::vector<Figure> figures{
      {.subject = "crypto", .name = "BM_SignOpenssl", .median_ns = 200'000, .spread = 0.001},
      {.subject = "crypto", .name = "BM_SignOurs", .median_ns = 210'000, .spread = 0.012},
      {.subject = "cold_key",
       .name = "BM_ColdKey",
       .median_ns = 1'234'000,
       .spread = 0.1,
       .counters = {{"requests", 1}}}};
  EXPECT_EQ(to_table(figures),
            "crypto\n"
            "  SignOpenssl   200 µs   ±0.1 %\n"
            "  SignOurs      210 µs   ±1.2 %  1.05 x bare OpenSSL\n"
            "\n"
            "cold_key\n"
            "  ColdKey      1.23 ms  ±10.0 %  1 requests\n");
}

Measure measure(const std::string& subject, const std::string& name, const std::string& unit, double value) {
  return {subject, name, unit, value, 0.01};
}

TEST(Measures, AreTheMediansOfTheirSamples) {
  SampleLog log;
  for (const double value : {3.0, 1.0, 2.0, 9.0}) log.add("speed", "tokens/s", value);
  log.add("size", "MB", 7);
  const auto parsed = parse_measures("tokens", to_json(Measures{log.medians(), {"no peers"}}));
  ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
  ASSERT_EQ(parsed->measures.size(), 2U);
  EXPECT_EQ(parsed->measures[0].subject, "tokens");
  EXPECT_EQ(parsed->measures[0].name, "speed");
  EXPECT_DOUBLE_EQ(parsed->measures[0].median, 2.5);
  EXPECT_NEAR(parsed->measures[0].spread, 0.958, 0.001);
  EXPECT_DOUBLE_EQ(parsed->measures[1].median, 7);
  EXPECT_DOUBLE_EQ(parsed->measures[1].spread, 0);
  EXPECT_EQ(parsed->notes, std::vector<std::string>{"no peers"});
}

TEST(Measures, AreToldFromFigures) {
  EXPECT_TRUE(is_measures(R"({"measures": []})"));
  EXPECT_FALSE(is_measures(output("")));
  EXPECT_FALSE(is_measures("nonsense"));
  EXPECT_FALSE(parse_measures("x", output("")).has_value());
}

TEST(Measures, ShowThreeDigits) {
  EXPECT_EQ(format_value(0.8567, "x"), "0.86 x");
  EXPECT_EQ(format_value(-12.34, "MB"), "-12.3 MB");
  EXPECT_EQ(format_value(4321.9, "tokens/s"), "4322 tokens/s");
}

TEST(Bars, AreJudgedOnWhatWasMeasured) {
  const auto verdicts = judge({{.subject = "start", .name = "BM_StartProcess", .median_ns = 21e6}},
                              {measure("tokens", "mock_idp per core / bare OpenSSL", "x", 0.9),
                               measure("footprint", "500 idle connections", "% of a core", 1.01)});
  const auto find = [&](const std::string& what) {
    for (const Verdict& verdict : verdicts)
      if (verdict.what == what) return verdict.measured + ", " + verdict.bar + ": " + verdict.outcome;
    return std::string("no such bar");
  };
  EXPECT_EQ(find("tokens a core second, beside bare signing"), "0.90 x, at least 0.85 x: met");
  EXPECT_EQ(find("start of the program, keys kept"), "21.0 ms, at most 20.0 ms: NOT MET");
  EXPECT_EQ(find("500 idle connections"), "1.01 % of a core, at most 1.00 % of a core: NOT MET");
  EXPECT_EQ(find("memory when idle"), "not measured, at most 12.0 MB: ");
}

TEST(Bars, ARatioIsOfOneRunsFigures) {
  const auto figure = [](const std::string& subject, const std::string& name, std::int64_t entries, int threads,
                         double time) {
    return Figure{
        .subject = subject, .name = name, .arguments = {{"entries", entries}}, .threads = threads, .median_ns = time};
  };
  std::vector<Figure> figures{figure("cache_hit", "BM_HitView", 1, 1, 12), figure("cache_hit", "BM_HitView", 1, 2, 6),
                              figure("cache_hit", "BM_HitView", 10'000, 1, 61),
                              figure("cache_hit", "BM_HitOwned", 1, 1, 20),
                              figure("peers_msal_node", "BM_HitMsalNode", 1, 1, 30'000)};
  const auto find = [&](const std::string& what) {
    for (const Verdict& verdict : judge(figures, {}))
      if (verdict.what == what) return verdict.measured + ", " + verdict.bar + ": " + verdict.outcome;
    return std::string("no such bar");
  };
  EXPECT_EQ(find("two threads view one token, beside one"), "2.00 x, at least 1.80 x: met");
  EXPECT_EQ(find("hit of 10,000 tenants"), "61.0 ns, at most 60.0 ns: NOT MET");
  figures.push_back({.subject = "validate", .name = "BM_ValidateToken", .median_ns = 18'000});
  figures.push_back({.subject = "validate", .name = "BM_BareSignature", .median_ns = 14'400});
  EXPECT_EQ(find("validation, beside the bare signature"), "1.25 x, at most 1.25 x: met");
  EXPECT_EQ(find("hit, beside msal-node"), "1500 x, at least 100 x: met");
  EXPECT_EQ(find("hit of 10,000, beside msal-node"), "not measured, at least 10000 x: ");
  EXPECT_EQ(find("hit of 100,000, beside 10,000"), "not measured, at most 3.50 x: ");
  figures.push_back(figure("cache_hit", "BM_HitView", 100'000, 1, 122));
  EXPECT_EQ(find("hit of 100,000, beside 10,000"), "2.00 x, at most 3.50 x: met");
}

TEST(Bars, ACounterIsJudgedAsItWasMeasured) {
  const auto verdicts = judge({{.subject = "cold_key",
                                .name = "BM_ColdWorking",
                                .arguments = {{"callers", 32}},
                                .median_ns = 11e6,
                                .counters = {{"requests", 2}}},
                               {.subject = "cold_key",
                                .name = "BM_ColdWorking",
                                .arguments = {{"callers", 1}},
                                .median_ns = 10e6,
                                .counters = {{"requests", 1}}}},
                              {});
  const auto requests = std::find_if(verdicts.begin(), verdicts.end(), [](const Verdict& verdict) {
    return verdict.what == "requests for one cold key of 32 callers";
  });
  ASSERT_NE(requests, verdicts.end());
  EXPECT_EQ(requests->measured, "2.00 requests");
  EXPECT_EQ(requests->outcome, "NOT MET");
  EXPECT_EQ(std::next(requests)->measured, "1.10 x") << std::next(requests)->what;
}

TEST(Histogram, KnowsAnyShareWithinTwoPerCentAndTheWorstExactly) {
  Histogram waits;
  for (int n = 1; n <= 99'900; ++n) waits.add(n % 100);
  for (int n = 0; n < 99; ++n) waits.add(1'000'000);
  Histogram more;
  more.add(-5);
  more.add(123'456'789);
  waits.add(more);
  EXPECT_EQ(waits.total(), 100'001U);
  EXPECT_NEAR(waits.at(0.5), 50, 2);
  EXPECT_LE(waits.at(0.99), 100);
  EXPECT_NEAR(waits.at(0.9995), 1e6, 4e4);
  EXPECT_EQ(waits.at(1), 123'456'789);
  EXPECT_EQ(Histogram().at(0.999), 0);
  Histogram longest;
  longest.add(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(longest.at(1), static_cast<double>(std::numeric_limits<std::int64_t>::max()));
}

TEST(Table, ShowsTheBarsAligned) {
  EXPECT_EQ(to_table(std::vector<Verdict>{{"speed", "0.90 x", "at least 0.85 x", "met"},
                                          {"size", "not measured", "at most 12.0 MB", ""}}),
            "bars\n"
            "  speed        0.90 x  at least 0.85 x  met\n"
            "  size   not measured  at most 12.0 MB\n");
}

TEST(Readme, OnlyWhatStandsBetweenTheMarksIsReplaced) {
  const auto text = replace_figures("# bench\n<!-- figures -->\nold\n<!-- end of figures -->\nafter\n", "new\n");
  ASSERT_TRUE(text.has_value());
  EXPECT_EQ(*text, "# bench\n<!-- figures -->\nnew\n<!-- end of figures -->\nafter\n");
  EXPECT_FALSE(replace_figures("# bench\n", "new\n").has_value());
  EXPECT_FALSE(replace_figures("<!-- figures -->\nold\n", "new\n").has_value());
}

std::string svg_of(const std::string& name, const std::vector<Figure>& figures,
                   const std::vector<Measure>& measures = {}) {
  for (const Picture& picture : draw_pictures(figures, measures))
    if (picture.name == name) return picture.svg;
  return "";
}

TEST(Pictures, HaveABarForEachServer) {
  const std::string svg =
      svg_of("tokens", {},
             {measure("tokens", "bare OpenSSL per core", "signatures/s", 4600),
              measure("tokens", "mock_idp per core", "tokens/s", 4000), measure("tokens", "mock_idp", "tokens/s", 7000),
              measure("footprint", "memory per core", "MB", 1)});
  EXPECT_THAT(svg, HasSubstr(">bare OpenSSL<"));
  EXPECT_THAT(svg, HasSubstr(">4000 /s<"));
  EXPECT_THAT(svg, Not(HasSubstr(">7000 /s<")));
  EXPECT_THAT(svg, Not(HasSubstr("memory")));
}

TEST(Pictures, HaveABarForEachLibraryThatValidates) {
  const std::string svg = svg_of("validation", {{.subject = "peers_jwt", .name = "BM_ValidateOurs", .median_ns = 18e3},
                                                {.subject = "peers_jose", .name = "BM_ValidateJose", .median_ns = 95e3},
                                                {.subject = "crypto", .name = "BM_SignOurs", .median_ns = 1}});
  EXPECT_THAT(svg, HasSubstr(">Entra Harness<"));
  EXPECT_THAT(svg, HasSubstr(">95.0 µs<"));
  EXPECT_THAT(svg, Not(HasSubstr(">1.00 ns<")));
}

TEST(Pictures, HaveALineForEachWayToAHit) {
  std::vector<Figure> figures;
  for (const std::int64_t entries : {1, 100, 100'000}) {
    for (const auto* name : {"BM_HitView", "BM_HitMsalNode", "BM_Elsewhere"}) {
      figures.push_back({.subject = "cache_hit",
                         .name = name,
                         .arguments = {{"entries", entries}},
                         .median_ns = 10 + static_cast<double>(entries)});
    }
  }
  const std::string svg = svg_of("cache_hit", figures);
  EXPECT_THAT(svg, HasSubstr("<polyline"));
  EXPECT_THAT(svg, HasSubstr(">ours, view<"));
  EXPECT_THAT(svg, HasSubstr(">msal-node<"));
  EXPECT_THAT(svg, HasSubstr(">100,000<"));
  EXPECT_THAT(svg, HasSubstr(">1.00 µs<"));
  EXPECT_THAT(svg, Not(HasSubstr("Elsewhere")));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(Pictures, CompareThreadsWithWorkThatSharesNothing) {
  std::vector<Figure> figures;
  for (const int threads : {1, 2, 4}) {
    figures.push_back(
        {.subject = "cache_hit", .name = "BM_SharedNothing", .threads = threads, .median_ns = 240.0 / threads});
    figures.push_back({.subject = "cache_hit",
                       .name = "BM_HitView",
                       .arguments = {{"entries", 1}},
                       .threads = threads,
                       .median_ns = 12.0 / threads});
  }
  const std::string svg = svg_of("threads", figures);
  EXPECT_THAT(svg, HasSubstr(">work that shares nothing<"));
  EXPECT_THAT(svg, HasSubstr(">ours, view: one token<"));
  EXPECT_THAT(svg, HasSubstr(">4.00 x<"));
  EXPECT_THAT(svg, HasSubstr("stroke-dasharray"));
}

TEST(Pictures, AreLeftOutWithoutFigures) {
  EXPECT_TRUE(draw_pictures({}, {}).empty());
  EXPECT_EQ(svg_of("cache_hit",
                   {{.subject = "cache_hit", .name = "BM_HitView", .arguments = {{"entries", 1}}, .median_ns = 5}}),
            "")
      << "one point is no line";
}

}  // namespace
}  // namespace entra::bench
