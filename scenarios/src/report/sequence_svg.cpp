#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "entra/support/guid.hpp"
#include "entra/support/text.hpp"
#include "report/html.hpp"

namespace entra::scenarios {
namespace {

constexpr std::size_t kMaxArrows = 60;
constexpr int kRow = 34;
constexpr int kTop = 46;
constexpr int kWidth = 980;
constexpr int kAppX = 260;

int lane_x(const std::string& lane) {
  if (lane == "mock") return 520;
  return lane == "resource" ? 720 : 900;
}

std::string shortened(const std::string& text, std::size_t limit) {
  if (text.size() <= limit) return text;
  std::size_t end = limit;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

std::string path_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t slash = scheme == std::string::npos ? 0 : url.find('/', scheme + 3);
  return slash == std::string::npos
             ? "/"
             : url.substr(slash, url.find('?') == std::string::npos ? std::string::npos : url.find('?') - slash);
}

/// Tenants' ids fill a label and tell nothing: their first digits do.
std::string with_short_ids(const std::string& path) {
  std::string text;
  for (const std::string& segment : split_words(path, '/')) {
    text += "/" + (is_guid(segment) ? segment.substr(0, 8) + "…" : segment);
  }
  return text.empty() ? "/" : text;
}

const char* arrow_class(const ExchangeReport& exchange) {
  if (exchange.status == 0) return "lost";
  return exchange.status < 400 ? "good" : "bad";
}

std::string arrow(const ExchangeReport& exchange, int y, const std::string& anchor) {
  const int to = lane_x(exchange.lane);
  const std::string answer =
      exchange.status == 0 ? "no answer" : fmt::format("{} {}", exchange.status, exchange.reason);
  return fmt::format(
      "<a href=\"#{}-x{}\"><g class=\"{}\"><text x=\"8\" y=\"{}\" class=\"dim\">{}</text>"
      "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" marker-end=\"url(#head)\"/>"
      "<text x=\"{}\" y=\"{}\">{} {}</text><text x=\"{}\" y=\"{}\" class=\"answer\">{}</text></g></a>\n",
      anchor, exchange.number, arrow_class(exchange), y + 4, escape_html(exchange.virtual_time), kAppX, y, to - 2, y,
      kAppX + 8, y - 5, escape_html(exchange.method),
      escape_html(shortened(with_short_ids(path_of(exchange.url)), to == 520 ? 36 : 62)), kAppX + 8, y + 12,
      escape_html(shortened(answer, 60)));
}

}  // namespace

std::string sequence_svg(const ScenarioReport& scenario) {
  if (scenario.exchanges.empty()) return {};
  std::vector<const ExchangeReport*> shown;
  std::size_t left_out = 0;
  if (scenario.exchanges.size() <= kMaxArrows) {
    for (const ExchangeReport& exchange : scenario.exchanges) shown.push_back(&exchange);
  } else {  // the beginning and the end tell the story of a long repetition
    left_out = scenario.exchanges.size() - kMaxArrows;
    for (std::size_t i = 0; i < kMaxArrows / 2; ++i) shown.push_back(&scenario.exchanges[i]);
    for (std::size_t i = scenario.exchanges.size() - kMaxArrows / 2; i < scenario.exchanges.size(); ++i)
      shown.push_back(&scenario.exchanges[i]);
  }
  const int height = kTop + static_cast<int>(shown.size() + (left_out > 0 ? 1 : 0)) * kRow + 10;
  std::string svg =
      fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"sequence of exchanges\">\n", kWidth, height);
  const std::string anchor = fmt::format("{}-{}", scenario.name, scenario.repetition);
  constexpr std::pair<const char*, int> kLanes[] = {{"app", kAppX}, {"mock", 520}, {"resource", 720}, {"control", 900}};
  for (const auto& [name, x] : kLanes)
    svg += fmt::format(
        "<text x=\"{0}\" y=\"20\" text-anchor=\"middle\" class=\"lane\">{1}</text><line class=\"life\" x1=\"{0}\" "
        "y1=\"28\" x2=\"{0}\" y2=\"{2}\"/>\n",
        x, name, height - 4);
  int y = kTop;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (left_out > 0 && i == kMaxArrows / 2) {
      svg += fmt::format("<text x=\"{}\" y=\"{}\" class=\"dim\">⋮ {} exchanges left out</text>\n", kAppX + 8, y + 4,
                         left_out);
      y += kRow;
    }
    svg += arrow(*shown[i], y, escape_html(anchor));
    y += kRow;
  }
  return svg + "</svg>\n";
}

}  // namespace entra::scenarios
