// mock_idp --store sqlite:FILE as a process: what it acknowledged outlives SIGKILL.

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "entra/client/transport.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/url.hpp"
#include "program.hpp"

namespace entra::idp {
namespace {

constexpr const char* kTenant = "11111111-1111-4111-8111-111111111111";
constexpr const char* kCsp = "aaaaaaaa-0001-4000-8000-000000000001";
constexpr const char* kDesktop = "aaaaaaaa-0005-4000-8000-000000000005";

/// A client of the demo directory; one for each thread.
class Caller {
 public:
  explicit Caller(std::string origin) : origin_(std::move(origin)), transport_(client::make_http_transport({})) {}

  struct Answer {
    int status{0};  ///< 0: none came
    Json body;
    [[nodiscard]] std::string text(const char* member) const {
      return body.is_object() ? get_string(body, member).value_or("") : "";
    }
    [[nodiscard]] int code() const {
      const Json* const codes = body.is_object() ? find_member(body, "error_codes") : nullptr;
      return codes == nullptr ? 0 : codes->at(0).get<int>();
    }
  };

  Answer send(const std::string& method, const std::string& target, const http::Headers& headers,
              const std::string& body) {
    const auto response = transport_->send({method, origin_, target, headers, body, ""}, milliseconds(30000));
    if (!response) return {};
    return {response->status, parse_json(response->body).value_or(Json())};
  }
  Answer control(const std::string& path, const Json& body) {
    return send("POST", "/_mock/" + path, {{"Content-Type", "application/json"}}, body.dump());
  }
  Answer sign_in() {
    return control("sign-ins", {{"tenant", kTenant},
                                {"user", "ada@contoso.onmicrosoft.com"},
                                {"client_id", kCsp},
                                {"redirect_uri", "http://localhost:3000/cb"},
                                {"resource", "https://graph.microsoft.com"},
                                {"mfa", true}});
  }
  Answer token(Form form, const std::string& client = kCsp) {
    form.add("client_id", client);
    if (client == kCsp) form.add("client_secret", "csp-app-secret");
    return send("POST", "/" + std::string(kTenant) + "/oauth2/token",
                {{"Content-Type", "application/x-www-form-urlencoded"}}, form.encode());
  }
  Answer redeem(const std::string& code) {
    return token({{"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", "http://localhost:3000/cb"}});
  }
  Answer refresh(const std::string& refresh_token) {
    return token({{"grant_type", "refresh_token"}, {"refresh_token", refresh_token}});
  }
  Answer call(const std::string& method, const std::string& target, const std::string& access_token,
              const std::string& body = "") {
    return send(method, target, {{"Authorization", "Bearer " + access_token}, {"Content-Type", "application/json"}},
                body);
  }

 private:
  std::string origin_;
  std::shared_ptr<client::Transport> transport_;
};

class StoreProgram : public MockIdpProgram {
 protected:
  void SetUp() override {
    MockIdpProgram::SetUp();
    // Issuers that do not depend on the port, so that tokens of the first process are good at the second.
    ASSERT_EQ(run({"--print-config"}), 0);
    std::string config = read("out");
    const std::string local = R"("issuer": "local")";
    ASSERT_NE(config.find(local), std::string::npos);
    config_ = write("config.json", config.replace(config.find(local), local.size(), R"("issuer": "entra")"));
  }
  /// The origin of a server on the file, or "".
  std::string serve() {
    const Json ready = start({"--config", config_, "--store", "sqlite:" + folder_ + "/store.db"});
    EXPECT_TRUE(ready.is_object()) << read("err");
    return ready.is_object() ? ready.at("http").get<std::string>() : "";
  }
  std::string config_;
};

/// What answers said, and what was under way when the server died.
struct Acknowledged {
  std::mutex mutex;
  std::vector<std::string> codes;      ///< not redeemed yet
  std::vector<std::string> redeemed;   ///< the answer came
  std::vector<std::string> under_way;  ///< the answer never came: redeemed or not
  std::vector<std::string> refresh_tokens;
  std::vector<std::string> access_tokens;
  std::atomic<std::size_t> count{0};

