// A cache file in MSAL's unified schema, written by another library or by nobody in his right mind.

#include <algorithm>
#include <string>

#include "persist/cache_document.hpp"
#include "require.hpp"

namespace {

using namespace entra;
using client::CacheDocument;
using fuzz::require;

const client::StoreAuthority& authority() {
  static const client::StoreAuthority made{.environment = "login.microsoftonline.com",
                                           .aliases = {"login.windows.net"}};
  return made;
}

client::StoredAnswer own_answer() {
  client::StoredAnswer answer;
  answer.authority = authority();
  answer.client_id = "fuzz-client";
  answer.realm = "fuzz-tenant";
  answer.scopes = {"api://fuzz/.default"};
  answer.access_token = "AT";
  answer.token_type = "Bearer";
  answer.cached_at = from_epoch_seconds(1'740'819'600);
  answer.expires_on = from_epoch_seconds(1'740'823'200);
  answer.extended_expires_on = answer.expires_on;
  return answer;
}

/// What we wrote ourselves is found and removed again, whatever else stands in the file.
void write_and_remove(CacheDocument document) {
  const client::StoredAnswer answer = own_answer();
  document.write(answer);
  const client::AccessTokenQuery query{.authority = answer.authority,
                                       .client_id = answer.client_id,
                                       .realm = answer.realm,
                                       .home_account_id = {},
                                       .scopes = answer.scopes};
  const auto again = CacheDocument::parse(document.text());
  require(again.has_value(), "a changed document can be read back");
  require(again->find_access_token(query).has_value(), "a written token is found in what was read back");
  require(document.remove_access_token("AT") > 0, "a written token can be removed");
  const auto left = document.find_access_token(query);
  require(!left || left->secret != "AT", "a removed token is gone");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::as_text(data, size));
  const auto document = CacheDocument::parse(text);
  if (!document) {
    require(document.error().message.find_first_of("\r\n") == std::string::npos, "an error is one line");
    return 0;
  }
  const auto again = CacheDocument::parse(document->text());
  require(again && again->text() == document->text(), "a document is written and read back alike");

  for (const client::StoredAccount& account : document->accounts(authority())) {
    require(!account.home_account_id.empty(), "an account has an id");
    const client::CredentialQuery query{.authority = authority(),
                                        .client_id = "client",
                                        .home_account_id = account.home_account_id,
                                        .realm = account.realm};
    const auto before = document->find_refresh_tokens(query);
    require(std::find(before.begin(), before.end(), "") == before.end(), "a refresh token that is found has a text");
    static_cast<void>(document->find_id_token(query));
    CacheDocument changed = *document;
    static_cast<void>(changed.remove_account(query));
    // Of a client that no answer has called a family's, other clients' family tokens are tried but never removed.
    const auto left = changed.find_refresh_tokens(query);
    require(left.size() <= before.size() && std::equal(left.rbegin(), left.rend(), before.rbegin()),
            "what a removal leaves was the family's");
    require(changed.remove_account(query) == 0, "a removed account has nothing left to remove");
  }
  write_and_remove(*document);
  return 0;
}
