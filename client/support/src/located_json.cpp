#include "entra/support/located_json.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <unordered_set>

#include "entra/support/text.hpp"

namespace entra {
namespace {

constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxBytes = std::size_t{8} << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u;
}

/// The offset of the first byte that is not part of well-formed UTF-8 (Unicode 15, table 3-7), or npos.
std::size_t find_invalid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto byte = [&](std::size_t i) -> unsigned {
      return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
    };
    const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
      return byte(i) >= low && byte(i) <= high;
    };
    const unsigned lead = byte(0);
    std::size_t length = 0;
    if (lead < 0x80) {
      length = 1;
    } else if (lead >= 0xC2 && lead <= 0xDF) {
      length = follows(1) ? 2 : 0;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      length = follows(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && follows(2) ? 3 : 0;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      length = follows(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && follows(2) && follows(3) ? 4 : 0;
    }
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

/// Recursive descent over the text (RFC 8259 §2, plus comments). The scalars' own forms are the JSON library's
/// business.
class Parser {
 public:
  explicit Parser(const SourceText& source) : source_(source), text_(source.text()) {}

  Result<LocatedJson, Diagnostic> run() {
    LocatedJson root;
    if (document(root)) return root;
    return tl::unexpected<Diagnostic>(Diagnostic{source_, error_span_, error_message_, ""});
  }

 private:
  bool document(LocatedJson& root) {
    if (text_.size() > kMaxBytes) return refuse({0, 0}, "the file is larger than 8 MiB");
    if (const auto bad = find_invalid_utf8(text_); bad != std::string_view::npos)
      return refuse({bad, bad + 1}, "this is not valid UTF-8");
    if (text_.substr(0, kByteOrderMark.size()) == kByteOrderMark) at_ = kByteOrderMark.size();
    if (!skip_blanks()) return false;
    if (at_end()) return refuse({at_, at_}, "the file is empty; a JSON value was expected");
    if (!value(root, 0) || !skip_blanks()) return false;
    if (!at_end()) return refuse(rest_of_word(), "nothing may follow the end of the value");
    return true;
  }

  bool value(LocatedJson& out, std::size_t depth) {
    const std::size_t begin = at_;
    out.span = {begin, begin};
    bool good = false;
    switch (text_[at_]) {
      case '{':
      case '[':
        if (depth == kMaxDepth) return refuse({begin, begin + 1}, "values are nested more than 64 deep");
        good = text_[at_] == '{' ? object(out, depth) : array(out, depth);
        break;
      case '"':
        out.kind = LocatedJson::Kind::kString;
        good = string(out.scalar);
        break;
      default:
        good = word(out);
    }
    out.span.end = at_;
    return good;
  }

  bool object(LocatedJson& out, std::size_t depth) {
    out.kind = LocatedJson::Kind::kObject;
    const std::size_t begin = at_++;
    std::unordered_set<std::string> names;
    for (;;) {
      if (!skip_blanks()) return false;
      if (at_end()) return refuse({begin, begin + 1}, "this object is never closed");
      if (text_[at_] == '}' && out.members.empty()) break;
      if (text_[at_] != '"') return refuse_name();
      LocatedJson::Member member;
      nlohmann::json name;
      member.name_span.begin = at_;
      if (!string(name)) return false;
      member.name_span.end = at_;
      member.name = name.get_ref<const std::string&>();
      if (!names.insert(member.name).second)
        return refuse(member.name_span, "the member \"" + member.name + "\" was given before in this object");
      if (!skip_blanks()) return false;
      if (at_end() || text_[at_] != ':')
        return refuse(rest_of_word(), "expected ':' after the name \"" + member.name + "\"");
      ++at_;
      if (!skip_blanks()) return false;
      if (at_end() || text_[at_] == ',' || text_[at_] == '}' || text_[at_] == ']')
        return refuse(rest_of_word(), "expected a value for \"" + member.name + "\"");
      if (!value(member.value, depth + 1)) return false;
      out.members.push_back(std::move(member));
      bool more = false;
      if (!separator(begin, '}', "object", more)) return false;
      if (!more) break;
    }
    ++at_;
    return true;
  }

  bool array(LocatedJson& out, std::size_t depth) {
    out.kind = LocatedJson::Kind::kArray;
    const std::size_t begin = at_++;
    for (;;) {
      if (!skip_blanks()) return false;
      if (at_end()) return refuse({begin, begin + 1}, "this array is never closed");
      if (text_[at_] == ']' && out.elements.empty()) break;
      if (text_[at_] == ',' || text_[at_] == ':' || text_[at_] == '}' || text_[at_] == ']')
        return refuse({at_, at_ + 1}, "expected a value, found " + quoted(at_));
      LocatedJson element;
      if (!value(element, depth + 1)) return false;
      out.elements.push_back(std::move(element));
      bool more = false;
      if (!separator(begin, ']', "array", more)) return false;
      if (!more) break;
    }
    ++at_;
    return true;
  }

  /// Behind a member or element: at the closing bracket (more = false), or behind a comma that something follows.
  bool separator(std::size_t begin, char close, std::string_view what, bool& more) {
    if (!skip_blanks()) return false;
    if (at_end()) return refuse({begin, begin + 1}, "this " + std::string(what) + " is never closed");
    if (text_[at_] == close) return true;
    if (text_[at_] != ',')
      return refuse(rest_of_word(), std::string("expected ',' or '") + close + "', found " + quoted(at_));
    const std::size_t comma = at_++;
    if (!skip_blanks()) return false;
    if (!at_end() && (text_[at_] == '}' || text_[at_] == ']'))
      return refuse({comma, comma + 1}, "a trailing comma is not allowed here");
    more = true;
    return true;
  }

  bool string(nlohmann::json& out) {
    const std::size_t begin = at_++;
    for (; !at_end() && text_[at_] != '"'; ++at_) {
      const char c = text_[at_];
      if (c == '\n' || c == '\r') break;
      if (static_cast<unsigned char>(c) < 0x20)
        return refuse({at_, at_ + 1}, "a control character in a string must be written as an escape");
      if (c == '\\' && !escape(begin)) return false;
    }
    if (at_end() || text_[at_] != '"') return refuse({begin, at_}, "this string is not closed on its line");
    ++at_;
    out = nlohmann::json::parse(text_.begin() + begin, text_.begin() + at_, nullptr, false);
    if (out.is_string()) return true;
    return refuse({begin, at_}, "a \\u escape in this string is half of a surrogate pair");
  }

  /// At a backslash; leaves at_ on the last character of the escape.
  bool escape(std::size_t string_begin) {
    const std::size_t begin = at_++;
    if (at_end()) return refuse({string_begin, at_}, "this string is not closed on its line");
    if (text_[at_] == 'u') {
      for (int digit = 0; digit < 4; ++digit) {
        if (at_ + 1 >= text_.size() ||
            std::string_view("0123456789abcdefABCDEF").find(text_[at_ + 1]) == std::string_view::npos)
          return refuse({begin, at_ + 1}, "'\\u' needs four hexadecimal digits");
        ++at_;
      }
      return true;
    }
    if (std::string_view("\"\\/bfnrt").find(text_[at_]) != std::string_view::npos) return true;
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_continuation(text_[end])) ++end;
    return refuse({begin, end}, "a string has no such escape; a backslash itself is written \\\\");
  }

  /// A number or one of the three literals.
  bool word(LocatedJson& out) {
    const Span span = rest_of_word();
    const std::string_view text = text_.substr(span.begin, span.end - span.begin);
    if (text[0] == '\'') return refuse(span, "strings stand in double quotes");
    if (text[0] == '#') return refuse(span, "a comment begins with // or /*");
    out.scalar = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
    at_ = span.end;
    switch (out.scalar.type()) {
      case nlohmann::json::value_t::null:
        out.kind = LocatedJson::Kind::kNull;
        return true;
      case nlohmann::json::value_t::boolean:
        out.kind = LocatedJson::Kind::kBool;
        return true;
      case nlohmann::json::value_t::number_integer:
      case nlohmann::json::value_t::number_unsigned:
      case nlohmann::json::value_t::number_float:
        out.kind = LocatedJson::Kind::kNumber;
        return true;
      default:
        break;
    }
    const std::string shown = "'" + std::string(text.substr(0, 40)) + "'";
    if (std::string_view("+-.0123456789").find(text[0]) != std::string_view::npos)
      return refuse(span, shown + " is not a JSON number, or too large for one");
    const auto near = nearest(to_lower(text), {"true", "false", "null"});
    return refuse(span, shown + " is not a JSON value; " +
                            (near ? "did you mean " + *near + "?" : "a string needs double quotes"));
  }

  bool refuse_name() {
    const Span span = rest_of_word();
    if (text_[at_] == '\'') return refuse(span, "strings stand in double quotes");
    if (text_[at_] == '#') return refuse(span, "a comment begins with // or /*");
    return refuse(span, "expected a member name in double quotes, found " + quoted(at_));
  }

  /// Blanks and comments. False when a comment is not closed.
  bool skip_blanks() {
    while (!at_end()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        ++at_;
      } else if (text_.substr(at_, 2) == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (text_.substr(at_, 2) == "/*") {
        const std::size_t close = text_.find("*/", at_ + 2);
        if (close == std::string_view::npos) return refuse({at_, at_ + 2}, "this comment is never closed");
        at_ = close + 2;
      } else {
        break;
      }
    }
    return true;
  }

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }

  /// From here up to the next blank or punctuation, at least one character; empty at the end of the text.
  [[nodiscard]] Span rest_of_word() const {
    if (at_end()) return {text_.size(), text_.size()};
    const std::size_t stop = text_.find_first_of(" \t\r\n,:{}[]\"/", at_ + 1);
    const bool punctuation = std::string_view(",:{}[]\"/").find(text_[at_]) != std::string_view::npos;
    return {at_, punctuation ? at_ + 1 : std::min(stop, text_.size())};
  }

  [[nodiscard]] std::string quoted(std::size_t at) const {
    if (at >= text_.size()) return "the end of the file";
    if (static_cast<unsigned char>(text_[at]) < 0x20) return "a control character";
    std::size_t end = at + 1;
    while (end < text_.size() && is_continuation(text_[end])) ++end;
    return "'" + std::string(text_.substr(at, end - at)) + "'";
  }

  bool refuse(Span span, std::string message) {
    error_span_ = span;
    error_message_ = std::move(message);
    return false;
  }

  const SourceText& source_;
  std::string_view text_;
  std::size_t at_{0};
  Span error_span_;
  std::string error_message_;
};

}  // namespace

