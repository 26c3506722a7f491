#include "entra/support/ip_range.hpp"

#include <gtest/gtest.h>

#include <string>

namespace entra {
namespace {

struct Row {
  const char* range;
  const char* address;
  bool inside;
};

TEST(IpRange, Contains) {
  const Row rows[] = {
      {"10.0.0.0/8", "10.255.1.2", true},
      {"10.0.0.0/8", "11.0.0.0", false},
      {"10.1.2.3/8", "10.9.9.9", true},
      {"192.168.4.0/22", "192.168.7.255", true},
      {"192.168.4.0/22", "192.168.8.0", false},
      {"203.0.113.7/32", "203.0.113.7", true},
      {"203.0.113.7/32", "203.0.113.6", false},
      {"0.0.0.0/0", "255.255.255.255", true},
      {"0.0.0.0/0", "::1", false},
      {"::/0", "127.0.0.1", false},
      {"::/0", "2001:db8::1", true},
      {"2001:db8::/33", "2001:db8:7fff::1", true},
      {"2001:db8::/33", "2001:db8:8000::1", false},
      {"::1/128", "::1", true},
      {"::1/128", "::2", false},
      {"10.0.0.0/8", "::ffff:10.1.1.1", true},
      {"::ffff:10.0.0.0/104", "10.1.1.1", true},
      {"::ffff:10.0.0.0/104", "11.1.1.1", false},
  };
  for (const Row& row : rows) {
    const auto range = IpRange::parse(row.range);
    ASSERT_TRUE(range) << row.range;
    const auto address = IpAddress::parse(row.address);
    ASSERT_TRUE(address) << row.address;
    EXPECT_EQ(range->contains(*address), row.inside) << row.range << " " << row.address;
  }
}

TEST(IpRange, RefusesWhatIsNoRange) {
  for (const char* text : {"", "/", "10.0.0.0", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/8/8", "10.0.0/8", "010.0.0.0/8 ",
                           "localhost/8", "10.0.0.0/+8", "10.0.0.0/-1", "::/", "[::]/0", "fe80::1%eth0/64"})
    EXPECT_EQ(IpRange::parse(text).error().code, Errc::kMalformed) << text;
  for (const char* text : {"10.0.0.0/33", "::/129", "10.0.0.0/999", "::ffff:10.0.0.0/95"})
    EXPECT_EQ(IpRange::parse(text).error().code, Errc::kOutOfRange) << text;
}

TEST(IpAddress, RefusesWhatIsNoAddress) {
  for (const std::string& text :
       {std::string(""), std::string("1.2.3"), std::string("1.2.3.4.5"), std::string("256.1.1.1"),
        std::string("localhost"), std::string("1.2.3.4\0", 8), std::string("1.2.3.4:80"), std::string(":::")})
    EXPECT_FALSE(IpAddress::parse(text)) << text;
}

}  // namespace
}  // namespace entra
