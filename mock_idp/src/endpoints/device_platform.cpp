#include "endpoints/device_platform.hpp"

#include <array>
#include <utility>

namespace entra::idp {

std::string platform_of(const http::Request& request) {
  // The first word found decides: Android says Linux too, Windows Phone says Windows and Android, iPhones say Mac OS X.
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kMarks = {{
      {"Windows Phone", "windowsPhone"},
      {"Android", "android"},
      {"iPhone", "iOS"},
      {"iPad", "iOS"},
      {"Windows", "windows"},
      {"Macintosh", "macOS"},
      {"Mac OS X", "macOS"},
      {"Linux", "linux"},
      {"X11", "linux"},
  }};
  const std::string agent = request.headers.get_or("User-Agent");
  for (const auto& [mark, platform] : kMarks) {
    if (agent.find(mark) != std::string::npos) return std::string(platform);
  }
  return "";
}

}  // namespace entra::idp
