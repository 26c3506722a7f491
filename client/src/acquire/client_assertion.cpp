#include "entra/client/client_assertion.hpp"

#include <array>
#include <fstream>

namespace entra::client {
namespace {

constexpr std::size_t kLargestAssertion = 64u << 10;

Result<std::string> read_assertion_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Errc::kNotFound, "the file " + path + " cannot be opened");
  std::string text;
  std::array<char, 4096> block{};
  while (in.read(block.data(), block.size()) || in.gcount() > 0) {
    text.append(block.data(), static_cast<std::size_t>(in.gcount()));
    if (text.size() > kLargestAssertion) return fail(Errc::kOutOfRange, "the file " + path + " is larger than 64 KiB");
  }
  // A directory can be opened, but not read.
  if (in.bad()) return fail(Errc::kNotFound, "the file " + path + " cannot be read");
  return text;
}

std::string trim(const std::string& text) {
  constexpr const char* kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

ClientAssertion::ClientAssertion(std::string name, Source source)
    : name_(std::move(name)), source_(std::make_shared<const Source>(std::move(source))) {}

ClientAssertion ClientAssertion::from_file(std::string path) {
  std::string name = "file:" + path;
  return {std::move(name), [path = std::move(path)](const AssertionPurpose&) { return read_assertion_file(path); }};
}

ClientAssertion ClientAssertion::from_source(std::string_view name, Source source) {
  return {"source:" + std::string(name), std::move(source)};
}

Result<std::string> ClientAssertion::read(const AssertionPurpose& purpose) const {
  if (!*source_) return fail(Errc::kMissing, "client assertion: it has no source");
  const auto text = (*source_)(purpose);
  if (!text) return tl::unexpected(text.error().in("client assertion"));
  std::string assertion = trim(*text);
  if (assertion.empty()) return fail(Errc::kMissing, "client assertion: " + name_ + " is empty");
  return assertion;
}

}  // namespace entra::client
