#pragma once
// Text for HTML.

#include <string>
#include <string_view>

namespace entra::idp {

/// The five characters that mean something in HTML, as entities.
[[nodiscard]] std::string escape_html(std::string_view text);

}  // namespace entra::idp
