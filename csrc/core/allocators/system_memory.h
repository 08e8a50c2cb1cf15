// Memory from the system: malloc's for small blocks, mapped pages, huge from 2 MiB, for large ones.
#pragma once
#include <sys/mman.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/sysinfo.h>
#endif

#include <cstdint>
#include <cstdlib>

#include "core/allocator.h"

#if defined(__SANITIZE_ADDRESS__)
#define ZEAL_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ZEAL_ASAN 1
#endif
#endif

namespace zeal {

// AddressSanitizer must see every allocation, to the byte, for what it is.
#ifdef ZEAL_ASAN
inline constexpr bool kAsan = true;
#else
inline constexpr bool kAsan = false;
#endif

inline constexpr size_t kMappedBytes = size_t{256} << 10;  // from here on, blocks are mappings
inline constexpr size_t kHugePage = size_t{2} << 20;

// Main memory and swap together: what no set of touched blocks can exceed.
inline size_t system_memory_bytes() {
  static const size_t bytes = [] {
#ifdef __linux__
    struct sysinfo info;
    if (sysinfo(&info) == 0) return (size_t{info.totalram} + info.totalswap) * info.mem_unit;
#endif
    return static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) *
           static_cast<size_t>(sysconf(_SC_PAGESIZE));
  }();
  return bytes;
}

// Null when there is none. `bytes` is a multiple of the page size from kMappedBytes on.
inline void* system_allocate(size_t bytes) noexcept {
  if (kAsan || bytes < kMappedBytes) {
    void* p = nullptr;
    return posix_memalign(&p, kAlignment, bytes ? bytes : 1) == 0 ? p : nullptr;
  }
  // A huge page needs an aligned start: map that much more and cut both ends off.
  size_t extra = bytes >= kHugePage ? kHugePage : 0;
  void* map =
      mmap(nullptr, bytes + extra, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (map == MAP_FAILED) return nullptr;
  if (!extra) return map;
  char* begin = static_cast<char*>(map);
  size_t head = -reinterpret_cast<uintptr_t>(begin) & (kHugePage - 1);
  if (head) munmap(begin, head);
  if (extra > head) munmap(begin + head + bytes, extra - head);
#ifdef MADV_HUGEPAGE
  madvise(begin + head, bytes, MADV_HUGEPAGE);  // a wish: no harm where it is refused
#endif
  return begin + head;
}

inline void system_deallocate(void* p, size_t bytes) noexcept {
  if (kAsan || bytes < kMappedBytes)
    std::free(p);
  else
    munmap(p, bytes);
}

}  // namespace zeal
