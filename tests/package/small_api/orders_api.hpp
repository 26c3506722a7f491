#pragma once
// A small API: GET /orders for whoever may read, POST /orders for people who used a second factor.

#include <memory>
#include <string>

#include "entra/client/key_provider.hpp"
#include "entra/client/validator.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/http_message.hpp"

class OrdersApi {
 public:
  /// `audience`: what tokens for this API are for. The clock must outlive the API.
  OrdersApi(const std::string& audience, const std::shared_ptr<entra::client::KeyProvider>& keys,
            const entra::Clock& clock);

  [[nodiscard]] entra::http::Response handle(const entra::http::Request& request) const;

 private:
  entra::client::Validator readers_;
  entra::client::Validator buyers_;
};
