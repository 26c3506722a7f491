#pragma once
// Names that make a value secret.

#include <string_view>

namespace entra::scenarios {

/// True for names whose values are secret wherever they stand: refresh_token, client_secret, secretText, password, …
[[nodiscard]] bool is_secret_name(std::string_view name);

}  // namespace entra::scenarios
