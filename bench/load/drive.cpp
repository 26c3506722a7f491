#include "load/drive.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "entra/support/base64.hpp"
#include "entra/support/json_access.hpp"

namespace entra::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// The part of a sorted list below which `share` of it lies.
double percentile(const std::vector<float>& sorted, double share) {
  if (sorted.empty()) return 0;
  const auto position = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1));
  return static_cast<double>(sorted[position]);
}

class Epoll {
 public:
  Epoll() : descriptor_(epoll_create1(EPOLL_CLOEXEC)) {}
  ~Epoll() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Epoll(const Epoll&) = delete;
  Epoll& operator=(const Epoll&) = delete;

  [[nodiscard]] bool add(int descriptor, std::size_t tag) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = tag;
    return epoll_ctl(descriptor_, EPOLL_CTL_ADD, descriptor, &event) == 0;
  }
  /// Tags of the readable ones; empty after ten seconds without any.
  [[nodiscard]] std::vector<std::size_t> wait() const {
    std::array<epoll_event, 64> events;
    const int ready = epoll_wait(descriptor_, events.data(), static_cast<int>(events.size()), 10'000);
    std::vector<std::size_t> tags;
    for (int i = 0; i < ready; ++i)
      tags.push_back(static_cast<std::size_t>(events[static_cast<std::size_t>(i)].data.u64));
    return tags;
  }

 private:
  int descriptor_;
};

}  // namespace

Result<LoadResult> drive(const Target& target, const LoadPlan& plan) {
  const Epoll epoll;
  std::vector<AskingConnection> connections;
  for (int i = 0; i < plan.connections; ++i) {
    auto connection = AskingConnection::open(target);
    if (!connection) return tl::unexpected(connection.error());
    connections.push_back(*std::move(connection));
    if (!epoll.add(connections.back().descriptor(), connections.size() - 1))
      return fail(Errc::kIo, std::string("epoll: ") + std::strerror(errno));
  }
  LoadResult result;
  std::vector<float> latencies;
  const auto started = SteadyClock::now();
  for (AskingConnection& connection : connections)
    if (auto asked = connection.ask(); !asked) return tl::unexpected(asked.error());

  std::size_t waiting = connections.size();
  Answer answer;
  while (waiting > 0) {
    const auto ready = epoll.wait();
    if (ready.empty()) return fail(Errc::kTimeout, "no answer for ten seconds");
    for (const std::size_t tag : ready) {
      const auto whole = connections[tag].read(answer);
      if (!whole) return tl::unexpected(whole.error());
      if (!*whole) continue;
      ++result.answers;
      if (answer.status != 200) ++result.refused;
      latencies.push_back(static_cast<float>(answer.milliseconds));
      const bool enough = (plan.answers > 0 && result.answers + waiting > plan.answers) ||
                          (plan.time.count() > 0 && SteadyClock::now() - started >= plan.time);
      if (enough) {
        --waiting;
      } else if (auto asked = connections[tag].ask(); !asked) {
        return tl::unexpected(asked.error());
      }
    }
  }
  result.seconds = std::chrono::duration<double>(SteadyClock::now() - started).count();
  std::sort(latencies.begin(), latencies.end());
  result.p50_ms = percentile(latencies, 0.5);
  result.p99_ms = percentile(latencies, 0.99);
  result.last_body = std::move(answer.body);
  return result;
}

Result<void> check_signed_token(const std::string& body) {
  constexpr std::size_t kSignatureBytes = 256;
  const auto refuse = [&](const std::string& why) { return fail(Errc::kMalformed, why + ": " + body.substr(0, 500)); };
  const auto document = parse_json(body);
  if (!document) return refuse("the answer is not JSON");
  const std::string token = get_string(*document, "access_token").value_or("");
  const std::size_t dot = token.find('.');
  const std::size_t last = token.rfind('.');
  if (dot == std::string::npos || dot == last) return refuse("the answer has no JWT");
  const auto header = base64url_decode(std::string_view(token).substr(0, dot)).and_then(parse_json);
  const auto signature = base64url_decode(std::string_view(token).substr(last + 1));
  if (!header || get_string(*header, "alg") != "RS256") return refuse("the token is not signed with RS256");
  if (!signature || signature->size() != kSignatureBytes) return refuse("the token's key has not 2048 bits");
  return {};
}

Result<std::vector<AskingConnection>> open_idle(const Target& target, int count) {
  std::vector<AskingConnection> connections;
  for (int i = 0; i < count; ++i) {
    auto connection = AskingConnection::open(target);
    if (!connection) return tl::unexpected(connection.error());
    if (auto asked = connection->ask(); !asked) return tl::unexpected(asked.error());
    Answer answer;
    for (;;) {
      const auto whole = connection->read(answer);
      if (!whole) return tl::unexpected(whole.error());
      if (*whole) break;
    }
    connections.push_back(*std::move(connection));
  }
  return connections;
}

}  // namespace entra::bench
