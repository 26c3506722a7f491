// mock_idp as people and programs use it: its command line, ready line, exit codes, and real TLS.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "entra/client/transport.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/json_access.hpp"
#include "program.hpp"

namespace entra::idp {
namespace {

TEST_F(MockIdpProgram, AnnouncesItselfOnceAndServesOverTls) {
  const Json ready = start();
  ASSERT_TRUE(ready.is_object()) << read("err");
  EXPECT_EQ(ready.at("event"), "ready");
  EXPECT_TRUE(ready.at("proxy").is_null());
  EXPECT_EQ(ready.at("pid"), child_);
  const std::string https = ready.at("https").get<std::string>();
  EXPECT_TRUE(https.starts_with("https://localhost:"));
  EXPECT_TRUE(ready.at("http").get<std::string>().starts_with("http://127.0.0.1:"));

  const auto trusting = client::make_http_transport({ready.at("ca_file").get<std::string>()});
  const auto health = trusting->send({"GET", https, "/_mock/health", {}, "", ""}, milliseconds(10000));
  ASSERT_TRUE(health) << health.error().message;
  EXPECT_EQ(health->status, 200);
  const auto stranger =
      client::make_http_transport({})->send({"GET", https, "/_mock/health", {}, "", ""}, milliseconds(10000));
  EXPECT_FALSE(stranger) << "who does not trust the CA must not get through";

  EXPECT_EQ(stop(SIGTERM), 0);
  const std::string out = read("out");
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 1) << out;
  EXPECT_EQ(parse_json(out.substr(0, out.size() - 1)).value(), ready);
  EXPECT_NE(read("err").find("csp-app-secret"), std::string::npos) << "the demo's secrets are shown to people";
}

/// An unmodified program, hard-coded hosts and all, as it is told of proxy and CA.
TEST_F(MockIdpProgram, StandsInForMicrosoftsHostsBehindAProxy) {
  if (std::system("command -v curl >/dev/null") != 0) GTEST_SKIP() << "curl is not installed";
  const Json ready = start({"--proxy-port", "0"});
  ASSERT_TRUE(ready.is_object()) << read("err");
  const std::string proxy = ready.at("proxy").get<std::string>();
  EXPECT_TRUE(proxy.starts_with("http://127.0.0.1:"));
  const auto curl = [&](const std::string& arguments) {
    const std::string command = "env -u NO_PROXY -u no_proxy -u https_proxy HTTPS_PROXY='" + proxy +
                                "' curl --silent --show-error --cacert '" + ready.at("ca_file").get<std::string>() +
                                "' " + arguments + " >" + folder_ + "/curl 2>&1";
    return WEXITSTATUS(std::system(command.c_str()));
  };
  EXPECT_EQ(curl("https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration"), 0) << read("curl");
  const Json document = parse_json(read("curl")).value_or(Json::object());
  EXPECT_EQ(document.value("token_endpoint", ""), "https://login.microsoftonline.com/common/oauth2/v2.0/token");
  EXPECT_EQ(curl("--output /dev/null --write-out '%{http_code}' https://graph.microsoft.com/v1.0/me"), 0);
  EXPECT_EQ(read("curl"), "401");
  EXPECT_EQ(curl("--output /dev/null --write-out '%{http_code}' https://contoso-vault.vault.azure.net/secrets/x"), 0);
  EXPECT_NE(curl("https://www.example.com/"), 0);
  EXPECT_NE(read("curl").find("403"), std::string::npos) << read("curl");
  EXPECT_NE(read("err").find(proxy), std::string::npos) << "people are told where it is";
}

TEST_F(MockIdpProgram, StopsOnInterruptAsWell) {
  ASSERT_TRUE(start().is_object());
  EXPECT_EQ(stop(SIGINT), 0);
}

TEST_F(MockIdpProgram, KeepsItsStatePrivateAndItsKeysAcrossStarts) {
  const auto kid = [&](const Json& ready) {
    const auto keys = client::make_http_transport({})->send(
        {"GET", ready.at("http").get<std::string>(), "/common/discovery/v2.0/keys", {}, "", ""}, milliseconds(10000));
    return parse_json(keys->body)->at("keys").at(0).at("kid").get<std::string>();
  };
  const std::string first = kid(start());
  EXPECT_EQ(stop(SIGKILL), -1);
  EXPECT_EQ(kid(start()), first) << "a killed server comes back with its keys";
  for (const auto& entry : std::filesystem::directory_iterator(folder_ + "/state")) {
    struct stat info {};
    ::stat(entry.path().c_str(), &info);
    const bool is_public = entry.path().filename() == "ca.pem";
    EXPECT_EQ(info.st_mode & (is_public ? 022 : 077), 0u) << entry.path();
  }
}

TEST_F(MockIdpProgram, NeverOverwritesACorruptKey) {
  std::filesystem::create_directory(folder_ + "/state");
  write("state/signing-0.pem", "not a key");
  EXPECT_EQ(run({"--http-port", "0", "--https-port", "off"}), 1);
  EXPECT_NE(read("err").find("state/signing-0.pem: not an RSA private key"), std::string::npos) << read("err");
  EXPECT_EQ(read("state/signing-0.pem"), "not a key");
}

TEST_F(MockIdpProgram, MasksSecretsOfAConfigOfOnesOwn) {
  const std::string config = write("own.json", R"({"tenants":[{"id":"11111111-1111-4111-8111-111111111111",
    "domains":["own.example"],"applications":[{"appId":"aaaaaaaa-0000-4000-8000-000000000001","displayName":"Own",
    "passwordCredentials":[{"secretText":"nobody-may-see-this"}]}]}]})");
  ASSERT_TRUE(start({"--config", config}).is_object()) << read("err");
  EXPECT_EQ(stop(SIGTERM), 0);
  EXPECT_NE(read("err").find("Own"), std::string::npos);
  EXPECT_EQ(read("err").find("nobody-may-see-this"), std::string::npos);
}

