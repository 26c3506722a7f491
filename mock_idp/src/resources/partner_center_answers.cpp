#include "resources/partner_center_answers.hpp"

#include <algorithm>

#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"

namespace entra::idp::partner_center {
namespace {

constexpr std::string_view kInvalidInput = "800002";

struct Page {
  std::size_t first{0};
  std::size_t size{0};
};

bool is_number(std::string_view text) {
  return !text.empty() && text.size() < 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// A continuation belongs to one collection of one partner; the text is opaque to callers.
std::string continuation_seal(const PartnerCall& at) {
  return at.partner.id.str() + " " + at.call.path + " " + at.query.get_or("filter") + " ";
}

/// How many items are left, rather than how many were read: reports grow at their front while somebody reads them.
std::string write_continuation(const PartnerCall& at, std::size_t left) {
  return base64_encode(continuation_seal(at) + std::to_string(left));
}

std::optional<std::size_t> read_continuation(const PartnerCall& at, std::size_t count) {
  const auto text = base64_decode(at.call.request.headers.get_or("MS-ContinuationToken"));
  const std::string seal = continuation_seal(at);
  if (!text || !text->starts_with(seal) || !is_number(text->substr(seal.size()))) return std::nullopt;
  const std::size_t left = std::stoul(text->substr(seal.size()));
  return left <= count ? std::optional(count - left) : std::nullopt;
}

Result<Page, std::string> read_page(const PartnerCall& at, std::size_t count) {
  Page page{0, count};
  if (const auto size = at.query.get("size")) {
    if (!is_number(*size) || std::stoul(*size) == 0)
      return tl::unexpected<std::string>("size must be a whole number from 1 to 9999");
    page.size = std::stoul(*size);
  }
  if (const auto seek = at.query.get("seekOperation")) {
    if (*seek != "Next") return tl::unexpected<std::string>("seekOperation must be Next");
    const auto first = read_continuation(at, count);
    if (!first) return tl::unexpected<std::string>("MS-ContinuationToken is missing or not of this collection");
    page.first = *first;
  }
  page.size = std::min(page.size, count - page.first);
  return page;
}

std::string next_uri(const PartnerCall& at) {
  Form query;
  for (const auto& [name, value] : at.query.fields()) {
    if (name != "seekOperation") query.add(name, value);
  }
  query.add("seekOperation", "Next");
  return at.call.path + "?" + query.encode();
}

http::Response begin(ResourceCall& call, int status) {
  http::Response response;
  response.status = status;
  const auto echo = [&](const char* name) {
    response.headers.add(name, call.request.headers.get_or(name, call.random.guid()));
  };
  echo("MS-RequestId");
  echo("MS-CorrelationId");
  response.headers.add("MS-CV", call.request.headers.get_or("MS-CV", call.random.token(12) + ".0"));
  response.headers.add("MS-ServerId", "1");
  response.headers.add("Request-Context", "appId=cid-v1:03ce8ca8-8373-4021-8f25-d5dd45c7b12f");
  return response;
}

}  // namespace

http::Response answer(ResourceCall& call, int status, const OrderedJson& body) {
  http::Response response = begin(call, status);
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.body = body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  return response;
}

http::Response answer_nothing(ResourceCall& call, int status) {
  return begin(call, status);
}

http::Response fault(ResourceCall& call, int status, std::string_view code, std::string_view description,
                     const std::string& reason) {
  call.refusal = std::string(code) + " " + (reason.empty() ? std::string(description) : reason);
  OrderedJson body;
  body["code"] = code;
  body["description"] = description;
  body["data"] = OrderedJson::array();
  body["source"] = "PartnerCenter";
  return answer(call, status, body);
}

http::Response not_found(ResourceCall& call, const std::string& reason) {
  return fault(call, 404, "1000", "Not found", reason);
}

OrderedJson attributes(std::string_view type) {
  OrderedJson object;
  object["objectType"] = type;
  return object;
}

OrderedJson link(const std::string& uri) {
  OrderedJson object;
  object["uri"] = uri;
  object["method"] = "GET";
  object["headers"] = OrderedJson::array();
  return object;
}

http::Response answer_page(PartnerCall& at, std::size_t count, const std::function<OrderedJson(std::size_t)>& item) {
  const auto page = read_page(at, count);
  if (!page) return fault(at.call, 400, kInvalidInput, "Invalid request input: " + page.error());
  OrderedJson items = OrderedJson::array();
  const std::size_t end = page->first + page->size;
  for (std::size_t i = page->first; i < end; ++i) items.push_back(item(i));
  OrderedJson body;
  body["totalCount"] = count;
  body["items"] = std::move(items);
  const std::string query(at.call.request.query());
  body["links"]["self"] = link(at.call.path + (query.empty() ? "" : "?") + query);
  if (end < count) {
    OrderedJson next = link(next_uri(at));
    next["headers"].push_back({{"key", "MS-ContinuationToken"}, {"value", write_continuation(at, count - end)}});
    body["links"]["next"] = std::move(next);
  }
  body["attributes"] = attributes("Collection");
  return answer(at.call, 200, body);
}

http::Response answer_tagged(ResourceCall& call, OrderedJson body) {
  const std::string tag = "\"" + crypto::to_hex(crypto::sha256(body.dump()).substr(0, 8)) + "\"";
  const http::Headers& asked = call.request.headers;
  const auto names = [&](const std::string& value) { return value == "*" || value.find(tag) != std::string::npos; };
  if (const auto wanted = asked.get("If-Match"); wanted && !names(*wanted)) {
    return fault(call, 412, "2055", "Etag is no longer valid");
  }
  const auto known = asked.get("If-None-Match");
  const bool is_unchanged = known && names(*known);
  body["attributes"]["etag"] = tag;
  http::Response response = is_unchanged ? answer_nothing(call, 304) : answer(call, 200, body);
  response.headers.add("ETag", tag);
  return response;
}

}  // namespace entra::idp::partner_center
