#include "run/look_up.hpp"

#include <algorithm>

#include "entra/support/text.hpp"
#include "entra/support/url.hpp"

namespace entra::scenarios {
namespace {

Found pointed_at(const Json& document, const JsonPointer& pointer, std::string from) {
  Found found{std::nullopt, std::move(from), {}};
  if (const Json* value = resolve_pointer(document, pointer)) {
    found.value = *value;
    return found;
  }
  const std::string deepest = deepest_existing(document, pointer);
  JsonPointer until{
      {pointer.tokens.begin(), pointer.tokens.begin() + static_cast<std::ptrdiff_t>(split_words(deepest, '/').size())}};
  const Json* parent = resolve_pointer(document, until);
  if (parent != nullptr && parent->is_object()) {
    std::vector<std::string> names;
    for (const auto& [name, value] : parent->items()) names.push_back(name);
    found.hint = (deepest.empty() ? "it" : "'" + deepest + "'") + " has the members " +
                 (names.empty() ? "(none)" : join(names, ", "));
  } else if (parent != nullptr) {
    found.hint = (deepest.empty() ? "it" : "'" + deepest + "'") + " is of type " + parent->type_name();
  }
  return found;
}

Result<Found> in_journal(Session& session, const Expression& expression) {
  Form query;
  for (const auto& [name, value] : expression.query) {
    auto filled = interpolate_text(value, session.variables());
    if (!filled) return tl::unexpected<Error>(filled.error());
    query.add(name, std::move(*filled));
  }
  auto journal = session.ask_control("GET", "/_mock/requests" + (expression.query.empty() ? "" : "?" + query.encode()));
  if (!journal) return tl::unexpected<Error>(journal.error());
  return pointed_at(*journal, expression.pointer, "the mock's journal");
}

Result<Found> in_token(Session& session, const Expression& expression, const Answer* answer) {
  std::optional<Json> token;
  std::string from = "the token " + expression.argument;
  if (expression.needs_answer()) {
    if (answer != nullptr && answer->json)
      if (const Json* member = find_member(*answer->json, expression.argument)) token = *member;
    if (answer != nullptr && answer->exchange > 0) from += " in " + name_exchange(session, answer->exchange);
  } else {
    auto filled = interpolate(Json(expression.argument), session.variables());
    if (!filled) return tl::unexpected<Error>(filled.error());
    token = std::move(*filled);
  }
  if (!token) return Found{std::nullopt, from, "the answer has no " + expression.argument};
  const auto parts = token->is_string() ? take_token_apart(token->get_ref<const std::string&>()) : std::nullopt;
  if (!parts) return Found{std::nullopt, from, "it is no signed token (JWT)"};
  return pointed_at(Json{{"header", parts->header}, {"payload", parts->payload}}, expression.pointer, from);
}

// Of the query or, as response_mode=fragment has it, of the fragment.
std::optional<Json> parameter_of(std::string_view location, std::string_view name) {
  const std::size_t hash = std::min(location.find('#'), location.size());
  const std::size_t mark = std::min(location.find('?'), hash);
  for (std::string_view part : {location.substr(mark, hash - mark), location.substr(hash)}) {
    if (part.size() < 2) continue;
    const auto form = Form::parse(part.substr(1));
    if (const auto value = form ? form->get(name) : std::nullopt) return Json(*value);
  }
  return std::nullopt;
}

Found in_answer(const Session& session, const Expression& expression, const Answer& answer) {
  Found found{std::nullopt, answer.exchange > 0 ? name_exchange(session, answer.exchange) : "", {}};
  const bool unanswered = !answer.status;
  const std::string nothing =
      answer.failure.empty() ? "nothing was sent: the answer came from the client itself" : answer.failure;
  switch (expression.root) {
    case Root::kStatus:
      if (answer.status) found.value = Json(*answer.status);
      break;
    case Root::kReason:
      if (answer.status) found.value = Json(answer.reason);
      break;
    case Root::kHeader:
      if (const auto value = answer.headers.get(expression.argument))
        found.value = Json(*value);
      else if (!unanswered)
        found.hint = "the answer has no such header";
      break;
    case Root::kLocation:
      if (const auto location = answer.headers.get("Location")) {
        found.value = parameter_of(*location, expression.argument);
        if (!found.value) found.hint = "the Location header has no such parameter";
      } else if (!unanswered) {
        found.hint = "the answer is no redirect: it has no Location header";
      }
      break;
    case Root::kBody:
      if (answer.status) found.value = Json(answer.body);
      break;
    default:
      if (answer.json) return pointed_at(*answer.json, expression.pointer, found.from);
      if (!unanswered) found.hint = "the body is no JSON";
      break;
  }
  if (!found.value && unanswered) found.hint = nothing;
  return found;
}

}  // namespace

std::string name_exchange(const Session& session, std::size_t number) {
  if (number == 0 || number > session.exchanges().size()) return {};
  const http::Request& request = session.exchanges()[number - 1].request;
  return "the answer to " + request.method + " " + std::string(request.path()) + " (exchange " +
         std::to_string(number) + ")";
}

Result<Found> look_up(Session& session, const Expression& written, const Answer* answer) {
  Expression expression = written;
  for (std::string& token : expression.pointer.tokens) {
    auto filled = interpolate_text(token, session.variables());
    if (!filled) return tl::unexpected<Error>(filled.error());
    token = std::move(*filled);
  }
  switch (expression.root) {
    case Root::kNow:
      return Found{Json(format_rfc3339(session.clock().now())), "the mock's clock", {}};
    case Root::kJournal:
      return in_journal(session, expression);
    case Root::kJwt:
      return in_token(session, expression, answer);
    case Root::kVar: {
      const Variables& variables = session.variables();
      const auto variable = variables.find(expression.argument);
      if (variable == variables.end())
        return Found{std::nullopt, "the variables", "the variable was never given a value"};
      return pointed_at(variable->second, expression.pointer, "the variable " + expression.argument);
    }
    default:
      break;
  }
  if (answer == nullptr) return fail(Errc::kMissing, "'" + expression.text + "' needs an answer");
  return in_answer(session, expression, *answer);
}

}  // namespace entra::scenarios
