// azure-identity for C++ without a network: hits of ClientSecretCredential::GetToken with one tenant and ten thousand,
// and 32 callers of an authority that refuses. The same work as bench/cache_hit.cpp and bench/cold_key.cpp.

#include <benchmark/benchmark.h>

#include <atomic>
#include <azure/core/context.hpp>
#include <azure/core/credentials/credentials.hpp>
#include <azure/core/http/raw_response.hpp>
#include <azure/core/http/transport.hpp>
#include <azure/core/io/body_stream.hpp>
#include <azure/identity/client_secret_credential.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "support/callers.hpp"
#include "support/wander.hpp"

namespace entra::bench {
namespace {

using Azure::Core::Context;
using Azure::Core::Credentials::AuthenticationException;
using Azure::Core::Credentials::TokenRequestContext;
using Azure::Core::Http::HttpStatusCode;
using Azure::Core::Http::HttpTransport;
using Azure::Core::Http::RawResponse;
using Azure::Core::Http::Request;
using Azure::Core::IO::MemoryBodyStream;
using Azure::Identity::ClientSecretCredential;
using Azure::Identity::ClientSecretCredentialOptions;

/// Answers as support/stub_authority.hpp and support/slow_authority.hpp do.
class ScriptedTransport final : public HttpTransport {
 public:
  ScriptedTransport(std::chrono::milliseconds round_trip, bool refuses) : round_trip_(round_trip), refuses_(refuses) {
    const std::string text =
        refuses ? std::string(R"({"error":"invalid_client"})")
                : R"({"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":")" +
                      std::string(1400, 'a') + R"("})";
    body_.assign(text.begin(), text.end());
  }
  std::unique_ptr<RawResponse> Send(Request&, const Context&) override {
    ++count_;
    std::this_thread::sleep_for(round_trip_);
    auto response = std::make_unique<RawResponse>(1, 1, refuses_ ? HttpStatusCode::Unauthorized : HttpStatusCode::Ok,
                                                  refuses_ ? "Unauthorized" : "OK");
    response->SetHeader("Content-Type", "application/json; charset=utf-8");
    response->SetBodyStream(std::make_unique<MemoryBodyStream>(body_));
    return response;
  }
  std::size_t take_count() noexcept { return count_.exchange(0); }

 private:
  const std::chrono::milliseconds round_trip_;
  const bool refuses_;
  std::vector<std::uint8_t> body_;
  std::atomic<std::size_t> count_{0};
};

std::unique_ptr<ClientSecretCredential> make_credential(std::shared_ptr<ScriptedTransport> transport) {
  ClientSecretCredentialOptions options;
  options.Transport.Transport = std::move(transport);
  options.Retry.MaxRetries = 0;
  options.AdditionallyAllowedTenants = {"*"};
  return std::make_unique<ClientSecretCredential>(tenant_of(0), "66666666-7777-4888-8999-aaaaaaaaaaaa", "secret",
                                                  options);
}

TokenRequestContext request_of(std::size_t tenant) {
  TokenRequestContext request;
  request.Scopes = {"https://graph.microsoft.com/.default"};
  request.TenantId = tenant_of(tenant);
  return request;
}

struct FilledCredential {
  std::shared_ptr<ScriptedTransport> transport =
      std::make_shared<ScriptedTransport>(std::chrono::milliseconds(0), /*refuses=*/false);
  std::unique_ptr<ClientSecretCredential> credential = make_credential(transport);
  std::vector<TokenRequestContext> requests;

  explicit FilledCredential(std::size_t tenants) {
    for (std::size_t n = 0; n < tenants; ++n) {
      requests.push_back(request_of(n));
      static_cast<void>(credential->GetToken(requests.back(), Context{}));
    }
    transport->take_count();
  }
};

FilledCredential& credential_with(std::int64_t tenants) {
  static std::mutex mutex;
  static std::map<std::int64_t, std::unique_ptr<FilledCredential>> made;
  const std::scoped_lock lock(mutex);
  auto& filled = made[tenants];
  if (!filled) filled = std::make_unique<FilledCredential>(static_cast<std::size_t>(tenants));
  return *filled;
}

void BM_HitAzure(benchmark::State& state) {
  FilledCredential& filled = credential_with(state.range(0));
  const Context context;
  Wander wander(state.thread_index(), filled.requests.size());
  for (auto _ : state) {
    auto token = filled.credential->GetToken(filled.requests[wander.next()], context);
    benchmark::DoNotOptimize(token);
  }
  if (filled.transport->take_count() != 0) state.SkipWithError("not all were cache hits");
}

void BM_ColdAzureFailing(benchmark::State& state) {
  const auto transport = std::make_shared<ScriptedTransport>(std::chrono::milliseconds(10), /*refuses=*/true);
  const auto credential = make_credential(transport);
  const auto request = request_of(0);
  std::atomic<int> surprises{0};
  Callers callers(state.range(0), [&] {
    try {
      static_cast<void>(credential->GetToken(request, Context{}));
      ++surprises;
    } catch (const AuthenticationException&) {
      // what was to happen
    }
  });
  double rounds = 0;
  double reached = 0;
  for (auto _ : state) {
    state.SetIterationTime(callers.run());
    reached += static_cast<double>(transport->take_count());
    rounds += 1;
  }
  if (surprises != 0) state.SkipWithError("a caller got a token");
  state.counters["requests"] = rounds > 0 ? reached / rounds : 0;
}

BENCHMARK(BM_HitAzure)->ArgName("entries")->Arg(1)->Arg(10'000)->Threads(1)->Threads(2)->UseRealTime();
BENCHMARK(BM_ColdAzureFailing)->ArgName("callers")->Arg(1)->Arg(32)->UseManualTime()->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace entra::bench
