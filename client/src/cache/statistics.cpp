#include <initializer_list>

#include "entra/client/token_cache.hpp"

namespace entra::client {

std::string to_prometheus(const TokenCacheStatistics& statistics, std::string_view name) {
  struct Metric {
    const char* suffix;
    const char* type;
    const char* help;
    std::uint64_t value;
  };
  std::string text;
  for (const Metric& metric : std::initializer_list<Metric>{
           {"_hits_total", "counter", "Calls served from memory at once.", statistics.hits},
           {"_misses_total", "counter", "Calls that started a request.", statistics.misses},
           {"_waits_total", "counter", "Calls that waited for another call's request.", statistics.waits},
           {"_gave_up_total", "counter", "Calls whose patience ended before the request did.", statistics.gave_up},
           {"_cancelled_total", "counter", "Calls whose stop was requested before there was a token.",
            statistics.cancelled},
           {"_refreshes_total", "counter", "Renewals started ahead of expiry.", statistics.refreshes},
           {"_throttled_total", "counter", "Calls answered with a remembered Retry-After.", statistics.throttled},
           {"_failures_total", "counter", "Requests that failed.", statistics.failures},
           {"_evictions_total", "counter", "Entries dropped to keep the bound.", statistics.evictions},
           {"_entries", "gauge", "Entries held.", statistics.entries},
           {"_bytes", "gauge", "Bytes of the entries held.", statistics.bytes}}) {
    const std::string full = std::string(name) + metric.suffix;
    text += "# HELP " + full + " " + metric.help + "\n# TYPE " + full + " " + metric.type + "\n";
    text += full + " " + std::to_string(metric.value) + "\n";
  }
  return text;
}

}  // namespace entra::client
