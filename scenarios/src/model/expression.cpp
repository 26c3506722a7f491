#include "model/expression.hpp"

#include <algorithm>

#include "entra/support/text.hpp"

namespace entra::scenarios {
namespace {

// Contract section 4: what GET /_mock/requests can be narrowed by.
const std::vector<std::string> kJournalFilters{"path", "tenant", "client_id", "grant_type", "aadsts", "since", "limit"};
const std::vector<std::string> kRoots{"status", "reason", "header",  "location", "body",
                                      "json",   "jwt",    "journal", "var",      "now"};

Result<Expression> with_pointer(Expression expression, std::string_view pointer) {
  auto parsed = parse_pointer(pointer);
  if (!parsed) return tl::unexpected<Error>(parsed.error());
  expression.pointer = std::move(*parsed);
  return expression;
}

Result<Expression> parse_jwt(Expression expression, std::string_view argument, std::string_view pointer) {
  if (argument.empty())
    return fail(Errc::kMalformed, "jwt needs a token: jwt(access_token):/payload/… or jwt(${name}):…");
  expression.root = Root::kJwt;
  expression.argument = argument;
  auto result = with_pointer(std::move(expression), pointer);
  if (!result) return result;
  const auto& tokens = result->pointer.tokens;
  if (tokens.empty() || (tokens[0] != "header" && tokens[0] != "payload"))
    return fail(Errc::kMalformed, "a jwt pointer starts with /header or /payload");
  return result;
}

Result<Expression> parse_journal(Expression expression, std::string_view argument, std::string_view pointer) {
  expression.root = Root::kJournal;
  for (const std::string& part : split_words(argument, ',')) {
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos) return fail(Errc::kMalformed, "a journal filter is written name=value");
    std::string name = part.substr(0, equals);
    while (!name.empty() && name.front() == ' ') name.erase(0, 1);
    if (std::find(kJournalFilters.begin(), kJournalFilters.end(), name) == kJournalFilters.end()) {
      const auto near = nearest(name, kJournalFilters);
      return fail(Errc::kUnknownName,
                  "the journal cannot be narrowed by '" + name + "'" +
                      (near ? "; did you mean '" + *near + "'?" : "; known: " + join(kJournalFilters, ", ")));
    }
    expression.query.emplace_back(std::move(name), part.substr(equals + 1));
  }
  return with_pointer(std::move(expression), pointer);
}

Result<Expression> parse_var(Expression expression, std::string_view rest) {
  expression.root = Root::kVar;
  const std::size_t slash = rest.find('/');
  expression.argument = rest.substr(0, slash);
  if (expression.argument.empty()) return fail(Errc::kMalformed, "var needs a name: var:NAME or var:NAME/pointer");
  return with_pointer(std::move(expression), slash == std::string_view::npos ? "" : rest.substr(slash));
}

Result<Expression> unknown_root(std::string_view text) {
  const std::string name(text.substr(0, text.find_first_of(":(/")));
  const auto near = nearest(name, kRoots);
  return fail(Errc::kUnknownName,
              "'" + std::string(text) + "' does not start with a known root" +
                  (near ? "; did you mean '" + *near + "'?" : "; known: " + join(expression_forms(), ", ")));
}

}  // namespace

bool Expression::needs_answer() const {
  if (root == Root::kJwt) return argument.rfind("${", 0) != 0;
  return root != Root::kJournal && root != Root::kVar && root != Root::kNow;
}

const std::vector<std::string>& expression_forms() {
  static const std::vector<std::string> forms{"status",
                                              "reason",
                                              "header:NAME",
                                              "location:NAME",
                                              "body",
                                              "json:/pointer",
                                              "jwt(NAME):/payload/pointer",
                                              "journal:/pointer",
                                              "journal(path=…):/pointer",
                                              "var:NAME",
                                              "now"};
  return forms;
}

Result<Expression> parse_expression(std::string_view text) {
  Expression expression;
  expression.text = text;
  if (text == "status") return expression;
  if (text == "reason") return expression.root = Root::kReason, expression;
  if (text == "body") return expression.root = Root::kBody, expression;
  if (text == "now") return expression.root = Root::kNow, expression;

  // name(argument):rest — a ')' that ends the argument is the last one before ':'.
  std::string_view name = text.substr(0, text.find_first_of(":("));
  std::string_view rest = text.substr(name.size());
  std::string_view argument;
  if (!rest.empty() && rest.front() == '(') {
    const std::size_t close = rest.find("):");
    if (close == std::string_view::npos) return fail(Errc::kMalformed, "'" + std::string(text) + "' lacks '):'");
    argument = rest.substr(1, close - 1);
    rest.remove_prefix(close + 1);
    if (name != "jwt" && name != "journal") return unknown_root(text);
  }
  if (rest.empty()) return unknown_root(text);
  rest.remove_prefix(1);  // ':'
  if (name == "jwt") return parse_jwt(std::move(expression), argument, rest);
  if (name == "journal") return parse_journal(std::move(expression), argument, rest);
  if (name == "var") return parse_var(std::move(expression), rest);
  if (name == "json") return expression.root = Root::kJson, with_pointer(std::move(expression), rest);
  if (name == "header") {
    if (rest.empty()) return fail(Errc::kMalformed, "header needs a name: header:Content-Type");
    expression.root = Root::kHeader;
    expression.argument = rest;
    return expression;
  }
  if (name == "location") {
    if (rest.empty()) return fail(Errc::kMalformed, "location needs a parameter's name: location:code");
    expression.root = Root::kLocation;
    expression.argument = rest;
    return expression;
  }
  return unknown_root(text);
}

}  // namespace entra::scenarios
