#include "store/sqlite_columns.hpp"

#include <charconv>

namespace entra::idp::sqlite {

std::string encode_list(const std::vector<std::string>& entries) {
  std::string text;
  for (const std::string& entry : entries) text += std::to_string(entry.size()) + ":" + entry + ",";
  return text;
}

Result<std::vector<std::string>> decode_list(std::string_view text) {
  std::vector<std::string> entries;
  while (!text.empty()) {
    std::size_t size = 0;
    const auto [colon, fault] = std::from_chars(text.data(), text.data() + text.size(), size);
    if (fault != std::errc() || colon == text.data() + text.size() || *colon != ':')
      return fail(Errc::kMalformed, "a list's entry has no length");
    text.remove_prefix(static_cast<std::size_t>(colon - text.data()) + 1);
    if (size >= text.size() || text[size] != ',') return fail(Errc::kMalformed, "a list's entry is cut short");
    entries.emplace_back(text.substr(0, size));
    text.remove_prefix(size + 1);
  }
  return entries;
}

Result<void> read_field(const Query& query, int column, bool& out) {
  const std::int64_t value = query.integer(column);
  if (value != 0 && value != 1) return fail(Errc::kOutOfRange, std::to_string(value) + " is neither 0 nor 1");
  out = value == 1;
  return {};
}

Result<void> read_field(const Query& query, int column, DeviceCodeState& out) {
  const std::int64_t value = query.integer(column);
  if (value < 0 || value > static_cast<std::int64_t>(DeviceCodeState::kDeclined))
    return fail(Errc::kOutOfRange, std::to_string(value) + " is no state of a device code");
  out = static_cast<DeviceCodeState>(value);
  return {};
}

Result<void> read_field(const Query& query, int column, std::string& out) {
  out = query.text(column);
  return {};
}

Result<void> read_field(const Query& query, int column, std::vector<std::string>& out) {
  auto list = decode_list(query.text(column));
  if (!list) return tl::unexpected(list.error());
  out = std::move(*list);
  return {};
}

Result<void> read_field(const Query& query, int column, Circumstances& out) {
  auto list = decode_list(query.text(column));
  if (!list) return tl::unexpected(list.error());
  auto facts = from_words(*list);
  if (!facts) return fail(Errc::kMalformed, "not the circumstances of a sign-in");
  out = std::move(*facts);
  return {};
}

}  // namespace entra::idp::sqlite
