#pragma once
// A handler that shows what reached it, and a listener around it.

#include <gtest/gtest.h>

#include <memory>

#include "http/server.hpp"

namespace entra::idp::http_server::testing {

/// 200 with one line each: method, origin, target, peer, then every header, then an empty line and the body.
inline http::Response echo(const http::Request& request) {
  http::Response response;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body = request.method + "\n" + request.origin + "\n" + request.target + "\n" + request.remote_address + "\n";
  for (const auto& [name, value] : request.headers.fields()) response.body += name + "=" + value + "\n";
  response.body += "\n" + request.body;
  return response;
}

/// Fails the test when the listener cannot open.
inline std::unique_ptr<Listener> open_or_fail(const ListenerOptions& options = {}, Handler handler = echo) {
  auto opened = Listener::open(options, std::move(handler));
  EXPECT_TRUE(opened) << (opened ? "" : opened.error().message);
  return opened ? std::move(*opened) : nullptr;
}

}  // namespace entra::idp::http_server::testing
