#pragma once
// Results and errors: a function that can fail returns Result<T>; no exception crosses a module's edge.

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace entra {

/// Why a neutral mechanism failed. The list is closed; messages are for people, codes are for programs.
enum class Errc {
  kMalformed,    ///< the text is not of the form that was asked for
  kOutOfRange,   ///< well formed, but outside the allowed range or size
  kUnknownName,  ///< a name that is not in the list of known ones
  kDuplicate,    ///< given twice where once is allowed
  kMissing,      ///< required and absent
  kUnsupported,  ///< valid, but not served here
  kNotFound,     ///< no such file, key or entry
  kInUse,        ///< a port or file is held by somebody else
  kIo,           ///< reading or writing failed
  kCrypto,       ///< OpenSSL refused
  kNetwork,      ///< a connection broke, or what came over it makes no sense
  kUnreachable,  ///< no connection could be opened: nothing was sent, and later it may work
  kForbidden,    ///< a certificate or a proxy says no: nothing was sent, and later is no better
  kTimeout,      ///< the deadline passed
};

/// Short stable name of a code, for example "out_of_range".
[[nodiscard]] std::string_view to_string(Errc code) noexcept;

struct Error {
  Errc code{Errc::kMalformed};
  std::string message;  ///< one line, no secret in it

  /// The same error with "context: " in front, for the way up.
  [[nodiscard]] Error in(std::string_view context) const { return Error{code, std::string(context) + ": " + message}; }
};

template <class T, class E = Error>
using Result = tl::expected<T, E>;

/// `return fail(Errc::kMissing, "…");` from a function that returns Result<T>.
[[nodiscard]] inline tl::unexpected<Error> fail(Errc code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}

}  // namespace entra
