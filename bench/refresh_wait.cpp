// How long readers wait while the token that they read is renewed: many threads, call by call, beside the same threads
// when nothing is renewed.

#include <CLI/CLI.hpp>
#include <atomic>
#include <barrier>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "report/histogram.hpp"
#include "report/measures.hpp"
#include "support/filled_client.hpp"
#include "support/give_up.hpp"
#include "support/slow_authority.hpp"

namespace entra::bench {
namespace {

struct Plan {
  std::string out;
  int rounds{15};
  int readers{8};
  int refresh_ms{50};
};

/// Threads that ask for one token as fast as they can, a while each time.
class Readers {
 public:
  Readers(client::TokenClient& token_client, client::PreparedRequest request, int count)
      : token_client_(token_client),
        request_(std::move(request)),
        waits_(static_cast<std::size_t>(count)),
        begin_(count + 1),
        end_(count + 1) {
    for (Histogram& waits : waits_) threads_.emplace_back([this, &waits] { work(waits); });
  }
  ~Readers() {
    is_over_ = true;
    begin_.arrive_and_wait();
  }
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;

  /// How long each call took that was made within `time`.
  Histogram read_for(std::chrono::milliseconds time) {
    for (Histogram& waits : waits_) waits = {};
    is_reading_ = true;
    begin_.arrive_and_wait();
    std::this_thread::sleep_for(time);
    is_reading_ = false;
    end_.arrive_and_wait();
    Histogram all;
    for (const Histogram& waits : waits_) all.add(waits);
    return all;
  }

 private:
  void work(Histogram& waits) {
    for (;;) {
      begin_.arrive_and_wait();
      if (is_over_) return;
      auto before = std::chrono::steady_clock::now();
      while (is_reading_.load(std::memory_order_relaxed)) {
        if (!token_client_.acquire(request_)) give_up("a reader got an error");
        const auto after = std::chrono::steady_clock::now();
        waits.add(std::chrono::nanoseconds(after - before).count());
        before = after;
      }
      end_.arrive_and_wait();
    }
  }

  client::TokenClient& token_client_;
  const client::PreparedRequest request_;
  std::vector<Histogram> waits_;
  std::barrier<> begin_;
  std::barrier<> end_;
  std::atomic<bool> is_reading_{false};
  std::atomic<bool> is_over_{false};
  std::vector<std::jthread> threads_;
};

void log_waits(SampleLog& log, const Histogram& waits, const std::string& when) {
  constexpr double kMicro = 1e-3;
  log.add("reader's p50 " + when, "µs", waits.at(0.5) * kMicro);
  log.add("reader's p99 " + when, "µs", waits.at(0.99) * kMicro);
  log.add("reader's p99.9 " + when, "µs", waits.at(0.999) * kMicro);
  log.add("reader's p99.99 " + when, "µs", waits.at(0.9999) * kMicro);
  log.add("reader's worst " + when, "µs", waits.at(1) * kMicro);
}

void run(const Plan& plan) {
  using std::chrono::hours;
  const auto authority = std::make_shared<SlowAuthority>(std::chrono::milliseconds(plan.refresh_ms));
  ManualClock clock(from_epoch_seconds(1'700'000'000));
  SystemRandom random;
  auto token_client = make_stub_client(authority, clock, random);
  const auto request = *token_client.prepare(request_of(0, Over::kTenants));
  if (!token_client.acquire(request)) give_up("no first token");

  SampleLog log;
  const std::chrono::milliseconds turn(plan.refresh_ms + 10);
  {
    Readers readers(token_client, request, plan.readers);
    static_cast<void>(readers.read_for(turn));  // warms up
    for (int round = 0; round < plan.rounds; ++round) {
      static_cast<void>(authority->take_count());
      log_waits(log, readers.read_for(turn), "at rest");
      if (authority->take_count() != 0) give_up("a token was renewed before its time");
      clock.advance(hours(12));  // of its 24: it ages
      log_waits(log, readers.read_for(turn), "during a refresh");
      if (const auto count = authority->take_count(); count != 1)
        give_up("one renewal was to be measured, there were " + std::to_string(count));
    }
  }
  Measures measures;
  measures.measures = log.medians();
  measures.notes.push_back("refresh_wait: " + std::to_string(plan.readers) + " threads read as fast as they can on " +
                           std::to_string(std::thread::hardware_concurrency()) + " processors while a refresh takes " +
                           std::to_string(plan.refresh_ms) +
                           " ms; the worst cases are threads that waited for a processor.");
  write_measures(plan.out, measures);
}

}  // namespace
}  // namespace entra::bench

int main(int argc, char** argv) {
  CLI::App app{"What readers of a token notice of its renewal."};
  entra::bench::Plan plan;
  app.add_option("--out", plan.out, "where the measures go, as JSON")->required();
  app.add_option("--rounds", plan.rounds)->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--readers", plan.readers, "threads")->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--refresh-ms", plan.refresh_ms, "how long the authority takes")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  entra::bench::run(plan);
  return 0;
}
