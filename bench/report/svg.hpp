#pragma once
// The two pieces that every picture is made of.

#include <array>
#include <cstdio>
#include <string>

namespace entra::bench {

/// A coordinate with one decimal.
[[nodiscard]] inline std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

/// `text` as it is: the caller knows that it holds no markup.
[[nodiscard]] inline std::string text_at(double x, double y, const char* anchor, const std::string& text,
                                         const std::string& more = "") {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\"" + more + ">" + text +
         "</text>\n";
}

/// The opening tag and a white ground.
[[nodiscard]] inline std::string open_svg(double width, double height) {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + number(width) + " " + number(height) +
         "\" font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
}

}  // namespace entra::bench
