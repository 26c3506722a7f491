#pragma once
// A client whose cache holds a token for each of its requests, and a way to walk through them.

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "entra/client/token_client.hpp"
#include "support/stub_authority.hpp"
#include "support/wander.hpp"

namespace entra::bench {

/// What tells the entries of a cache apart.
enum class Over { kTenants, kScopes };

/// A client of the stub authority, on the machine's own clock: what reading it costs belongs to a hit.
inline client::TokenClient make_stub_client(std::shared_ptr<client::Transport> transport, const Clock& clock,
                                            Random& random) {
  client::ClientOptions options{
      .authority = *client::Authority::parse("https://login.microsoftonline.com/organizations"),
      .client_id = "66666666-7777-4888-8999-aaaaaaaaaaaa",
      .credential = client::ClientSecret{"secret"}};
  options.cache.max_entries = 200'000;
  return {std::move(options), std::move(transport), clock, random};
}

/// The request of entry `n`.
inline client::ClientCredentialsRequest request_of(std::size_t n, Over over) {
  client::ClientCredentialsRequest request;
  request.target.scopes = {over == Over::kTenants ? "https://graph.microsoft.com/.default"
                                                  : "api://" + tenant_of(n) + "/.default"};
  request.tenant = over == Over::kTenants ? tenant_of(n) : tenant_of(0);
  return request;
}

class FilledClient {
 public:
  FilledClient(std::size_t entries, Over over) {
    for (std::size_t n = 0; n < entries; ++n) {
      requests.push_back(request_of(n, over));
      prepared.push_back(*token_client.prepare(requests.back()));
      static_cast<void>(token_client.acquire(prepared.back()));
    }
  }

 private:
  SystemClock clock_;
  SystemRandom random_;

 public:
  client::TokenClient token_client = make_stub_client(std::make_shared<StubAuthority>(), clock_, random_);
  std::vector<client::ClientCredentialsRequest> requests;
  std::vector<client::PreparedRequest> prepared;
};

}  // namespace entra::bench