TEST_F(MockIdpProgram, LogsJsonLinesOnStderrOnly) {
  const Json ready = start({"--log-format", "json"});
  (void)client::make_http_transport({})->send(
      {"GET", ready.at("http").get<std::string>(), "/common/discovery/keys", {}, "", ""}, milliseconds(10000));
  EXPECT_EQ(stop(SIGTERM), 0);
  const std::string log = read("err");
  const auto line = parse_json(log.substr(0, log.find('\n')));
  ASSERT_TRUE(line) << log;
  EXPECT_EQ(line->at("event"), "request");
  EXPECT_EQ(line->at("path"), "/common/discovery/keys");
  EXPECT_EQ(line->at("status"), 200);
}

/// Usage errors: one line each, exit code 2.
TEST_F(MockIdpProgram, RefusesBadUsageInOneLine) {
  const std::vector<std::vector<std::string>> rows = {{"--no-such-flag"},
                                                      {"--http-port", "abc"},
                                                      {"--http-port", "70000"},
                                                      {"--listen", "0.0.0.0"},
                                                      {"--store", "sqlite:"},
                                                      {"--store", "postgres:x"},
                                                      {"--proxy-port", "abc"},
                                                      {"--log-level", "loud"},
                                                      {"--config", "/nowhere/config.json"},
                                                      {"--http-port", "off", "--https-port", "off"},
                                                      {"stray"}};
  for (const auto& arguments : rows) {
    EXPECT_EQ(run(arguments), 2) << arguments.front();
    const std::string err = read("err");
    EXPECT_TRUE(err.starts_with("mock_idp: ")) << err;
    EXPECT_EQ(std::count(err.begin(), err.end(), '\n'), 1) << err;
    EXPECT_EQ(read("out"), "");
  }
}

