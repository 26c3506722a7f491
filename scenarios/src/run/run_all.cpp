#include "run/run_all.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>

#include "entra/support/random.hpp"
#include "run/run_scenario.hpp"

namespace entra::scenarios {
namespace {

struct Job {
  const Scenario* scenario;
  std::size_t repetition;
};

std::vector<Job> jobs_of(const std::vector<Scenario>& scenarios, const RunOptions& options) {
  std::vector<Job> jobs;
  for (unsigned repetition = 1; repetition <= options.repeat; ++repetition)
    for (const Scenario& scenario : scenarios) jobs.push_back({&scenario, repetition});
  if (options.shuffle) {
    SeededRandom random(*options.shuffle);  // std::shuffle's order differs between libraries
    for (std::size_t i = jobs.size(); i > 1; --i) std::swap(jobs[i - 1], jobs[random.below(i)]);
  }
  return jobs;
}

}  // namespace

RunReport run_all(const std::vector<Scenario>& scenarios, IdpProvider& provider, const RunOptions& options,
                  const RunListener& listener, const std::atomic<bool>& stop) {
  const auto begin = std::chrono::steady_clock::now();
  const std::vector<Job> jobs = jobs_of(scenarios, options);
  RunReport run;
  run.idp = provider.name();
  run.jobs = static_cast<unsigned>(std::clamp<std::size_t>(options.jobs, 1, std::max<std::size_t>(jobs.size(), 1)));
  if (options.shuffle) run.shuffle_seed = std::to_string(*options.shuffle);
  run.started = format_rfc3339(std::chrono::time_point_cast<seconds>(SystemClock().now()));
  run.scenarios.resize(jobs.size());

  std::atomic<std::size_t> next{0};
  std::size_t done = 0;
  std::mutex mutex;
  const auto work = [&] {
    for (std::size_t i = next++; i < jobs.size(); i = next++) {
      if (listener.began) {
        const std::scoped_lock lock(mutex);
        listener.began(*jobs[i].scenario);
      }
      ScenarioReport report = run_scenario(*jobs[i].scenario, provider, stop);
      report.repetition = jobs[i].repetition;
      const std::scoped_lock lock(mutex);
      run.scenarios[i] = std::move(report);
      ++done;
      if (listener.ended) listener.ended(run.scenarios[i], done, jobs.size());
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < run.jobs; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  run.interrupted = stop.load();
  run.wall_us = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count();
  return run;
}

}  // namespace entra::scenarios
