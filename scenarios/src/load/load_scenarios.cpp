#include "load/load_scenarios.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "entra/support/text.hpp"
#include "load/matrix.hpp"
#include "load/node_check.hpp"
#include "load/step_reader.hpp"

namespace entra::scenarios {
namespace {

using Kind = LocatedJson::Kind;
namespace fs = std::filesystem;

bool is_kebab_case(const std::string& name) {
  const auto fine = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !name.empty() && name.front() != '-' && name.back() != '-' && name.find("--") == std::string::npos &&
         std::all_of(name.begin(), name.end(), fine);
}

// FNV-1a: the same name gives the same seed everywhere.
std::uint64_t seed_from(const std::string& name) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

void read_lifetimes(const LocatedJson& node, NodeCheck& check, IdpSettings& idp) {
  if (!check.check_object(node, lifetime_keys(), "'lifetimes'")) return;
  for (const auto& member : node.members) {
    if (is_template(member.value)) {
      check.complain(member.value.span, "'lifetimes' are set before variables exist");
    } else if (member.value.kind == Kind::kNumber && member.value.scalar.is_number_unsigned()) {
      idp.lifetimes[member.name] = seconds(member.value.scalar.get<std::int64_t>());
    } else if (member.value.kind == Kind::kString) {
      if (const auto duration = parse_duration(member.value.scalar.get_ref<const std::string&>()))
        idp.lifetimes[member.name] = std::chrono::duration_cast<seconds>(*duration);
    }
  }
}

void read_idp(const LocatedJson& node, NodeCheck& check, IdpSettings& idp) {
  if (!check.check_object(node, idp_keys(), "'idp'")) return;
  for (const auto& member : node.members)
    if (is_template(member.value)) check.complain(member.value.span, "the mock is set up before variables exist");
  if (const LocatedJson* directory = node.find("directory");
      directory != nullptr && directory->kind == Kind::kString && !is_template(*directory)) {
    const fs::path folder = fs::path(check.source().name()).parent_path();
    idp.directory = (folder / directory->scalar.get<std::string>()).lexically_normal().string();
    std::error_code ignored;
    if (!fs::is_regular_file(idp.directory, ignored))
      check.complain(directory->span, "there is no file '" + idp.directory + "' (relative to the scenario file)");
  }
  if (const LocatedJson* clock = node.find("clock"); clock != nullptr && clock->kind == Kind::kString)
    if (const auto time = parse_rfc3339(clock->scalar.get_ref<const std::string&>())) idp.clock = *time;
  if (const LocatedJson* seed = node.find("seed"); seed != nullptr && seed->scalar.is_number_unsigned())
    idp.seed = seed->scalar.get<std::uint64_t>();
  if (const LocatedJson* lifetimes = node.find("lifetimes")) read_lifetimes(*lifetimes, check, idp);
}

std::map<std::string, const LocatedJson*> read_clients(const LocatedJson* node, NodeCheck& check) {
  std::map<std::string, const LocatedJson*> clients;
  if (node == nullptr || node->kind != Kind::kObject) return clients;
  for (const auto& member : node->members)
    if (check.check_partial_object(member.value, client_keys(), "the client '" + member.name + "'"))
      clients[member.name] = &member.value;
  return clients;
}

void read_vars(const LocatedJson* node, NodeCheck& check, Scenario& scenario) {
  if (node == nullptr) return;
  for (const auto& member : node->members) {
    check.check_references(member.value);
    if (!check.check_new_name(member.name, member.name_span)) continue;
    if (check.is_declared(member.name))
      check.complain(member.name_span, "the variable '" + member.name + "' is also an axis of the matrix");
    scenario.vars.emplace_back(member.name, member.value.to_json());
    // A value that is a template itself is known only while running.
    check.declare(member.name, is_template(member.value) ? Json(nullptr) : member.value.to_json());
  }
}

std::vector<std::string> strings_of(const LocatedJson* node) {
  std::vector<std::string> out;
  if (node != nullptr)
    for (const LocatedJson& element : node->elements)
      if (element.kind == Kind::kString) out.push_back(element.scalar.get<std::string>());
  return out;
}

Scenario read_root(const LocatedJson& root, NodeCheck& check, std::vector<MatrixCase>& cases) {
  Scenario scenario{check.source(), {}, {}, {}, {}, {}, {}, {}, {}, {}};
  scenario.idp.clock = from_epoch_seconds(1735689600);  // 2025-01-01T00:00:00Z
  const auto text = [&](std::string_view name) {
    const LocatedJson* node = root.find(name);
    return node != nullptr && node->kind == Kind::kString ? node->scalar.get<std::string>() : std::string();
  };
  scenario.name = text("scenario");
  scenario.about = text("about");
  scenario.tags = strings_of(root.find("tags"));
  if (root.find("skip") != nullptr) scenario.skip = text("skip");
  scenario.idp.seed = seed_from(scenario.name);
  if (const LocatedJson* name = root.find("scenario"); name != nullptr && name->kind == Kind::kString) {
    scenario.name_span = name->span;
    if (!is_kebab_case(scenario.name))
      check.complain(name->span, "a scenario's name is kebab-case: lower-case letters, digits and single '-'");
  }
  if (const LocatedJson* idp = root.find("idp")) read_idp(*idp, check, scenario.idp);
  for (const Key& key : built_in_variables()) check.declare(std::string(key.name));
  if (const LocatedJson* matrix = root.find("matrix")) cases = read_matrix(*matrix, check);
  read_vars(root.find("vars"), check, scenario);
  StepReader reader(check, read_clients(root.find("clients"), check));
  if (const LocatedJson* steps = root.find("steps")) {
    scenario.steps = reader.read_steps(*steps);
    if (steps->kind == Kind::kArray && steps->elements.empty()) check.complain(steps->span, "'steps' is empty");
  }
  if (const LocatedJson* always = root.find("always")) scenario.always = reader.read_steps(*always);
  return scenario;
}

}  // namespace

Loaded load_scenario(const SourceText& source) {
  Loaded loaded;
  auto root = parse_located_json(source);
  if (!root) {
    loaded.diagnostics.push_back(std::move(root.error()));
    return loaded;
  }
  NodeCheck check(source, loaded.diagnostics);
  std::vector<MatrixCase> cases;
  if (!check.check_object(*root, root_keys(), "a scenario")) return loaded;
  Scenario scenario = read_root(*root, check, cases);
  if (!loaded.diagnostics.empty()) return loaded;
  if (cases.empty()) {
    loaded.scenarios.push_back(std::move(scenario));
    return loaded;
  }
  for (const MatrixCase& one : cases) {
    Scenario copy = scenario;
    copy.name += "[" + one.label + "]";
    copy.vars.insert(copy.vars.begin(), one.values.begin(), one.values.end());
    loaded.scenarios.push_back(std::move(copy));
  }
  return loaded;
}

Loaded load_scenarios(const std::vector<SourceText>& sources, const DirectoryCheck& check) {
  Loaded all;
  std::map<std::string, std::string> seen;  // name to file
  std::set<std::string> directories;
  for (const SourceText& source : sources) {
    Loaded one = load_scenario(source);
    std::move(one.diagnostics.begin(), one.diagnostics.end(), std::back_inserter(all.diagnostics));
    for (Scenario& scenario : one.scenarios) {
      const auto [other, fresh] = seen.emplace(scenario.name, source.name());
      if (!fresh) {
        all.diagnostics.push_back({source, scenario.name_span,
                                   "the name '" + scenario.name + "' is also used in " + other->second, "/scenario"});
        continue;
      }
      const std::string& directory = scenario.idp.directory;
      if (check && !directory.empty() && directories.insert(directory).second)
        if (auto error = check(directory)) all.directory_errors.push_back(std::move(*error));
      all.scenarios.push_back(std::move(scenario));
    }
  }
  return all;
}

Result<std::vector<std::string>> find_scenario_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (fs::is_regular_file(path, error)) {
      files.push_back(path);
      continue;
    }
    if (!fs::is_directory(path, error)) return fail(Errc::kNotFound, "there is no file or folder '" + path + "'");
    std::vector<std::string> found;
    for (fs::recursive_directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
      std::error_code unknown;  // a link to nowhere: reading it will say so
      if (it->is_directory(unknown)) continue;
      const std::string name = it->path().string();
      constexpr std::string_view kSuffix = ".scenario.json";
      if (name.size() > kSuffix.size() && name.compare(name.size() - kSuffix.size(), kSuffix.size(), kSuffix) == 0)
        found.push_back(name);
    }
    if (error) return fail(Errc::kIo, "cannot read '" + path + "': " + error.message());
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  std::set<std::string> seen;  // a file given twice is run once
  std::erase_if(
      files, [&](const std::string& file) { return !seen.insert(fs::path(file).lexically_normal().string()).second; });
  return files;
}

}  // namespace entra::scenarios
