#pragma once
// Small text helpers that more than one module needs.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entra {

[[nodiscard]] std::string to_lower(std::string_view text);  ///< ASCII only
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;
/// Parts between separators; runs of the separator give no empty parts.
[[nodiscard]] std::vector<std::string> split_words(std::string_view text, char separator = ' ');
[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);
/// The known name nearest to a misspelt one, when it is near enough to be worth saying.
[[nodiscard]] std::optional<std::string> nearest(std::string_view wrong, const std::vector<std::string>& known);
/// Compares without telling by its time where two texts differ; lengths are not hidden.
[[nodiscard]] bool equals_in_constant_time(std::string_view a, std::string_view b) noexcept;
/// Shell-style match of the whole text: '*' any run, '?' one character.
[[nodiscard]] bool matches_glob(std::string_view pattern, std::string_view text);
/// How a secret may be shown: "***" and, for long ones, a fingerprint (first 8 hex digits of its SHA-256).
[[nodiscard]] std::string mask_secret(std::string_view secret);

/// The five characters that mean something in HTML, as entities.
[[nodiscard]] std::string escape_html(std::string_view text);

}  // namespace entra
