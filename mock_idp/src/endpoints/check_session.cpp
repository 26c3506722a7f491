// The provider's frame of OpenID Connect Session Management 1.0, and the kerberos endpoint that discovery names.

#include "endpoints/page_call.hpp"
#include "web/answer_page.hpp"

namespace entra::idp {

http::Response serve_check_session(Exchange& exchange, std::string_view tenant) {
  if (const auto segment = resolve_tenant(exchange.context.directory, tenant); !segment) {
    return show_error(exchange, segment.error());
  }
  return scripted_answer(exchange, check_session_page(), check_session_script(), true);
}

http::Response serve_kerberos(Exchange& exchange, std::string_view tenant) {
  if (const auto segment = resolve_tenant(exchange.context.directory, tenant); !segment) {
    return show_error(exchange, segment.error());
  }
  const bool has_ticket = exchange.request.headers.get("Authorization").has_value();
  return show_error(exchange, {has_ticket ? 81004 : 81006, {}, ""});
}

}  // namespace entra::idp
