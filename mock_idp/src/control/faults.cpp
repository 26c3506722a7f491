// /_mock/faults: the fault rules of a scope.

#include "control/handlers.hpp"
#include "core.hpp"

namespace entra::idp {
namespace {

/// 0 for anything that is no id; ids begin at 1.
std::uint64_t fault_id(const http::Request& request) {
  const std::string text = last_segment(request);
  const bool is_number = !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == std::string::npos;
  return is_number ? std::stoull(text) : 0;
}

http::Response no_such_fault(const http::Request& request) {
  return control_fault(404, "no fault '" + last_segment(request) + "' in this scope");
}

}  // namespace

http::Response get_faults(Core& core, const http::Request& request) {
  return control_answer(200, core.scopes.find(scope_name(request), "")->faults.list());
}

http::Response get_fault(Core& core, const http::Request& request) {
  const auto rule = core.scopes.find(scope_name(request), "")->faults.find(fault_id(request));
  return rule ? control_answer(200, *rule) : no_such_fault(request);
}

http::Response post_fault(Core& core, const http::Request& request) {
  auto rule = read_fault(request, *core.directory.current());
  if (!rule) return rule.error();
  const auto scope = open_scope(core, scope_name(request));
  if (!scope) return scope.error();
  const auto added = (*scope)->faults.add(std::move(*rule));
  if (!added) return control_fault(409, "at most " + std::to_string(FaultRules::kMost) + " rules; remove some first");
  return control_answer(201, *added);
}

http::Response delete_faults(Core& core, const http::Request& request) {
  core.scopes.find(scope_name(request), "")->faults.clear();
  return control_done();
}

http::Response delete_fault(Core& core, const http::Request& request) {
  const bool removed = core.scopes.find(scope_name(request), "")->faults.remove(fault_id(request));
  return removed ? control_done() : no_such_fault(request);
}

}  // namespace entra::idp
