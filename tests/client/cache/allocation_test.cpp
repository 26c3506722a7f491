// A hit asks the allocator for nothing, by whichever way. This program counts what operator new gives.

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "entra/client/token_handle.hpp"

namespace {
thread_local std::size_t allocations = 0;

void* allocate(std::size_t size) {
  ++allocations;
  if (void* place = std::malloc(size == 0 ? 1 : size)) return place;
  throw std::bad_alloc();
}
}  // namespace

void* operator new(std::size_t size) {
  return allocate(size);
}
void* operator new[](std::size_t size) {
  return allocate(size);
}
void operator delete(void* place) noexcept {
  std::free(place);
}
void operator delete[](void* place) noexcept {
  std::free(place);
}
void operator delete(void* place, std::size_t) noexcept {
  std::free(place);
}
void operator delete[](void* place, std::size_t) noexcept {
  std::free(place);
}

namespace entra::client {
namespace {

TEST(TokenKey, AllocatesOnce) {
  const std::vector<std::string> scopes(8, "https://graph.microsoft.com/User.Read.All");
  const TokenKeyParts parts{.tenant = "t", .client_id = "c", .scopes = scopes, .claims = R"({"access_token":{}})"};
  const TokenKey first(parts);  // the process draws its seed
  const std::size_t before = allocations;
  const TokenKey key(parts);
  EXPECT_EQ(allocations - before, 1u);
  EXPECT_EQ(key, first);
}

TEST(TokenCacheHit, AllocatesNothing) {
  const ManualClock clock(from_epoch_seconds(1'740'819'600));
  const auto cache = std::make_shared<TokenCache>(clock);
  const std::vector<std::string> scopes{"https://graph.microsoft.com/.default"};
  const TokenKey key({.tenant = "t", .client_id = "c", .scopes = scopes});
  const TokenCache::Fetch fetch = [&]() -> Result<Token, ClientError> {
    return Token{.access_token = std::string(1500, 'a'), .expires_on = clock.now() + std::chrono::hours(1)};
  };
  TokenHandle handle(cache, key, fetch);
  ASSERT_TRUE(handle.get() && handle.get());
  ASSERT_TRUE(cache->find(key) && cache->find(key));  // a thread's own count of the token: once

  int served = 0;
  const std::size_t before = allocations;
  for (int i = 0; i < 100; ++i) {
    served += cache->with_token(key, [](const Token&) {}) ? 1 : 0;
    served += cache->find(key) ? 1 : 0;
    served += cache->find_fresh(key) ? 1 : 0;
    served += cache->get_or_fetch(key, fetch) ? 1 : 0;
    served += handle.get() ? 1 : 0;
  }
  EXPECT_EQ(allocations - before, 0u);
  EXPECT_EQ(served, 500);
  EXPECT_GT(before, 0u) << "the counter counts";
}

}  // namespace
}  // namespace entra::client
