#pragma once
// Runs steps in order and writes down what came of them.

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "report/report.hpp"
#include "run/look_up.hpp"
#include "run/session.hpp"

namespace entra::scenarios {

class StepRunner {
 public:
  StepRunner(Session& session, ScenarioReport& report, const std::atomic<bool>& stop)
      : session_(session), report_(report), stop_(stop) {}

  /// False at the first step that fails; the steps behind it are not run. `prefix` is the path of the enclosing repeat.
  bool run(const std::vector<Step>& steps, const std::string& prefix = {}, std::size_t iteration = 0);

 private:
  bool run_step(const Step& step, const std::string& path, std::size_t iteration);
  bool run_repeat(const Step& step, const RepeatAction& repeat, const std::string& path, std::size_t row);
  [[nodiscard]] Result<std::optional<Answer>> perform(const Action& action);
  [[nodiscard]] Result<std::optional<Answer>> perform_control(const ControlAction& control);
  [[nodiscard]] Result<std::optional<Answer>> perform_clock(const ClockAction& clock);
  [[nodiscard]] Result<bool> condition_holds(const Step& step);
  void check_success(const Step& step, const Answer& answer, StepReport& report);
  void check_all(const std::vector<Expectation>& expectations, const Answer* answer, StepReport& report);
  void save_all(const Step& step, const Answer* answer, StepReport& report);
  [[nodiscard]] FailureReport failure_at(Span span, std::string message) const;
  [[nodiscard]] std::string ask_why(const Answer* answer);

  Session& session_;
  ScenarioReport& report_;
  const std::atomic<bool>& stop_;
};

}  // namespace entra::scenarios
