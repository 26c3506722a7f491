#include "load/matrix.hpp"

#include <algorithm>
#include <set>

#include "model/secret_names.hpp"

namespace entra::scenarios {
namespace {

using Kind = LocatedJson::Kind;
constexpr std::size_t kMaxCases = 1000;

std::string label_of(const LocatedJson& value) {
  const LocatedJson* name = value.kind == Kind::kObject ? value.find("name") : nullptr;
  return as_text(name != nullptr ? name->scalar : value.scalar);
}

std::set<std::string> member_names(const LocatedJson& value) {
  std::set<std::string> names;
  for (const auto& member : value.members) names.insert(member.name);
  return names;
}

// A hole in one cell would be a silent gap, so every object of an axis has the members of the first.
bool check_axis(const LocatedJson::Member& axis, NodeCheck& check) {
  if (axis.value.kind != Kind::kArray || axis.value.elements.empty()) {
    check.complain(axis.value.span, "an axis is an array of at least one value");
    return false;
  }
  const LocatedJson& first = axis.value.elements.front();
  std::set<std::string> labels;
  bool fine = true;
  for (const LocatedJson& value : axis.value.elements) {
    const bool is_object = value.kind == Kind::kObject;
    if (value.kind == Kind::kArray || is_object != (first.kind == Kind::kObject)) {
      check.complain(value.span, "the values of an axis are all scalars, or all objects");
      return false;
    }
    if (is_object && (value.find("name") == nullptr || value.find("name")->kind != Kind::kString)) {
      check.complain(value.span, "an object on an axis has a 'name', which labels its case");
      return false;
    }
    for (const std::string& name : member_names(first)) {
      if (!is_object || value.find(name) != nullptr) continue;
      check.complain(value.span, "this case lacks '" + name + "', which the first one has");
      fine = false;
    }
    for (const auto& member : value.members) {
      if (first.find(member.name) != nullptr) continue;
      check.complain(member.name_span, "the first case of this axis has no '" + member.name + "'");
      fine = false;
    }
    if (!labels.insert(label_of(value)).second) {
      check.complain(value.span, "two cases of this axis are named '" + label_of(value) + "'");
      fine = false;
    }
    check.check_references(value);
  }
  return fine;
}

}  // namespace

std::vector<MatrixCase> read_matrix(const LocatedJson& node, NodeCheck& check) {
  std::vector<MatrixCase> cases{MatrixCase{}};
  if (node.kind != Kind::kObject || node.members.empty()) {
    if (node.kind == Kind::kObject) check.complain(node.span, "a matrix has at least one axis");
    return {};
  }
  for (const auto& axis : node.members) {
    if (!check.check_new_name(axis.name, axis.name_span) || !check_axis(axis, check)) continue;
    check.declare(axis.name, axis.value.elements.front().to_json());
    if (cases.size() * axis.value.elements.size() > kMaxCases) {
      check.complain(axis.name_span, "the matrix has more than " + std::to_string(kMaxCases) + " cases");
      return {};
    }
    std::vector<MatrixCase> grown;
    for (const MatrixCase& one : cases) {
      for (const LocatedJson& value : axis.value.elements) {
        MatrixCase next = one;
        // A case's name is in every report, so values of a secret axis are numbered instead.
        const bool is_secret = value.kind == Kind::kString && is_secret_name(axis.name);
        const auto number = static_cast<std::size_t>(&value - axis.value.elements.data()) + 1;
        next.label +=
            (next.label.empty() ? "" : ",") + axis.name + "=" + (is_secret ? std::to_string(number) : label_of(value));
        next.values.emplace_back(axis.name, value.to_json());
        grown.push_back(std::move(next));
      }
    }
    cases = std::move(grown);
  }
  return cases;
}

}  // namespace entra::scenarios
