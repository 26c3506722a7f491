#pragma once
// Records whose every field holds an awkward value, and their comparison field by field.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "store/record_fields.hpp"

namespace entra::idp::testing {

/// A folder of its own, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() : path_(::testing::TempDir() + "entra_store_XXXXXX") {
    EXPECT_NE(::mkdtemp(path_.data()), nullptr);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] std::string file(const std::string& name = "store.db") const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// Gives each field another value: quotes, NUL, bytes that are no UTF-8, moments before 1970.
class OddValues {
 public:
  void fill(std::string& field) {
    static const std::vector<std::string> odd = {"it's \"quoted\"; DROP TABLE codes;--",
                                                 std::string("a\0b\0", 4),
                                                 "Größe 漢字 \xF0\x9F\x94\x91",
                                                 "\xFF\xFE not UTF-8",
                                                 "%00\r\n\t?1 :name @x $y",
                                                 "7:netstr,",
                                                 " "};
    field = odd[next() % odd.size()] + std::to_string(count_);
  }
  template <class Tag>
  void fill(Guid<Tag>& field) {
    field = *Guid<Tag>::parse(derive_guid("odd " + std::to_string(next())));
  }
  void fill(bool& field) { field = true; }
  void fill(Instant& field) {
    const auto n = static_cast<std::int64_t>(next());
    field = Instant(milliseconds(n % 2 == 0 ? -n * 1001 : n * 1'740'819'723'457));
  }
  void fill(DeviceCodeState& field) { field = DeviceCodeState::kDeclined; }
  template <class T>
  void fill(std::vector<T>& field) {
    field.resize(3);
    for (T& one : field) fill(one);
    field.emplace_back();
  }
  void fill(Circumstances& field) {
    for (std::string* const one : {&field.ip_address, &field.country, &field.client_app, &field.device_platform,
                                   &field.device_id, &field.trust_type, &field.sign_in_risk, &field.transfer_method}) {
      fill(*one);
    }
    field.is_compliant = true;
  }
  void fill(SignIn& field) { fill_record(field); }
  void fill(std::optional<SignIn>& field) { fill_record(field.emplace()); }

  template <class R>
  R make() {
    R record;
    fill_record(record);
    return record;
  }

 private:
  template <class R>
  void fill_record(R& record) {
    each_field(record, [&](const char*, auto& field) { fill(field); });
  }
  std::size_t next() { return ++count_; }
  std::size_t count_{0};
};

inline ::testing::AssertionResult same(const SignIn& one, const SignIn& other);

template <class T>
::testing::AssertionResult same_field(const T& one, const T& other) {
  return one == other ? ::testing::AssertionSuccess() : ::testing::AssertionFailure();
}
inline ::testing::AssertionResult same_field(const SignIn& one, const SignIn& other) {
  return same(one, other);
}
inline ::testing::AssertionResult same_field(const std::optional<SignIn>& one, const std::optional<SignIn>& other) {
  if (one.has_value() != other.has_value()) return ::testing::AssertionFailure() << "presence";
  return one ? same(*one, *other) : ::testing::AssertionSuccess();
}

template <class R>
::testing::AssertionResult same_record(const R& one, const R& other) {
  std::vector<const void*> others;
  each_field(other, [&](const char*, const auto& field) { others.push_back(&field); });
  std::string differing;
  std::size_t i = 0;
  each_field(one, [&](const char* name, const auto& field) {
    using Field = std::remove_const_t<std::remove_reference_t<decltype(field)>>;
    if (const auto result = same_field(field, *static_cast<const Field*>(others[i++])); !result)
      differing += std::string(" ") + name + " " + result.message();
  });
  return differing.empty() ? ::testing::AssertionSuccess() : ::testing::AssertionFailure() << "differ:" << differing;
}
inline ::testing::AssertionResult same(const SignIn& one, const SignIn& other) {
  return same_record(one, other);
}
/// False when nothing was found.
template <class R>
::testing::AssertionResult same(const std::optional<R>& found, const R& expected) {
  if (!found) return ::testing::AssertionFailure() << "not found";
  return same_record(*found, expected);
}

}  // namespace entra::idp::testing