  void add(std::vector<std::string>& to, const std::string& one) {
    const std::scoped_lock lock(mutex);
    to.push_back(one);
    ++count;
    count.notify_all();
  }
};

/// Signs in, redeems every second code and refreshes, until the server is gone.
void work(const std::string& origin, Acknowledged& got) {
  Caller caller(origin);
  for (int i = 0;; ++i) {
    const auto signed_in = caller.sign_in();
    if (signed_in.status != 200) return;
    const std::string code = signed_in.text("code");
    if (i % 2 == 0) {
      got.add(got.codes, code);
      continue;
    }
    const auto tokens = caller.redeem(code);
    got.add(tokens.status == 200 ? got.redeemed : got.under_way, code);
    if (tokens.status != 200) return;
    got.add(got.refresh_tokens, tokens.text("refresh_token"));
    got.add(got.access_tokens, tokens.text("access_token"));
    const auto refreshed = caller.refresh(tokens.text("refresh_token"));
    if (refreshed.status != 200) return;
    got.add(got.refresh_tokens, refreshed.text("refresh_token"));
  }
}

TEST_F(StoreProgram, LosesNothingAcknowledgedWhenKilledInABurst) {
  Acknowledged got;
  const std::string origin = serve();
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) threads.emplace_back([&] { work(origin, got); });
  for (std::size_t seen = 0; seen < 300; seen = got.count) got.count.wait(seen);
  EXPECT_EQ(stop(SIGKILL), -1);
  for (std::thread& thread : threads) thread.join();
  ASSERT_FALSE(got.codes.empty());
  ASSERT_FALSE(got.redeemed.empty());