TEST_F(MockIdpProgram, PointsAtTheFaultOfAConfig) {
  const std::string config =
      write("bad.json", "{\n  \"tenants\": [{\n    \"id\": \"nope\",\n    \"domains\": [\"x.example\"] }]\n}");
  EXPECT_EQ(run({"--config", config, "--check"}), 2);
  EXPECT_NE(read("err").find("bad.json:3:11: "), std::string::npos) << read("err");
  const std::string good =
      write("good.json", R"({"tenants":[{"id":"11111111-1111-4111-8111-111111111111","domains":["x.example"]}]})");
  EXPECT_EQ(run({"--config", good, "--check"}), 0) << read("err");
}

TEST_F(MockIdpProgram, SaysThatAPortIsTaken) {
  const int holder = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(holder, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(holder, 1), 0);
  ::getsockname(holder, reinterpret_cast<sockaddr*>(&address), &size);
  const std::string port = std::to_string(ntohs(address.sin_port));
  EXPECT_EQ(run({"--http-port", port, "--https-port", "off"}), 3);
  EXPECT_NE(read("err").find(port), std::string::npos) << read("err");
  ::close(holder);
}

TEST_F(MockIdpProgram, PrintsConfigThatItAccepts) {
  EXPECT_EQ(run({"--print-config"}), 0);
  const std::string copy = write("copy.json", read("out"));
  EXPECT_EQ(run({"--config", copy, "--check"}), 0) << read("err");
}

TEST_F(MockIdpProgram, PrintsHelpVersionAndSchema) {
  EXPECT_EQ(run({"--version"}), 0);
  EXPECT_TRUE(read("out").starts_with("mock_idp "));
  EXPECT_EQ(run({"--help"}), 0);
  for (const char* flag :
       {"--config", "--listen", "--allow-remote", "--http-port", "--https-port", "--proxy-port", "--state-dir",
        "--store", "--ready-file", "--log-level", "--log-format", "--check", "--print-config", "--print-schema"}) {
    EXPECT_NE(read("out").find(flag), std::string::npos) << flag;
  }
  EXPECT_EQ(run({"--print-schema"}), 0);
  EXPECT_TRUE(parse_json(read("out").substr(0, read("out").size() - 1)));
}

/// What-if answers without listening: its exit code is the decision.
TEST_F(MockIdpProgram, WhatIfSaysWhatPoliciesDecideAndWhy) {
  const std::string config = folder_ + "/what-if.json";
  std::ofstream(config) << R"({"tenants": [{"id": "11111111-1111-4111-8111-111111111111", "domains": ["contoso.com"],
    "users": [{"userPrincipalName": "ada@contoso.com", "password": "pw", "mfa": {"code": "123456"}}],
    "conditionalAccessPolicies": [{"displayName": "MFA for Graph",
      "conditions": {"users": {"includeUsers": ["All"]},
                     "applications": {"includeApplications": ["https://graph.microsoft.com"]}},
      "grantControls": {"operator": "OR", "builtInControls": ["mfa"]}}]}]})";
  const std::vector<std::string> question = {"--config", config, "--what-if", "user=ada@contoso.com",
                                             "resource=https://graph.microsoft.com"};
  EXPECT_EQ(run(question), 1);
  EXPECT_NE(read("out").find("AADSTS50076"), std::string::npos) << read("out");
  EXPECT_NE(read("out").find("MFA for Graph (failure)"), std::string::npos) << read("out");
  auto with_mfa = question;
  with_mfa.emplace_back("mfa=true");
  EXPECT_EQ(run(with_mfa), 0) << read("out");
  auto misspelt = question;
  misspelt.emplace_back("mfaa=true");
  EXPECT_EQ(run(misspelt), 2);
  EXPECT_NE(read("err").find("did you mean 'mfa'"), std::string::npos) << read("err");
}

}  // namespace
}  // namespace entra::idp