const LocatedJson* LocatedJson::find(std::string_view name) const {
  for (const Member& member : members)
    if (member.name == name) return &member.value;
  return nullptr;
}

nlohmann::json LocatedJson::to_json() const {
  if (kind == Kind::kArray) {
    auto out = nlohmann::json::array();
    for (const LocatedJson& element : elements) out.push_back(element.to_json());
    return out;
  }
  if (kind == Kind::kObject) {
    auto out = nlohmann::json::object();
    for (const Member& member : members) out.emplace(member.name, member.value.to_json());
    return out;
  }
  return scalar;
}

std::string_view LocatedJson::kind_name() const {
  switch (kind) {
    case Kind::kNull:
      return "null";
    case Kind::kBool:
      return "true or false";
    case Kind::kNumber:
      return "a number";
    case Kind::kString:
      return "a string";
    case Kind::kArray:
      return "an array";
    case Kind::kObject:
      return "an object";
  }
  return "a value";
}

SourceText::SourceText(std::string name, std::string text) {
  auto data = std::make_shared<Data>(Data{std::move(name), std::move(text), {0}});
  for (std::size_t i = 0; i < data->text.size(); ++i)
    if (data->text[i] == '\n') data->starts.push_back(i + 1);
  data_ = std::move(data);
}

Result<SourceText> SourceText::read(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return fail(Errc::kNotFound, path + ": no such file");
  if (std::filesystem::is_directory(status)) return fail(Errc::kIo, path + ": is a folder, a file was expected");
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Errc::kIo, path + ": cannot be opened for reading");
  std::string text(kMaxBytes + 1, '\0');  // one more than the parser takes, so that it can say so
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return fail(Errc::kIo, path + ": cannot be read");
  text.resize(static_cast<std::size_t>(file.gcount()));
  text.shrink_to_fit();
  return SourceText(path, std::move(text));
}

