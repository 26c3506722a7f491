#pragma once
// Reads one step: its kind, its parameters, expectations, saves.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "load/node_check.hpp"
#include "model/scenario.hpp"

namespace entra::scenarios {

class StepReader {
 public:
  /// `clients` are the entries of the file's `clients`, with their keys checked.
  StepReader(NodeCheck& check, std::map<std::string, const LocatedJson*> clients)
      : check_(check), clients_(std::move(clients)) {}

  [[nodiscard]] std::vector<Step> read_steps(const LocatedJson& array);

 private:
  std::optional<Step> read_step(const LocatedJson& node, std::size_t number);
  std::optional<Action> read_action(std::string_view kind, const LocatedJson& value, const LocatedJson& step);
  std::optional<Action> read_flow(const LocatedJson& name, const LocatedJson* with);
  std::optional<Action> read_http(const LocatedJson& value);
  std::optional<Action> read_control(const LocatedJson& value);
  std::optional<Action> read_clock(const LocatedJson& value);
  std::optional<Action> read_repeat(const LocatedJson& value);
  std::vector<Expectation> read_expectations(const LocatedJson& node, bool has_answer, std::string_view what);
  std::optional<Expression> read_expression(const std::string& text, Span span, bool has_answer, std::string_view what);
  void read_saves(const LocatedJson& node, bool has_answer, std::string_view kind, Step& step);
  void check_target(const FlowDefinition& flow, const Json& with, Span span);

  NodeCheck& check_;
  std::map<std::string, const LocatedJson*> clients_;
  std::set<std::string> ids_;
  int depth_{0};
};

}  // namespace entra::scenarios
