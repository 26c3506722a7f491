#include "passage.hpp"

#include "control/findings.hpp"
#include "endpoints/answers.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1";
}

/// Signs as the fault wants it, and notes for the journal what was signed.
TokenSigner make_signer(Core& core, Passage& passage) {
  const TokenDefect defect = passage.fault ? passage.fault->rule->action.defect : TokenDefect::kNone;
  return [&passage, sign = make_defective_signer(defect, *core.keys, core.spare_keys, passage.now)](
             const OrderedJson& header, const OrderedJson& claims, const SigningKey& key) {
    passage.tokens.push_back(summarize_token(key.kid, claims));
    return sign(header, claims, key);
  };
}

}  // namespace

std::string caller_address(const http::Request& request) {
  std::string peer = request.remote_address.empty() ? "127.0.0.1" : request.remote_address;
  const std::string forwarded = request.headers.get_or("X-Forwarded-For");
  if (!is_loopback(peer) || forwarded.empty()) return peer;
  const auto words = split_words(forwarded, ',');
  return words.empty() ? peer : words.front();
}

Form read_all_parameters(const http::Request& request) {
  Form all = Form::parse(request.query()).value_or(Form{});
  if (to_lower(request.headers.get_or("Content-Type")).starts_with("application/x-www-form-urlencoded")) {
    const Form body = Form::parse(request.body).value_or(Form{});
    for (const auto& [name, value] : body.fields()) all.add(name, value);
  }
  return all;
}

Exchange make_exchange(Core& core, Passage& passage) {
  const std::string caller_id = passage.request.headers.get_or("client-request-id");
  return {passage.request,
          passage.origin,
          caller_address(passage.request),
          GrantContext{*passage.directory, *core.store, *core.keys, core.random, passage.now, passage.trace,
                       make_signer(core, passage), core.issuer_keys.get(), &core.directory, &core.inbox},
          core.random.guid(),
          is_guid(caller_id) ? caller_id : core.random.guid()};
}

JournalEntry make_entry(Passage passage, const http::Response& response, std::int64_t duration_us) {
  JournalEntry entry;
  entry.scope = passage.scope->name;
  entry.at = passage.now;
  entry.method = passage.request.method;
  entry.path = passage.request.path();
  entry.parameters = std::move(passage.parameters);
  entry.headers = pick_journal_headers(passage.request.headers);
  entry.status = response.status;
  entry.aadsts = passage.trace.aadsts;
  entry.reason = std::move(passage.trace.reason);
  entry.tenant = std::move(passage.trace.tenant);
  entry.client_id = std::move(passage.trace.client);
  entry.user = std::move(passage.trace.user);
  entry.grant_type = std::move(passage.trace.grant_type);
  entry.request_id = std::move(passage.request_id);
  entry.correlation_id = std::move(passage.correlation_id);
  entry.fault = passage.fault ? passage.fault->id : 0;
  entry.end = response.wire.end;
  entry.unmatched = passage.unmatched;
  entry.tokens = std::move(passage.tokens);
  entry.policies = to_text(describe(passage.trace.policies));
  entry.duration_us = duration_us;
  return entry;
}

}  // namespace entra::idp
