// bench_load: the load alone, on any server of this machine, for a profiler beside it.

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <string>

#include "entra/support/url.hpp"
#include "load/drive.hpp"

namespace {

int complain(const std::string& text) {
  std::fprintf(stderr, "bench_load: %s\n", text.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"POSTs one form over kept-alive connections and says how many answers came, and how fast."};
  std::string text;
  entra::bench::Target target;
  entra::bench::LoadPlan plan;
  std::int64_t seconds = 5;
  app.add_option("URL", text, "http://127.0.0.1:PORT/PATH")->required();
  app.add_option("FORM", target.form, "a=b&c=d, already encoded")->required();
  app.add_option("--connections", plan.connections)->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--seconds", seconds)->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--answers", plan.answers, "end after so many; 0 is no limit")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  const auto url = entra::parse_url(text);
  if (!url || url->scheme != "http" || url->host != "127.0.0.1")
    return complain(text + " is not http://127.0.0.1:PORT/…");
  target.port = url->port;
  target.path = url->target();
  if (plan.answers == 0) plan.time = std::chrono::seconds(seconds);
  const auto result = entra::bench::drive(target, plan);
  if (!result) return complain(result.error().message);
  std::printf("%llu answers in %.2f s: %.0f/s, p50 %.2f ms, p99 %.2f ms, %llu with another status than 200\n",
              static_cast<unsigned long long>(result->answers), result->seconds,
              static_cast<double>(result->answers) / result->seconds, result->p50_ms, result->p99_ms,
              static_cast<unsigned long long>(result->refused));
  return 0;
}
