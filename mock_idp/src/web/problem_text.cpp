#include "web/problem_text.hpp"

namespace entra::idp {
namespace {

/// Of a second factor that did not hold; the argument says why.
std::string factor_text(const std::string& why) {
  if (why == "expired") return "The code or the request has expired. Ask for another one.";
  if (why == "waiting") return "We have not heard from your phone yet. Approve the request there first.";
  if (why == "denied") return "The request was denied on the phone.";
  return "That is not the expected code. Please try again.";
}

std::string sentence(const ProtocolError& error) {
  switch (error.code) {
    case 50034:
      return "This user name may be incorrect. Make sure that you typed it correctly, or contact your admin.";
    case 50053:
      return "Your account is temporarily locked to prevent unauthorized use. Try again in a minute.";
    case 50056:
      return "This account has no password. Contact your admin.";
    case 50057:
      return "Your account has been locked. Contact your support person to unlock it, then try again.";
    case 50089:
      return "This page was open for too long, or belongs to another browser. Start again.";
    case 50126:
      return "Your account or password is incorrect.";
    case 500121:
      return factor_text(error.arguments.empty() ? "" : error.arguments.front());
    default:
      return "";
  }
}

}  // namespace

std::string problem_text(const ProtocolError& error) {
  const std::string text = sentence(error);
  return text.empty() ? error.description() : text + " (AADSTS" + std::to_string(error.code) + ")";
}

StopText stop_text(int code) {
  switch (code) {
    case 53000:
    case 53001:
    case 530003:
      return {"Set up your device to get access",
              "Your organization requires this device to be managed, and in order. Use a device that is, or have this "
              "one enrolled."};
    case 53003:
      return {"You cannot access this right now",
              "Your sign-in was successful but does not meet the criteria to access this resource. You might be "
              "signing in from a browser, app, or location that your admin restricts."};
    case 53010:
      return {"You cannot register here",
              "Your organization requires security information to be set up from specific locations or devices."};
    case 530035:
      return {"Your sign-in was blocked",
              "Your organization's security defaults do not allow this way of signing in. Use a modern client."};
    case 50158:
      return {"Terms of use declined", "Without accepting your organization's terms of use you have no access."};
    case 90094:
      return {"Need admin approval",
              "This app needs permission to access resources in your organization that only an admin can grant."};
    default:
      return {"You cannot go on here", "Return to the application, or ask your admin."};
  }
}

}  // namespace entra::idp
