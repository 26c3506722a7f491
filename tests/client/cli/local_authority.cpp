#include "cli/local_authority.hpp"

#include <httplib.h>

#include <mutex>
#include <thread>

#include "testing/forge.hpp"

namespace entra::client::testing {

struct LocalAuthority::Server {
  httplib::Server server;
  std::thread thread;
  std::string origin;
  mutable std::mutex mutex;  // guards all below
  int status{200};
  std::string answer{
      R"({"token_type":"Bearer","expires_in":"3599","resource":"r","access_token":"AT","refresh_token":"RT"})"};
  Form form;
  std::string path;

  void serve_token(const httplib::Request& request, const std::string& parameters, httplib::Response& response) {
    const std::scoped_lock lock(mutex);
    form = Form::parse(parameters).value_or(Form());
    path = request.path;
    response.status = status;
    response.set_content(answer, "application/json");
  }
};

LocalAuthority::LocalAuthority() : server_(std::make_unique<Server>()) {
  httplib::Server& http = server_->server;
  http.Post(R"(/t/oauth2/(v2.0/)?token)", [this](const httplib::Request& request, httplib::Response& response) {
    server_->serve_token(request, request.body, response);
  });
  for (const char* path : {"/msi/token", "/metadata/identity/oauth2/token"}) {
    http.Get(path, [this](const httplib::Request& request, httplib::Response& response) {
      server_->serve_token(request, request.target.substr(request.target.find('?') + 1), response);
    });
  }
  http.Post(R"(/t/oauth2/(v2.0/)?devicecode)", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(
        R"({"user_code":"C45FGVYJR","device_code":"DC","verification_uri":"https://microsoft.com/devicelogin",)"
        R"("expires_in":900,"interval":0,"message":"Go to https://microsoft.com/devicelogin and enter C45FGVYJR"})",
        "application/json");
  });
  http.Get(R"(/t/\.well-known/openid-configuration)", [this](const httplib::Request&, httplib::Response& response) {
    response.set_content(
        R"({"issuer":"https://sts.example/{tenantid}/","jwks_uri":")" + server_->origin + R"(/common/discovery/keys"})",
        "application/json");
  });
  http.Get("/common/discovery/keys", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(key_set(jwk(test_key(), "k1")), "application/json");
  });
  server_->origin = "http://127.0.0.1:" + std::to_string(http.bind_to_any_port("127.0.0.1"));
  server_->thread = std::thread([this] { server_->server.listen_after_bind(); });
  // A server that is not running yet cannot be stopped.
  while (!http.is_running()) std::this_thread::yield();
}

LocalAuthority::~LocalAuthority() {
  server_->server.stop();
  server_->thread.join();
}

const std::string& LocalAuthority::origin() const {
  return server_->origin;
}

Form LocalAuthority::form() const {
  const std::scoped_lock lock(server_->mutex);
  return server_->form;
}

std::string LocalAuthority::path() const {
  const std::scoped_lock lock(server_->mutex);
  return server_->path;
}

void LocalAuthority::answer_with(int status, std::string answer) {
  const std::scoped_lock lock(server_->mutex);
  server_->status = status;
  server_->answer = std::move(answer);
}

}  // namespace entra::client::testing
