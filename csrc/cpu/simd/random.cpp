// Random numbers for one instruction set: Philox on a vector of counters at a time.
#include "cpu/random_kernels.h"
#include "cpu/simd/vec.h"

namespace zeal {
namespace {

inline constexpr int kLanes = kVecBytes / 4;
typedef uint32_t U32 __attribute__((vector_size(kVecBytes)));
typedef uint64_t U64 __attribute__((vector_size(kVecBytes)));

// The 64-bit products of the even lanes of a and b.
ZEAL_INLINE U64 multiply_even(U32 a, U32 b) {
#if ZEAL_ISA_CODE(ZEAL_ISA) == 2
  return reinterpret_cast<U64>(
      _mm512_maskz_mul_epu32(0xff, reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b)));
#elif ZEAL_ISA_CODE(ZEAL_ISA) == 1
  return reinterpret_cast<U64>(
      _mm256_mul_epu32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b)));
#elif defined(__SSE2__)
  return reinterpret_cast<U64>(
      _mm_mul_epu32(reinterpret_cast<__m128i>(a), reinterpret_cast<__m128i>(b)));
#else
  const U64 low = U64{} + 0xffffffffu;
  return (reinterpret_cast<U64>(a) & low) * (reinterpret_cast<U64>(b) & low);
#endif
}

// The halves of the 64-bit products of all lanes.
ZEAL_INLINE void multiply(U32 a, U32 b, U32& high, U32& low) {
  U64 even = multiply_even(a, b);
  U64 odd = multiply_even(reinterpret_cast<U32>(reinterpret_cast<U64>(a) >> 32), b);
  const U64 mask = U64{} + 0xffffffffu;
  low = reinterpret_cast<U32>((even & mask) | odd << 32);
  high = reinterpret_cast<U32>(even >> 32 | (odd & ~mask));
}

// kLanes blocks from `s` on. As philox(), which says what goes on.
ZEAL_INLINE void philox_blocks(const PhiloxState& s, PhiloxBlock* out) {
  uint32_t low = static_cast<uint32_t>(s.counter_lo);
  if (ZEAL_UNLIKELY(low > ~uint32_t{0} - kLanes)) {  // the lanes' counters would carry
    for (int i = 0; i < kLanes; ++i) out[i] = philox(s.at(static_cast<uint64_t>(i)));
    return;
  }
  U32 lane;
  for (int i = 0; i < kLanes; ++i) lane[i] = static_cast<uint32_t>(i);
  U32 c0 = lane + low, c1 = U32{} + static_cast<uint32_t>(s.counter_lo >> 32);
  U32 c2 = U32{} + static_cast<uint32_t>(s.counter_hi);
  U32 c3 = U32{} + static_cast<uint32_t>(s.counter_hi >> 32);
  uint32_t k0 = static_cast<uint32_t>(s.key), k1 = static_cast<uint32_t>(s.key >> 32);
  const U32 m0 = U32{} + 0xd2511f53u, m1 = U32{} + 0xcd9e8d57u;
#pragma GCC unroll 10
  for (int round = 0; round < 10; ++round) {
    U32 h0, l0, h1, l1;
    multiply(c0, m0, h0, l0);
    multiply(c2, m1, h1, l1);
    c0 = h1 ^ c1 ^ k0;
    c1 = l1;
    c2 = h0 ^ c3 ^ k1;
    c3 = l0;
    k0 += 0x9e3779b9u;
    k1 += 0xbb67ae85u;
  }
  uint32_t w[4][kLanes];
  __builtin_memcpy(w[0], &c0, kVecBytes);
  __builtin_memcpy(w[1], &c1, kVecBytes);
  __builtin_memcpy(w[2], &c2, kVecBytes);
  __builtin_memcpy(w[3], &c3, kVecBytes);
  for (int i = 0; i < kLanes; ++i) out[i] = {{w[0][i], w[1][i], w[2][i], w[3][i]}};
}

template <class D>
void fill(const D& distribution, const PhiloxState& s, void* data, int64_t begin, int64_t end) {
  constexpr int64_t group = D::kGroup;
  auto* out = static_cast<typename D::type*>(data);
  int64_t i = begin;
  if constexpr (D::kBlocks == 1) {
    if (i % group == 0)
      for (; end - i >= group * kLanes; i += group * kLanes) {
        PhiloxBlock blocks[kLanes];
        philox_blocks(s.at(static_cast<uint64_t>(i / group)), blocks);
        for (int b = 0; b < kLanes; ++b) distribution(blocks[b], out + i + b * group);
      }
  }
  random::fill(distribution, s, out, i, end);
}

template <template <class> class D>
void floats(DType dtype, const PhiloxState& s, void* out, int64_t begin, int64_t end) {
  if (dtype == DType::Float32)
    fill(D<float>{}, s, out, begin, end);
  else if (dtype == DType::Float64)
    fill(D<double>{}, s, out, begin, end);
  else if (dtype == DType::Float16)
    fill(D<Half>{}, s, out, begin, end);
  else
    fill(D<BFloat16>{}, s, out, begin, end);
}

void full_int(DType dtype, const PhiloxState& s, void* out, int64_t begin, int64_t end) {
  if (size_of(dtype) == 4)
    fill(random::FullInt<uint32_t>{}, s, out, begin, end);
  else
    fill(random::FullInt<uint64_t>{}, s, out, begin, end);
}

void uniform_int(DType dtype, int64_t lo, int64_t hi, const PhiloxState& s, void* out,
                 int64_t begin, int64_t end) {
  if (size_of(dtype) == 4)
    fill(random::UniformInt<int32_t>(static_cast<int32_t>(lo), static_cast<int32_t>(hi)), s, out,
         begin, end);
  else
    fill(random::UniformInt<int64_t>(lo, hi), s, out, begin, end);
}

}  // namespace

#define ZEAL_NAME_(isa) random_kernels_##isa
#define ZEAL_NAME(isa) ZEAL_NAME_(isa)
extern const RandomKernels ZEAL_NAME(ZEAL_ISA){
    .uniform = floats<random::Uniform>,
    .normal = floats<random::Normal>,
    .truncated_normal = floats<random::TruncatedNormal>,
    .full_int = full_int,
    .uniform_int = uniform_int,
};

}  // namespace zeal
