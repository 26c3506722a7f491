#include <nlohmann/json.hpp>

#include "report/table.hpp"

namespace entra::bench {
namespace {

using Json = nlohmann::ordered_json;

Json describe(const Machine& machine) {
  return {{"processor", machine.processor},
          {"processors", machine.processors},
          {"compiler", machine.compiler},
          {"system", machine.system}};
}

Json describe(const Verdict& verdict) {
  return {{"what", verdict.what}, {"measured", verdict.measured}, {"bar", verdict.bar}, {"outcome", verdict.outcome}};
}

Json describe(const Figure& figure) {
  return {{"subject", figure.subject},  {"name", figure.name},           {"arguments", figure.arguments},
          {"threads", figure.threads},  {"median_ns", figure.median_ns}, {"cv", figure.spread},
          {"counters", figure.counters}};
}

Json describe(const Measure& measure) {
  return {{"subject", measure.subject},
          {"name", measure.name},
          {"unit", measure.unit},
          {"median", measure.median},
          {"cv", measure.spread}};
}

template <class T>
Json describe(const std::vector<T>& all) {
  Json list = Json::array();
  for (const T& one : all) list.push_back(describe(one));
  return list;
}

}  // namespace

std::string to_json(const Report& report) {
  Json document;
  document["machine"] = describe(report.machine);
  document["bars"] = describe(report.verdicts);
  document["benchmarks"] = describe(report.figures);
  document["measures"] = describe(report.measures);
  document["notes"] = report.notes;
  return document.dump(2) + "\n";
}

}  // namespace entra::bench
