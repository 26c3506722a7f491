#include "endpoints/page_call.hpp"

#include <algorithm>

#include "endpoints/cookies.hpp"
#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

constexpr std::string_view kFlowCookie = "esctx";

/// What the form shows of the cookie: a page that leaks does not give the cookie away.
std::string flow_field(const std::string& cookie) {
  return base64url_encode(crypto::sha256("flow " + cookie));
}

}  // namespace

PageCall::PageCall(Exchange& e, const Form& parameters) : exchange(e), sessions(e) {
  for (const auto& [name, value] : parameters.fields()) (name.starts_with("mock_") ? page_ : request).add(name, value);
  // Web pages cannot send headers with a navigation: MSAL puts the correlation id into the query.
  if (const std::string id = request.get_or("client-request-id"); is_guid(id)) exchange.correlation_id = id;
  flow_ = find_cookie(exchange.request, kFlowCookie);
  const bool is_ours = exchange.request.method == "POST" && !flow_.empty() &&
                       equals_in_constant_time(page_.get_or(kPageFlow), flow_field(flow_));
  if (!is_ours) {
    is_foreign = !page_.fields().empty();
    page_ = {};
  }
  if (flow_.empty()) flow_ = exchange.context.random.token(24);
  account_ = page_.get_or(kPageAccount);
  done_ = split_words(page_.get_or(kPageDone));
}

bool PageCall::is_done(std::string_view prompt) const {
  return std::find(done_.begin(), done_.end(), prompt) != done_.end();
}

void PageCall::mark_done(std::string_view prompt) {
  if (!is_done(prompt)) done_.emplace_back(prompt);
}

PageForm PageCall::form(bool with_account) const {
  PageForm form{std::string(exchange.request.path()), request};
  form.carried.add(std::string(kPageFlow), flow_field(flow_));
  if (with_account && !account_.empty()) form.carried.add(std::string(kPageAccount), account_);
  if (!done_.empty()) form.carried.add(std::string(kPageDone), join(done_, " "));
  return form;
}

http::Response PageCall::with_cookies(http::Response response) const {
  response.headers.add("Set-Cookie", make_cookie(exchange, kFlowCookie, flow_, {false, false, std::nullopt}));
  sessions.write(response);
  return response;
}

http::Response PageCall::show(std::string html) {
  return with_cookies(html_answer(exchange, 200, std::move(html)));
}

http::Response PageCall::show(std::string html, int aadsts) {
  exchange.context.trace.aadsts = aadsts;
  return show(std::move(html));
}

http::Response PageCall::show_scripted(std::string html, std::string_view script) {
  return with_cookies(scripted_answer(exchange, std::move(html), script, false));
}

http::Response PageCall::resume() {
  http::Request again = exchange.request;
  again.method = "POST";
  again.target = std::string(exchange.request.path());
  again.body = form().carried.encode();
  again.headers.set("Content-Type", "application/x-www-form-urlencoded");
  again.headers.set("Cookie", std::string(kFlowCookie) + "=" + flow_ + "; " + sessions.cookie_header());
  const GrantContext& known = exchange.context;
  const LiveDirectory::Snapshot directory = known.live->current();
  Exchange next{again,
                exchange.origin,
                exchange.ip_address,
                {*directory, known.store, known.keys, known.random, known.now, known.trace, known.signer,
                 known.issuer_keys, known.live, known.inbox},
                exchange.request_id,
                exchange.correlation_id};
  next.context.trace.aadsts = 0;
  http::Response response = serve_login(next).value_or(http::Response{});
  sessions.write(response);
  return response;
}

Checked<Form> read_parameters(const http::Request& request) {
  auto form = Form::parse(request.query());
  if (!form) return refuse(9002313);
  if (request.method == "POST") {
    const std::string type = to_lower(request.headers.get_or("Content-Type"));
    const auto body = Form::parse(request.body);
    if (!type.starts_with("application/x-www-form-urlencoded") || !body) return refuse(9002313);
    for (const auto& [name, value] : body->fields()) form->add(name, value);
  }
  if (form->first_duplicate()) return refuse(9002313);
  return std::move(*form);
}

http::Response show_error(Exchange& exchange, const ProtocolError& error) {
  exchange.context.trace.aadsts = error.code;
  return error_page(exchange, error);
}

std::vector<PagePermissions> list_permissions(const std::vector<WantedConsent>& wanted) {
  std::vector<PagePermissions> all;
  for (const WantedConsent& one : wanted) all.push_back({one.resource->display_name, one.scopes, one.roles});
  return all;
}

}  // namespace entra::idp