  Caller caller(serve());
  for (const std::string& code : got.codes) {
    EXPECT_EQ(caller.redeem(code).status, 200);
    EXPECT_EQ(caller.redeem(code).code(), 54005);
  }
  for (const std::string& code : got.redeemed) EXPECT_EQ(caller.redeem(code).code(), 54005);
  for (const std::string& code : got.under_way) {
    const auto again = caller.redeem(code);
    EXPECT_TRUE(again.status == 200 || again.code() == 54005) << again.body;
    EXPECT_EQ(caller.redeem(code).code(), 54005);
  }
  for (const std::string& token : got.refresh_tokens) EXPECT_EQ(caller.refresh(token).status, 200);
  for (const std::string& token : got.access_tokens)
    EXPECT_EQ(caller.call("GET", "/graph/v1.0/me", token).text("userPrincipalName"), "ada@contoso.onmicrosoft.com");
}

TEST_F(StoreProgram, RemembersConsentsRevocationsAndSecretsAcrossAKill) {
  const auto desktop = [](bool consent) {
    return Json{{"tenant", kTenant},     {"user", "bob@contoso.onmicrosoft.com"},
                {"client_id", kDesktop}, {"redirect_uri", "http://localhost"},
                {"scope", "Mail.Read"},  {"consent", consent}};
  };
  const std::string secret = "/vault/contoso-vault/secrets/refresh-token?api-version=7.4";
  const Form vault_form = {{"grant_type", "client_credentials"}, {"resource", "https://vault.azure.net"}};
  std::string revoked;
  std::string first_version;
  {
    Caller caller(serve());
    EXPECT_EQ(caller.control("sign-ins", desktop(false)).status, 400) << "no consent was given yet";
    EXPECT_EQ(caller.control("sign-ins", desktop(true)).status, 200);
    revoked = caller.redeem(caller.sign_in().text("code")).text("refresh_token");
    EXPECT_EQ(caller.refresh(revoked).status, 200);
    EXPECT_EQ(caller.control("revocations", {{"user", "ada@contoso.onmicrosoft.com"}}).status, 200);
    const std::string token = caller.token(vault_form).text("access_token");
    first_version = caller.call("PUT", secret, token, R"({"value":"first"})").text("id");
    EXPECT_EQ(caller.call("PUT", secret, token, R"({"value":"Größe \u0000","contentType":"x/y"})").status, 200);
  }
  EXPECT_EQ(stop(SIGKILL), -1);
  {
    Caller caller(serve());
    EXPECT_EQ(caller.control("sign-ins", desktop(false)).status, 200);
    EXPECT_EQ(caller.refresh(revoked).code(), 50173);
    const std::string token = caller.token(vault_form).text("access_token");
    const auto newest = caller.call("GET", secret, token);
    EXPECT_EQ(newest.text("value"), std::string("Größe \0", 9));
    EXPECT_EQ(newest.text("contentType"), "x/y");
    const std::string path = first_version.substr(first_version.find("/vault/"));
    EXPECT_EQ(caller.call("GET", path + "?api-version=7.4", token).text("value"), "first");

    EXPECT_EQ(caller.control("reset", Json::object()).status, 200);
  }
  EXPECT_EQ(stop(SIGKILL), -1);
  Caller caller(serve());
  EXPECT_EQ(caller.control("sign-ins", desktop(false)).status, 400) << "a reset forgets in the file as well";
  EXPECT_EQ(caller.call("GET", secret, caller.token(vault_form).text("access_token")).status, 404);
}

TEST_F(StoreProgram, RemembersARolloverAcrossAKill) {
  const auto published = [](Caller& caller) {
    return caller.send("GET", "/common/discovery/v2.0/keys", {}, "").body.at("keys").size();
  };
  const Form form = {{"grant_type", "client_credentials"}, {"resource", "https://vault.azure.net"}};
  const std::string secret = "/vault/contoso-vault/secrets/none?api-version=7.4";
  std::string before;
  std::string after;
  {
    Caller caller(serve());
    before = caller.token(form).text("access_token");
    EXPECT_EQ(caller.control("keys/rotate", {{"retire_after_seconds", 0}}).status, 200);
    EXPECT_EQ(caller.control("keys/rotate", {{"retire_after_seconds", 86400}}).status, 200);
    after = caller.token(form).text("access_token");
    EXPECT_EQ(published(caller), 3u) << "the old one, the one that signs, the announced one";
  }
  EXPECT_EQ(stop(SIGKILL), -1);
  Caller caller(serve());
  EXPECT_EQ(published(caller), 3u) << "the old one, the one that signs, the announced one";
  EXPECT_EQ(caller.call("GET", secret, after).status, 404) << "a good token: the secret is looked for";
  EXPECT_EQ(caller.call("GET", secret, before).status, 401) << "its key is retired";
  EXPECT_EQ(caller.control("reset", Json::object()).status, 200);
  EXPECT_EQ(caller.call("GET", secret, before).status, 404) << "back to the first key alone";
}

/// A full disk: what cannot be kept is not acknowledged, and what was kept stays.
TEST_F(StoreProgram, AcknowledgesNothingThatItCannotKeep) {
  file_size_limit_ = 400'000;
  std::vector<std::string> codes;
  Caller::Answer last;
  {
    Caller caller(serve());
    while ((last = caller.sign_in()).status == 200) codes.push_back(last.text("code"));
    EXPECT_EQ(last.status, 503);
    EXPECT_EQ(last.text("error"), "temporarily_unavailable");
    EXPECT_NE(last.text("error_description").find("store.db: "), std::string::npos) << last.body;
    EXPECT_EQ(caller.send("GET", "/_mock/health", {}, "").status, 200);
  }
  EXPECT_EQ(stop(SIGTERM), 0);
  ASSERT_FALSE(codes.empty());
  file_size_limit_ = 0;
  Caller caller(serve());
  for (const std::string& code : codes) EXPECT_EQ(caller.redeem(code).status, 200);
}

/// One line, exit code 1, and the file as it was.
TEST_F(StoreProgram, SaysWhyItCannotUseAFile) {
  const std::string foreign = write("foreign.db", "somebody's notes\n");
  const std::vector<std::pair<std::string, std::string>> rows = {
      {foreign, "not a store of mock_idp"},
      {folder_, "a directory, expected a file"},
      {folder_ + "/none/store.db", "does not exist"},
  };
  for (const auto& [file, why] : rows) {
    for (const bool check : {false, true}) {
      std::vector<std::string> arguments = {"--http-port", "0", "--https-port", "off", "--store", "sqlite:" + file};
      if (check) arguments.emplace_back("--check");
      EXPECT_EQ(run(arguments), 1) << file;
      const std::string err = read("err");
      EXPECT_NE(err.find(file + ": "), std::string::npos) << err;
      EXPECT_NE(err.find(why), std::string::npos) << err;
      EXPECT_EQ(std::count(err.begin(), err.end(), '\n'), 1) << err;
    }
  }
  EXPECT_EQ(read("foreign.db"), "somebody's notes\n");
  EXPECT_EQ(run({"--check", "--store", "sqlite:" + folder_ + "/new.db"}), 0) << read("err");
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/new.db"));
}

TEST_F(StoreProgram, LetsNoSecondServerAtItsFile) {
  serve();
  const pid_t first = child_;
  EXPECT_EQ(run({"--http-port", "0", "--https-port", "off", "--store", "sqlite:" + folder_ + "/store.db"}), 1);
  EXPECT_NE(read("err").find("store.db: in use by another mock_idp"), std::string::npos) << read("err");
  child_ = first;
  EXPECT_EQ(stop(SIGTERM), 0);
}

}  // namespace
}  // namespace entra::idp
