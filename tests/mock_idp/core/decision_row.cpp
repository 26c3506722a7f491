#include "decision_row.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>

namespace entra::idp::testing {
namespace {

const std::string& folder() {
  static const std::string path = std::string(ENTRA_SOURCE_DIR) + "/tests/mock_idp/core/decisions";
  return path;
}

Json read_json(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return Json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

}  // namespace

std::string DecisionRow::user() const {
  return full_name(text("user", "tom"));
}

std::string DecisionRow::sign_in_tenant() const {
  return user().ends_with("@contoso.onmicrosoft.com") ? kPartner : tenant();
}

int DecisionRow::expected(const std::string& via) const {
  const Json& expect = json.at("expect");
  if (!expect.is_object()) return expect.get<int>();
  return expect.contains(via) ? expect.at(via).get<int>() : expect.at("else").get<int>();
}

void DecisionRow::add_proof(Json& body) const {
  if (has("methods")) {
    body["methods"] = json.at("methods");
  } else {
    body["mfa"] = json.value("mfa", false);
  }
  if (!facts().empty()) body["circumstances"] = facts();
}

void PrintTo(const DecisionRow& row, std::ostream* out) {
  *out << row.text("id");
}

const std::vector<DecisionRow>& decision_rows() {
  static const std::vector<DecisionRow> rows = [] {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder())) {
      if (entry.path().extension() == ".json" && entry.path().stem() != "errors") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    std::vector<DecisionRow> all;
    for (const auto& file : files) {
      const Json table = read_json(file);
      for (const Json& row : table) all.push_back({row});
    }
    return all;
  }();
  return rows;
}

Json error_words(int code) {
  static const Json words = read_json(folder() + "/errors.json");
  return words.value(std::to_string(code), Json());
}

std::string full_name(const std::string& user) {
  return user.find('@') == std::string::npos ? user + "@contoso.onmicrosoft.com" : user;
}

std::string resource_uri(const std::string& name) {
  if (name == "graph") return kGraph;
  if (name == "arm") return "https://management.azure.com";
  return name == "partnercenter" ? kPartnerCenter : "api://" + name;
}

std::string resource_scope(const std::string& name) {
  if (name == "graph") return resource_uri(name) + "/User.Read";
  const bool is_microsofts = name == "partnercenter" || name == "arm";
  return resource_uri(name) + (is_microsofts ? "/user_impersonation" : "/access_as_user");
}

}  // namespace entra::idp::testing
