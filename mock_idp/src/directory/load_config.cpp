#include "entra/idp/load_config.hpp"

#include <algorithm>
#include <filesystem>

#include "directory/config_sections.hpp"
#include "directory/load_with_vocabulary.hpp"

namespace entra::idp {
namespace {

constexpr std::int64_t kTenYears = 315360000;  // seconds

void read_lifetimes(Loading& loading, const Value& value, TokenLifetimes& lifetimes) {
  ObjectReader reader(loading, value, "tokenLifetimes");
  const auto read = [&](std::string_view name, seconds otherwise) {
    return seconds(reader.integer(name, 1, kTenYears).value_or(otherwise.count()));
  };
  // Entra's token lifetime policies allow 10 minutes to 1 day; tests need tokens that last a second.
  if (const auto access = reader.integer("accessToken", 1, 86400)) lifetimes.access_token = seconds(*access);
  lifetimes.id_token = read("idToken", lifetimes.id_token);
  lifetimes.refresh_token = read("refreshToken", lifetimes.refresh_token);
  lifetimes.authorization_code = read("authorizationCode", lifetimes.authorization_code);
  lifetimes.device_code = read("deviceCode", lifetimes.device_code);
  reader.done();
}

Result<Config, ConfigError> load_source(const SourceText& source, const std::string& base_directory,
                                        Vocabulary* vocabulary) {
  const auto root = parse_located_json(source);
  if (!root) return tl::unexpected<ConfigError>({root.error().one_line(), root.error().with_excerpt()});
  Loading loading(source, *root, base_directory);
  Config config = read_config(loading);
  if (!loading.failed()) check_references(loading, config);
  if (vocabulary != nullptr) *vocabulary = loading.vocabulary();
  if (loading.failed()) return tl::unexpected<ConfigError>(loading.first_error());
  return config;
}

}  // namespace

std::vector<std::string> read_words(ObjectReader& reader, std::string_view name,
                                    const std::vector<std::string>& known) {
  std::vector<std::string> all;
  reader.each_text(name, [&](const Value& at, const std::string& text) {
    if (std::find(known.begin(), known.end(), text) == known.end()) reader.refuse_word(at, text, known);
    all.push_back(text);
  });
  return all;
}

std::vector<ObjectId> read_ids(Loading& loading, ObjectReader& reader, std::string_view name) {
  std::vector<ObjectId> ids;
  reader.each_text(name, [&](const Value& at, const std::string& text) {
    const auto id = ObjectId::parse(text);
    if (id) {
      ids.push_back(*id);
    } else {
      loading.refuse(at, id.error().message);
    }
  });
  return ids;
}

Config read_config(Loading& loading) {
  Config config;
  ObjectReader reader(loading, loading.root(), "config");
  (void)reader.text("$schema");  // for editors
  config.cloud = reader.word<Cloud>(
      "cloud", Cloud::kPublic,
      {{"public", Cloud::kPublic}, {"usgov", Cloud::kUsGov}, {"china", Cloud::kChina}, {"germany", Cloud::kGermany}});
  config.issuer = reader.word<IssuerMode>("issuer", IssuerMode::kLocal,
                                          {{"local", IssuerMode::kLocal}, {"entra", IssuerMode::kEntra}});
  config.sign_in =
      reader.word<SignInMode>("signIn", SignInMode::kInteractive,
                              {{"interactive", SignInMode::kInteractive}, {"automatic", SignInMode::kAutomatic}});
  config.signing_keys =
      reader.word<SigningKeyScope>("signingKeys", SigningKeyScope::kShared,
                                   {{"shared", SigningKeyScope::kShared}, {"perTenant", SigningKeyScope::kPerTenant}});
  if (const auto lifetimes = reader.member("tokenLifetimes")) read_lifetimes(loading, *lifetimes, config.lifetimes);
  if (const auto partner = reader.member("partnerCenter")) read_partner_center(loading, *partner, config);
  config.refresh_token_rotation = reader.word<RefreshTokenRotation>(
      "refreshTokenRotation", RefreshTokenRotation::kNone,
      {{"none", RefreshTokenRotation::kNone}, {"strict", RefreshTokenRotation::kStrict}});
  config.assertion_replay =
      reader.word<AssertionReplay>("clientAssertionReplay", AssertionReplay::kSame,
                                   {{"same", AssertionReplay::kSame}, {"refused", AssertionReplay::kRefused}});
  reader.each("trustedIssuers",
              [&](const Value& value) { config.trusted_issuers.push_back(read_trusted_issuer(loading, value)); });
  reader.each("tenants", [&](const Value& value) { config.tenants.push_back(read_tenant(loading, value)); });
  if (config.tenants.empty()) reader.missing_or_empty("tenants", "an array of at least one tenant");
  reader.done();
  resolve_guests(loading, config);

  for (Tenant& tenant : config.tenants)
    for (Customer& customer : tenant.customers)
      for (const Tenant& other : config.tenants)
        if (customer.company_name.empty() && other.id == customer.tenant) customer.company_name = other.display_name;

  for (std::size_t t = 0; t < config.tenants.size(); ++t) {
    const std::string tenant = "/tenants/" + std::to_string(t);
    config.places[tenant] = loading.place(loading.find(tenant));
    for (const auto& section : loading.find(tenant).json->members)
      for (std::size_t i = 0; i < section.value.elements.size(); ++i) {
        const std::string pointer = tenant + "/" + pointer_token(section.name) + "/" + std::to_string(i);
        config.places[pointer] = loading.place(loading.find(pointer));
      }
  }
  return config;
}

Result<Config, ConfigError> load_with_vocabulary(const std::string& text, Vocabulary& vocabulary) {
  return load_source(SourceText("config", text), ".", &vocabulary);
}

Result<Config, ConfigError> parse_config(const std::string& name, const std::string& text,
                                         const std::string& base_directory) {
  return load_source(SourceText(name, text), base_directory, nullptr);
}

Result<Config, ConfigError> load_config(const std::string& path) {
  const auto source = SourceText::read(path);
  if (!source) return tl::unexpected<ConfigError>({source.error().message, source.error().message});
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return load_source(*source, folder.empty() ? "." : folder, nullptr);
}

}  // namespace entra::idp
