#include "web/qr_code.hpp"

#include <qrencode.h>

#include <memory>

namespace entra::idp {
namespace {

constexpr int kQuietZone = 4;  // modules of white that scanners need around the code

}  // namespace

std::string qr_code_svg(const std::string& text) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M),
                                                             &QRcode_free);
  if (code == nullptr) return "";
  const int width = code->width;
  std::string path;
  for (int y = 0; y < width; ++y) {
    for (int x = 0; x < width; ++x) {
      if ((code->data[y * width + x] & 1) == 0) continue;
      path += "M" + std::to_string(x + kQuietZone) + " " + std::to_string(y + kQuietZone) + "h1v1h-1z";
    }
  }
  const std::string size = std::to_string(width + 2 * kQuietZone);
  return "<svg role=\"img\" aria-label=\"QR code\" viewBox=\"0 0 " + size + " " + size +
         "\" shape-rendering=\"crispEdges\"><path fill=\"#000\" d=\"" + path + "\"/></svg>";
}

}  // namespace entra::idp
