#include "browser.hpp"

namespace entra::idp::testing {
namespace {

/// The value of an attribute, from `at` on; entities decoded.
std::string attribute(const std::string& html, const std::string& name, std::size_t at) {
  const std::size_t begin = html.find(name + "=\"", at);
  if (begin == std::string::npos) return "";
  const std::size_t from = begin + name.size() + 2;
  std::string text = html.substr(from, html.find('"', from) - from);
  for (const auto& [entity, character] :
       {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&#x27;", "'"}, {"&amp;", "&"}}) {
    for (std::size_t i = text.find(entity); i != std::string::npos; i = text.find(entity, i + 1)) {
      text.replace(i, std::string(entity).size(), character);
    }
  }
  return text;
}

}  // namespace

std::string directory_with_hybrid(const std::string& policies, const std::string& top) {
  std::string text = directory_text(policies, top);
  const std::string begin = "\"applications\": [\n";
  return text.insert(text.find(begin) + begin.size(), R"json(
        { "appId": "aaaaaaaa-0000-4000-8000-000000000009", "displayName": "Hybrid app",
          "signInAudience": "AzureADMultipleOrgs", "passwordCredentials": [{ "secretText": "hybrid-secret-value" }],
          "web": { "redirectUris": ["https://hybrid.example/cb"], "logoutUrl": "https://hybrid.example/out",
                   "implicitGrantSettings": { "enableIdTokenIssuance": true, "enableAccessTokenIssuance": true } },
          "requiredResourceAccess": [
            { "resource": "https://graph.microsoft.com", "delegated": ["User.Read"], "application": ["User.Read.All"] },
            { "resource": "api://orders", "application": ["Orders.Read.All"] } ] },
)json");
}

Form Page::returned() const {
  if (response.status == 200) return hidden;
  const std::string to = location();
  const std::size_t begin = to.find_first_of("?#");
  std::string fields = begin == std::string::npos ? "" : to.substr(begin + 1);
  if (fields.ends_with('#')) fields.pop_back();
  return Form::parse(fields).value_or(Form{});
}

Page Browser::send(http::Request request) {
  request.origin = origin_;
  request.remote_address = "127.0.0.1";
  std::string jar;
  for (const auto& [name, value] : cookies) jar += (jar.empty() ? "" : "; ") + name + "=" + value;
  if (!jar.empty()) request.headers.add("Cookie", jar);
  Page page{handle_(request), "", {}};
  for (const auto& [field, value] : page.response.headers.fields()) {
    if (field != "Set-Cookie") continue;
    const std::size_t equals = value.find('=');
    const std::string name = value.substr(0, equals);
    if (value.find("max-age=0") != std::string::npos) {
      cookies.erase(name);
    } else {
      cookies[name] = value.substr(equals + 1, value.find(';') - equals - 1);
    }
  }
  const std::string& html = page.response.body;
  const std::size_t form = html.find("<form");
  if (form != std::string::npos) page.action = attribute(html, "action", form);
  for (std::size_t at = html.find("<input type=\"hidden\""); at != std::string::npos;
       at = html.find("<input type=\"hidden\"", at + 1)) {
    page.hidden.add(attribute(html, "name", at), attribute(html, "value", at));
  }
  return page;
}

Page Browser::open(const std::string& target) {
  return send({"GET", "", target, {}, "", ""});
}

Page Browser::submit(const Page& page, const Form& typed) {
  Form all = typed;
  for (const auto& [name, value] : page.hidden.fields()) {
    if (!typed.has(name)) all.add(name, value);
  }
  http::Headers headers{{"Content-Type", "application/x-www-form-urlencoded"}};
  return send({"POST", "", page.action, headers, all.encode(), ""});
}

Page Browser::sign_in(const Page& page, const std::string& user, const std::string& password, const std::string& code) {
  return submit(page,
                {{"mock_username", user}, {"mock_password", password}, {"mock_code", code}, {"mock_action", "signin"}});
}

Page Browser::enter_password(const Page& page, const std::string& user, const std::string& password) {
  const Page second =
      page.shows("\"mock_password\"") ? page : submit(page, {{"mock_username", user}, {"mock_action", "next"}});
  return submit(second, {{"mock_password", password}, {"mock_action", "password"}});
}

Page Browser::sign_in_and_accept(const Page& page, const std::string& user, const std::string& password) {
  Page next = sign_in(page, user, password);
  return next.shows("value=\"accept\"") ? press(next, "accept") : next;
}

}  // namespace entra::idp::testing
