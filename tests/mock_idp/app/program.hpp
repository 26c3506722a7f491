#pragma once
// mock_idp as a child process in a folder of its own.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "entra/support/json_access.hpp"

namespace entra::idp {

class MockIdpProgram : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "entra_idp_XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override {
    if (child_ > 0) stop(SIGKILL);
    std::filesystem::remove_all(folder_);
  }

  void launch(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), std::string(ENTRA_BIN_DIR) + "/mock_idp");
    arguments.insert(arguments.end(), {"--state-dir", folder_ + "/state"});
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    child_ = ::fork();
    if (child_ == 0) {
      const int out = ::open((folder_ + "/out").c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
      const int err = ::open((folder_ + "/err").c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
      if (file_size_limit_ != 0) {
        const rlimit limit{file_size_limit_, file_size_limit_};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        ::signal(SIGXFSZ, SIG_IGN);
      }
      ::dup2(out, 1);
      ::dup2(err, 2);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
  }
  /// Waits for the end; the exit code, or -1 for a death by signal.
  int wait() {
    int status = 0;
    ::waitpid(child_, &status, 0);
    child_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  int stop(int signal) {
    ::kill(child_, signal);
    return wait();
  }
  int run(std::vector<std::string> arguments) {
    launch(std::move(arguments));
    return wait();
  }
  std::string read(const std::string& name) const {
    std::ifstream file(folder_ + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ + "/" + name, std::ios::binary) << text;
    return folder_ + "/" + name;
  }
  /// Starts on free ports and waits for the ready file, which appears whole.
  Json start(std::vector<std::string> more = {}) {
    std::filesystem::remove(folder_ + "/ready");
    std::vector<std::string> arguments{"--http-port", "0", "--https-port", "0", "--ready-file", folder_ + "/ready"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    launch(std::move(arguments));
    while (!std::filesystem::exists(folder_ + "/ready") && ::waitpid(child_, nullptr, WNOHANG) == 0) ::usleep(2000);
    return parse_json(read("ready")).value_or(Json());
  }

  std::string folder_;
  pid_t child_{-1};
  rlim_t file_size_limit_{0};  ///< bytes that no file of the child may outgrow, as if the disk were full; 0: none
};

}  // namespace entra::idp
