// Counts of elements that are not zero for one instruction set.
#include "cpu/count_kernels.h"

#include <type_traits>

#include "core/macros.h"
#include "cpu/loops.h"

namespace zeal {
namespace {

// So many are counted in 32 bits, which makes the most lanes, before they are added up.
inline constexpr int64_t kBlock = int64_t{1} << 20;

template <class Word, int Words = 1>
int64_t count(const void* from, uint64_t mask, int64_t n) {
  using Sum = std::conditional_t<sizeof(Word) == 8, uint64_t, uint32_t>;
  const Word* x = static_cast<const Word*>(from);
  const Word bits = static_cast<Word>(mask);
  int64_t total = 0;
  for (int64_t at = 0; at < n; at += kBlock, x += kBlock * Words) {
    const int64_t m = n - at < kBlock ? n - at : kBlock;
    Sum found = 0;
    for (int64_t i = 0; i < m; ++i) {
      Word word = x[i * Words];
      if constexpr (Words == 2) word |= x[i * Words + 1];
      found += (word & bits) != 0;
    }
    total += found;
  }
  return total;
}

}  // namespace

#define ZEAL_NAME_(isa) count_table_##isa
#define ZEAL_NAME(isa) ZEAL_NAME_(isa)
extern const CountTable ZEAL_NAME(ZEAL_ISA){
    {count<uint8_t>, count<uint16_t>, count<uint32_t>, count<uint64_t>, count<uint64_t, 2>}};

}  // namespace zeal
