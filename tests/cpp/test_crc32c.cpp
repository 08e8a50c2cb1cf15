// CRC-32C: published values, the instruction against the tables, and any cut into parts.
#include <gtest/gtest.h>

#include <cstring>
#include <numeric>
#include <random>
#include <string_view>
#include <vector>

#include "core/crc32c.h"

namespace zeal {
namespace {

uint32_t crc_of(std::string_view s) { return crc32c(s.data(), s.size()); }

TEST(Crc32c, PublishedValues) {  // RFC 3720, B.4, and the customary check value
  EXPECT_EQ(crc_of(""), 0u);
  EXPECT_EQ(crc_of("123456789"), 0xe3069283u);
  std::vector<unsigned char> b(32, 0);
  EXPECT_EQ(crc32c(b.data(), 32), 0x8a9136aau);
  b.assign(32, 0xff);
  EXPECT_EQ(crc32c(b.data(), 32), 0x62a8ab43u);
  std::iota(b.begin(), b.end(), static_cast<unsigned char>(0));
  EXPECT_EQ(crc32c(b.data(), 32), 0x46dd794eu);
  EXPECT_EQ(crc32c(nullptr, 0), 0u);
}

// The definition, one bit at a time.
uint32_t by_bits(const unsigned char* p, size_t n) {
  uint32_t crc = ~0u;
  for (size_t i = 0; i < n; ++i) {
    crc ^= p[i];
    for (int k = 0; k < 8; ++k) crc = (crc >> 1) ^ (crc & 1 ? 0x82f63b78u : 0);
  }
  return ~crc;
}

TEST(Crc32c, EverySizeAndAlignment) {
  std::mt19937 rng(1);
  std::vector<unsigned char> data(10000);
  for (auto& b : data) b = static_cast<unsigned char>(rng());
  for (size_t offset = 0; offset < 9; ++offset)
    for (size_t n : {0,   1,    2,    3,    7,    8,    9,    15,   16,   17,  63,
                     255, 1024, 3071, 3072, 3073, 6144, 9215, 9216, 9217, 9991}) {
      uint32_t expected = by_bits(data.data() + offset, n);
      EXPECT_EQ(crc32c(data.data() + offset, n), expected) << offset << ' ' << n;
      EXPECT_EQ(crc32c_portable(data.data() + offset, n), expected) << offset << ' ' << n;
    }
}

TEST(Crc32c, ContinuesWhereItStopped) {
  std::mt19937 rng(2);
  std::vector<unsigned char> data(20000);
  for (auto& b : data) b = static_cast<unsigned char>(rng());
  uint32_t whole = crc32c(data.data(), data.size());
  for (int i = 0; i < 100; ++i) {
    size_t cut = rng() % data.size();
    EXPECT_EQ(crc32c(data.data() + cut, data.size() - cut, crc32c(data.data(), cut)), whole) << cut;
  }
}

TEST(Crc32c, SeesEveryFlippedBit) {
  std::vector<unsigned char> data(4096, 0x5a);
  uint32_t good = crc32c(data.data(), data.size());
  for (size_t bit = 0; bit < data.size() * 8; bit += 13) {
    data[bit / 8] ^= static_cast<unsigned char>(1 << bit % 8);
    EXPECT_NE(crc32c(data.data(), data.size()), good) << bit;
    data[bit / 8] ^= static_cast<unsigned char>(1 << bit % 8);
  }
}

TEST(Crc32c, MaskReadsBack) {
  EXPECT_NE(mask_crc32c(crc_of("foo")), crc_of("foo"));
  EXPECT_NE(mask_crc32c(mask_crc32c(crc_of("foo"))), crc_of("foo"));
  EXPECT_EQ(unmask_crc32c(mask_crc32c(crc_of("foo"))), crc_of("foo"));
  EXPECT_EQ(mask_crc32c(0), 0xa282ead8u);
}

}  // namespace
}  // namespace zeal
