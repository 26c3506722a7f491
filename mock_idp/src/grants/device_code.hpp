#pragma once
// A device that lets its person sign in elsewhere (RFC 8628,
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code).

#include <string>

#include "grants/sign_in.hpp"

namespace entra::idp {

struct DeviceAuthorization {
  std::string device_code;
  std::string user_code;
  seconds expires_in{900};
};
/// Begins a flow for a request of client_id and scope or resource. AADSTS90133 for v1 on common and consumers.
[[nodiscard]] Checked<DeviceAuthorization> begin_device_flow(const TokenRequest& request, GrantContext& context);

/// A waiting device by what its person typed: blanks and hyphens aside, in either case. AADSTS90119 nothing typed,
/// 70018 unknown, 70019 too old, 90120 decided before.
[[nodiscard]] Checked<DeviceCode> find_waiting_device(const GrantContext& context, const std::string& typed);

/// What the device asks for, as the sign-in of its person.
void ask_for_device(SignInRequest& request, const DeviceCode& device);

/// The person's sign-in, judged as at the authorization endpoint, and the approval. Of `person` the fields about the
/// user are read; what is asked for comes from the device.
[[nodiscard]] Checked<SignInAnswer> approve_device_flow(const std::string& typed, SignInRequest person,
                                                        GrantContext& context);
[[nodiscard]] Checked<void> decline_device_flow(const std::string& typed, GrantContext& context);

}  // namespace entra::idp
