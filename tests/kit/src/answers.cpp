#include "entra/testing/answers.hpp"

#include "entra/support/json_text.hpp"

namespace entra::testing {

http::Response json_response(int status, std::string body) {
  return http::Response{status, "", {{"Content-Type", "application/json; charset=utf-8"}}, std::move(body)};
}

http::Response token_response(std::string_view access_token, std::chrono::seconds expires_in) {
  OrderedJson body;
  body["token_type"] = "Bearer";
  body["expires_in"] = expires_in.count();
  body["ext_expires_in"] = expires_in.count();
  body["access_token"] = std::string(access_token);
  return json_response(200, write_json(body));
}

http::Response oauth_error(int status, std::string_view error, int aadsts) {
  OrderedJson body;
  body["error"] = std::string(error);
  if (aadsts != 0) {
    body["error_description"] = "AADSTS" + std::to_string(aadsts) + ": Scripted by a test.";
    body["error_codes"] = OrderedJson::array({aadsts});
  }
  return json_response(status, write_json(body));
}

http::Response throttled(std::chrono::seconds retry_after) {
  http::Response response = oauth_error(429, "temporarily_unavailable");
  response.headers.add("Retry-After", std::to_string(retry_after.count()));
  return response;
}

Result<http::Response> no_connection() {
  return fail(Errc::kNetwork, "connection refused (scripted)");
}

Result<http::Response> timed_out() {
  return fail(Errc::kTimeout, "no answer in time (scripted)");
}

}  // namespace entra::testing
