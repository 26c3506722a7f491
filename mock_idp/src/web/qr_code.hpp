#pragma once

#include <string>

namespace entra::idp {

/// A QR code (ISO/IEC 18004) as an SVG element; empty when the text is too long for one.
[[nodiscard]] std::string qr_code_svg(const std::string& text);

}  // namespace entra::idp
