// CRC-32C (Castagnoli), the checksum of checkpoints and TFRecord files.
#pragma once
#include <cstddef>
#include <cstdint>

#include "core/macros.h"

namespace zeal {

// The CRC of `size` bytes; `init` is the CRC of the bytes before them, so that
// crc32c(b, nb, crc32c(a, na)) is the CRC of a followed by b.
ZEAL_API uint32_t crc32c(const void* data, size_t size, uint32_t init = 0);
// The same by tables, which crc32c uses where the processor has no instruction for it.
ZEAL_API uint32_t crc32c_portable(const void* data, size_t size, uint32_t init = 0);

// A checksum stored among the bytes that it covers is masked first, as LevelDB and TensorFlow do.
constexpr uint32_t mask_crc32c(uint32_t crc) { return ((crc >> 15) | (crc << 17)) + 0xa282ead8u; }
constexpr uint32_t unmask_crc32c(uint32_t masked) {
  uint32_t rotated = masked - 0xa282ead8u;
  return (rotated >> 17) | (rotated << 15);
}

}  // namespace zeal
