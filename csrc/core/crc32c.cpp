#include "core/crc32c.h"

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace zeal {

namespace {
constexpr uint32_t kPolynomial = 0x82f63b78u;  // Castagnoli's, bits reversed
using Table = std::array<uint32_t, 256>;

// kTables[k][b] is the CRC of byte b followed by k zero bytes: eight bytes take eight look-ups.
constexpr std::array<Table, 8> make_tables() {
  std::array<Table, 8> t{};
  for (uint32_t b = 0; b < 256; ++b) {
    uint32_t crc = b;
    for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ (crc & 1 ? kPolynomial : 0);
    t[0][b] = crc;
  }
  for (size_t k = 1; k < 8; ++k)
    for (size_t b = 0; b < 256; ++b) t[k][b] = (t[k - 1][b] >> 8) ^ t[0][t[k - 1][b] & 0xff];
  return t;
}
constexpr std::array<Table, 8> kTables = make_tables();

uint32_t crc_by_table(const unsigned char* p, size_t size, uint32_t crc) {
  for (; size >= 8; size -= 8, p += 8) {
    uint32_t next = 0;
    for (size_t i = 0; i < 8; ++i)
      next ^= kTables[7 - i][p[i] ^ (i < 4 ? crc >> (8 * i) & 0xff : 0)];
    crc = next;
  }
  for (; size; --size, ++p) crc = (crc >> 8) ^ kTables[0][(crc ^ *p) & 0xff];
  return crc;
}

#if defined(__x86_64__)
uint64_t load64(const unsigned char* p) {
  uint64_t v;
  std::memcpy(&v, p, 8);
  return v;
}

// The instruction gives a result every cycle but takes three for each, so three lanes run side by
// side. kShift advances a lane's CRC over the kLane bytes that follow it: CRCs are linear, so the
// four look-ups of a shifted word's bytes add up.
constexpr size_t kLane = 1024;

constexpr std::array<Table, 4> make_shift() {
  std::array<uint32_t, 32> bit{};  // what each bit of a CRC becomes after kLane zero bytes
  for (size_t i = 0; i < 32; ++i) {
    uint32_t crc = uint32_t{1} << i;
    for (size_t n = 0; n < kLane; ++n) crc = (crc >> 8) ^ kTables[0][crc & 0xff];
    bit[i] = crc;
  }
  std::array<Table, 4> t{};
  for (size_t k = 0; k < 4; ++k)
    for (size_t b = 0; b < 256; ++b)
      for (size_t i = 0; i < 8; ++i)
        if (b >> i & 1) t[k][b] ^= bit[8 * k + i];
  return t;
}
constexpr std::array<Table, 4> kShift = make_shift();

uint64_t shift_lane(uint64_t crc) {
  return kShift[0][crc & 0xff] ^ kShift[1][crc >> 8 & 0xff] ^ kShift[2][crc >> 16 & 0xff] ^
         kShift[3][crc >> 24 & 0xff];
}

__attribute__((target("sse4.2"))) uint32_t crc_by_instruction(const unsigned char* p, size_t size,
                                                              uint32_t init) {
  uint64_t crc = init;
  for (; size >= 3 * kLane; size -= 3 * kLane, p += 3 * kLane) {
    uint64_t b = 0, c = 0;
    for (size_t i = 0; i < kLane; i += 8) {
      crc = _mm_crc32_u64(crc, load64(p + i));
      b = _mm_crc32_u64(b, load64(p + kLane + i));
      c = _mm_crc32_u64(c, load64(p + 2 * kLane + i));
    }
    crc = shift_lane(shift_lane(crc) ^ b) ^ c;
  }
  for (; size >= 8; size -= 8, p += 8) crc = _mm_crc32_u64(crc, load64(p));
  auto narrow = static_cast<uint32_t>(crc);
  for (; size; --size, ++p) narrow = _mm_crc32_u8(narrow, *p);
  return narrow;
}
#endif
}  // namespace

uint32_t crc32c_portable(const void* data, size_t size, uint32_t init) {
  return ~crc_by_table(static_cast<const unsigned char*>(data), size, ~init);
}

uint32_t crc32c(const void* data, size_t size, uint32_t init) {
#if defined(__x86_64__)
  static const bool has_instruction = __builtin_cpu_supports("sse4.2");
  if (has_instruction)
    return ~crc_by_instruction(static_cast<const unsigned char*>(data), size, ~init);
#endif
  return crc32c_portable(data, size, init);
}

}  // namespace zeal