LineColumn SourceText::locate(std::size_t offset) const {
  offset = std::min(offset, data_->text.size());
  const auto next = std::upper_bound(data_->starts.begin(), data_->starts.end(), offset);
  const auto line = static_cast<std::size_t>(next - data_->starts.begin());
  std::size_t from = data_->starts[line - 1];
  if (from == 0 && data_->text.compare(0, kByteOrderMark.size(), kByteOrderMark) == 0)
    from = std::min(kByteOrderMark.size(), offset);
  std::size_t column = 1;
  for (std::size_t i = from; i < offset; ++i)
    if (i + 1 == offset || !is_continuation(data_->text[i + 1])) ++column;
  return {line, column};
}

std::string_view SourceText::line(std::size_t number) const {
  if (number == 0 || number > data_->starts.size()) return {};
  const std::string_view text = data_->text;
  const std::size_t begin = data_->starts[number - 1];
  std::string_view line = text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  if (number == 1 && line.substr(0, kByteOrderMark.size()) == kByteOrderMark) line.remove_prefix(kByteOrderMark.size());
  return line;
}

std::string Diagnostic::one_line() const {
  const LineColumn at = source.locate(span.begin);
  return source.name() + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " + message;
}

std::string Diagnostic::with_excerpt() const {
  constexpr std::size_t kWidth = 100;  // characters of the source line that are shown
  const LineColumn begin = source.locate(span.begin);
  const LineColumn end = source.locate(std::max(span.end, span.begin));

  std::vector<std::string> characters;
  for (const char c : source.line(begin.line)) {
    if (is_continuation(c) && !characters.empty()) {
      characters.back() += c;
    } else {
      characters.emplace_back(1, static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c);  // tabs too: one column
    }
  }
  const std::size_t caret = begin.column - 1;
  const std::size_t stop = end.line == begin.line ? end.column - 1 : characters.size();
  const std::size_t first = caret > kWidth * 3 / 4 ? caret - kWidth / 2 : 0;
  const std::size_t last = std::min(characters.size(), first + kWidth);

  std::string shown;
  for (std::size_t i = first; i < last; ++i) shown += characters[i];
  const std::string number = std::to_string(begin.line);
  const std::string lead = first > 0 ? "…" : "";
  std::string out = one_line() + "\n  " + number + " | " + lead + shown + (last < characters.size() ? "…" : "") + "\n";
  out += "  " + std::string(number.size(), ' ') + " | " + std::string(caret - first + (first > 0 ? 1 : 0), ' ');
  const std::size_t carets = std::min(stop, std::max(last, caret + 1)) - std::min(caret, stop);
  out += std::string(std::max<std::size_t>(carets, 1), '^');
  return out;
}

Result<LocatedJson, Diagnostic> parse_located_json(const SourceText& source) {
  return Parser(source).run();
}

}  // namespace entra
