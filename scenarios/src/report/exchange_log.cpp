#include "report/exchange_log.hpp"

#include "report/terminal.hpp"

namespace entra::scenarios {
namespace {

constexpr std::size_t kMaxBody = 2000;
constexpr std::size_t kMaxExchanges = 200;

std::string body_line(const char* mark, const std::string& body) {
  if (body.empty()) return {};
  const bool cut = body.size() > kMaxBody;
  std::size_t end = cut ? kMaxBody : body.size();
  while (cut && end > 0 && (static_cast<unsigned char>(body[end]) & 0xC0U) == 0x80U) --end;
  return std::string("   ") + mark + " " + body.substr(0, end) + (cut ? "…" : "") + "\n";
}

}  // namespace

std::string exchange_log(const ScenarioReport& scenario) {
  std::string out;
  for (std::size_t i = 0; i < scenario.exchanges.size(); ++i) {
    const ExchangeReport& exchange = scenario.exchanges[i];
    // A year of nightly refreshes: the beginning and the end tell the story.
    if (scenario.exchanges.size() > kMaxExchanges && i == kMaxExchanges / 2) {
      const std::size_t left_out = scenario.exchanges.size() - kMaxExchanges;
      out += "… " + std::to_string(left_out) + " exchanges left out\n";
      i += left_out;
    }
    out += "#" + std::to_string(exchange.number) + " " + exchange.virtual_time + " [" + exchange.step + "] " +
           exchange.method + " " + exchange.url + " -> ";
    out += exchange.status == 0 ? exchange.error : std::to_string(exchange.status) + " " + exchange.reason;
    out += " (" + format_wall(exchange.wall_us) + ")\n";
    out += body_line(">", exchange.request_body) + body_line("<", exchange.response_body);
    for (const TokenReport& token : exchange.tokens)
      out += "   " + token.name + " " + token.fingerprint + " " + token.payload + "\n";
  }
  return out;
}

}  // namespace entra::scenarios
