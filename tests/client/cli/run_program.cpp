#include "cli/run_program.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace entra::client::testing {
namespace {

std::string temporary_path(const std::string& name) {
  return ::testing::TempDir() + "entra_cli_" + std::to_string(::getpid()) + "_" + name;
}

std::string read_and_remove(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  ::unlink(path.c_str());
  return text;
}

void redirect(int descriptor, const std::string& path, int flags) {
  const int file = ::open(path.c_str(), flags, 0600);
  if (file < 0 || ::dup2(file, descriptor) < 0) ::_exit(126);
  ::close(file);
}

}  // namespace

Outcome run_program(const std::string& name, const std::vector<std::string>& arguments, const std::string& input,
                    const std::map<std::string, std::string>& variables) {
  const std::string program = std::string(ENTRA_BIN_DIR) + "/" + name;
  const std::string in_path = write_temporary("stdin", input);
  const std::string out_path = temporary_path("stdout");
  const std::string err_path = temporary_path("stderr");
  std::vector<std::string> settings{"PATH=/usr/bin:/bin", "LC_ALL=C"};
  for (const auto& [key, value] : variables) settings.push_back(key + "=" + value);

  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> environment;
  for (const std::string& setting : settings) environment.push_back(const_cast<char*>(setting.c_str()));
  environment.push_back(nullptr);

  const pid_t child = ::fork();
  if (child == 0) {
    redirect(0, in_path, O_RDONLY);
    redirect(1, out_path, O_WRONLY | O_CREAT | O_TRUNC);
    redirect(2, err_path, O_WRONLY | O_CREAT | O_TRUNC);
    ::execve(program.c_str(), argv.data(), environment.data());
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ::unlink(in_path.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_and_remove(out_path), read_and_remove(err_path)};
}

std::string write_temporary(const std::string& name, const std::string& content) {
  const std::string path = temporary_path(name);
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

}  // namespace entra::client::testing
