#pragma once
// Records as columns: names and types for the schema, values bound and read back strictly.

#include <concepts>
#include <string>
#include <type_traits>
#include <vector>

#include "store/circumstances_words.hpp"
#include "store/record_fields.hpp"
#include "store/sqlite_database.hpp"

namespace entra::idp::sqlite {

/// Netstrings ("3:pwd,3:mfa,"): every byte may stand in a list's entry.
[[nodiscard]] std::string encode_list(const std::vector<std::string>& entries);
[[nodiscard]] Result<std::vector<std::string>> decode_list(std::string_view text);

template <class T>
concept IsWhole = std::integral<T> || std::is_enum_v<T> || std::same_as<T, Instant>;

template <IsWhole T>
void bind_field(Query& query, T field) {
  if constexpr (std::same_as<T, Instant>) {
    query.bind(std::int64_t{field.time_since_epoch().count()});
  } else {
    query.bind(static_cast<std::int64_t>(field));
  }
}
inline void bind_field(Query& query, const std::string& field) {
  query.bind(std::string_view(field));
}
inline void bind_field(Query& query, const std::vector<std::string>& field) {
  query.bind(std::string_view(encode_list(field)));
}
inline void bind_field(Query& query, const Circumstances& field) {
  bind_field(query, to_words(field));
}
template <class Tag>
void bind_field(Query& query, const Guid<Tag>& field) {
  query.bind(std::string_view(field.str()));
}
template <class Tag>
void bind_field(Query& query, const std::vector<Guid<Tag>>& field) {
  std::vector<std::string> texts;
  for (const Guid<Tag>& guid : field) texts.push_back(guid.str());
  bind_field(query, texts);
}

template <class R>
void bind_record(Query& query, const R& record) {
  each_column(record, [&](const std::string&, const auto& field) { bind_field(query, field); });
}

inline Result<void> read_field(const Query& query, int column, Instant& out) {
  out = Instant(milliseconds(query.integer(column)));
  return {};
}
Result<void> read_field(const Query& query, int column, bool& out);
Result<void> read_field(const Query& query, int column, DeviceCodeState& out);
Result<void> read_field(const Query& query, int column, std::string& out);
Result<void> read_field(const Query& query, int column, std::vector<std::string>& out);
Result<void> read_field(const Query& query, int column, Circumstances& out);
template <class Tag>
Result<void> parse_field(const std::string& text, Guid<Tag>& out) {
  if (text.empty()) return {};
  auto guid = Guid<Tag>::parse(text);
  if (!guid) return tl::unexpected(guid.error());
  out = std::move(*guid);
  return {};
}
template <class Tag>
Result<void> read_field(const Query& query, int column, Guid<Tag>& out) {
  return parse_field(query.text(column), out);
}
template <class Tag>
Result<void> read_field(const Query& query, int column, std::vector<Guid<Tag>>& out) {
  std::vector<std::string> texts;
  if (auto list = read_field(query, column, texts); !list) return list;
  for (const std::string& text : texts) {
    if (auto guid = parse_field(text, out.emplace_back()); !guid) return guid;
  }
  return {};
}

/// The record whose columns are the first ones of the row; the error names the column that cannot be read.
template <class R>
Result<R> read_record(const Query& query) {
  R record;
  int column = 0;
  Result<void> read;
  each_column(record, [&](const std::string& name, auto& field) {
    if (!read) return;
    read = read_field(query, column++, field);
    if (!read) read = tl::unexpected(read.error().in(name));
  });
  if (!read) return tl::unexpected(read.error());
  return record;
}

/// The next row's record, or nothing after the last one.
template <class R>
Result<std::optional<R>> read_next(Query& query) {
  const auto row = query.next();
  if (!row) return tl::unexpected(row.error());
  if (!*row) return std::optional<R>();
  return read_record<R>(query).map([](R record) { return std::optional(std::move(record)); });
}

/// "client TEXT NOT NULL, …": the columns' definitions.
template <class R>
std::string column_definitions() {
  std::string text;
  const R record{};
  each_column(record, [&](const std::string& name, const auto& field) {
    using Field = std::remove_const_t<std::remove_reference_t<decltype(field)>>;
    text += (text.empty() ? "" : ", ") + name + (IsWhole<Field> ? " INTEGER NOT NULL" : " TEXT NOT NULL");
  });
  return text;
}

/// "client, sign_in_tenant, …"
template <class R>
std::string column_names() {
  std::string text;
  const R record{};
  each_column(record, [&](const std::string& name, const auto&) { text += (text.empty() ? "" : ", ") + name; });
  return text;
}

/// "?, ?, …", one for each column.
template <class R>
std::string column_marks() {
  std::string text;
  const R record{};
  each_column(record, [&](const std::string&, const auto&) { text += text.empty() ? "?" : ", ?"; });
  return text;
}

}  // namespace entra::idp::sqlite
