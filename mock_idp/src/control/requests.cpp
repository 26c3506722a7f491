// /_mock/requests: the journal of a scope, narrowed by the query.

#include <algorithm>

#include "control/handlers.hpp"
#include "core.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

tl::unexpected<http::Response> refuse(const std::string& name, const std::string& message) {
  return tl::unexpected(control_fault(400, "'" + name + "' must be " + message, "/" + name));
}

Controlled<std::uint64_t> read_number(const std::string& name, const std::string& text) {
  const bool is_number = !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == std::string::npos;
  if (!is_number) return refuse(name, "a whole number");
  return std::stoull(text);
}

Controlled<void> read_fields(const std::string& text, JournalFilter& filter) {
  filter.fields = split_words(text, ',');
  const auto& known = Journal::field_names();
  for (const std::string& field : filter.fields) {
    if (std::find(known.begin(), known.end(), field) == known.end()) {
      return refuse("fields", "of " + join(known, ", ") + "; not '" + field + "'");
    }
  }
  return {};
}

/// Names that stand for a text of the filter; null for others.
std::string* find_text(JournalFilter& filter, std::string_view name) {
  if (name == "method") return &filter.method;
  if (name == "path") return &filter.path;
  if (name == "client_id") return &filter.client_id;
  if (name == "grant_type") return &filter.grant_type;
  if (name == "user") return &filter.user;
  return nullptr;
}

Controlled<void> put_number(const std::string& name, const std::string& value, JournalFilter& filter) {
  const auto number = read_number(name, value);
  if (!number) return tl::unexpected(number.error());
  if (name == "status") filter.status = static_cast<int>(*number);
  if (name == "aadsts") filter.aadsts = static_cast<int>(*number);
  if (name == "fault") filter.fault = *number;
  if (name == "since") filter.since = *number;
  if (name == "limit") filter.limit = *number;
  return {};
}

Controlled<void> put(const Core& core, const std::string& name, const std::string& value, JournalFilter& filter) {
  if (std::string* const text = find_text(filter, name)) {
    *text = value;
  } else if (name == "tenant") {
    filter.tenant =
        normalize_tenant(*core.directory.current(), value);  // a domain is as good as the GUID that the journal keeps
  } else if (name == "scope") {
    filter.scope = value;
    filter.all_scopes = value == "*";
  } else if (name == "unmatched") {
    if (value != "true" && value != "false") return refuse(name, "true or false");
    filter.unmatched = value == "true";
  } else if (name == "fields") {
    return read_fields(value, filter);
  } else if (name == "fault" && value == "any") {
    filter.any_fault = true;
  } else if (name == "status" || name == "aadsts" || name == "fault" || name == "since" || name == "limit") {
    return put_number(name, value, filter);
  } else {
    return tl::unexpected(control_fault(
        400, "unknown parameter '" + name +
                 "'; known: scope, method, path, tenant, client_id, grant_type, user, status, aadsts, fault, "
                 "unmatched, since, limit, fields"));
  }
  return {};
}

Controlled<JournalFilter> read_filter(const Core& core, const http::Request& request) {
  const auto query = Form::parse(request.query());
  if (!query) return tl::unexpected(control_fault(400, "the query is malformed"));
  JournalFilter filter;
  filter.scope = scope_name(request);
  for (const auto& [name, value] : query->fields()) {
    if (auto done = put(core, name, value, filter); !done) return tl::unexpected(done.error());
  }
  return filter;
}

}  // namespace

http::Response get_requests(Core& core, const http::Request& request) {
  const auto filter = read_filter(core, request);
  return filter ? control_answer(200, core.journal.list(*filter)) : filter.error();
}

http::Response get_request_count(Core& core, const http::Request& request) {
  const auto filter = read_filter(core, request);
  if (!filter) return filter.error();
  OrderedJson body;
  body["count"] = core.journal.count(*filter);
  return control_answer(200, body);
}

http::Response get_request(Core& core, const http::Request& request) {
  const std::string id = last_segment(request);
  auto number = read_number("id", id);
  if (!number) return number.error();
  const auto found = core.journal.find(*number);  // ids are unique over all scopes
  return found ? control_answer(200, *found) : control_fault(404, "no request " + id + " in the journal");
}

http::Response delete_requests(Core& core, const http::Request& request) {
  core.journal.clear(scope_name(request));
  return control_done();
}

}  // namespace entra::idp
