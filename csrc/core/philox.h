// Philox4x32-10 and the distributions on it, bit for bit TensorFlow's: a seed gives its numbers.
#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <type_traits>

#include "core/half.h"
#include "core/macros.h"

namespace zeal {

// Note [Philox]
// The generator is a function: 128 bits of counter and 64 of key give a block of four words, and
// the next block has the next counter. So element i of an output is a function of the state before
// and of i alone: threads and devices may fill any part, in any order, and agree.
// A distribution makes `kGroup` elements from the blocks that start at group * kBlocks; where that
// is one block, it can also be given the block itself. Whatever the distribution, an op moves its
// generator on by 256 blocks per element, as TensorFlow does.
// All is force-inlined: these loops are compiled once per instruction set.

// In the order of tf.random.Generator's state, three int64.
struct PhiloxState {
  uint64_t counter_lo = 0;
  uint64_t counter_hi = 0;
  uint64_t key = 0;

  bool operator==(const PhiloxState&) const = default;
  // The state `blocks` blocks on.
  HOST_DEVICE ZEAL_INLINE PhiloxState at(uint64_t blocks) const {
    uint64_t lo = counter_lo + blocks;
    return {lo, counter_hi + (lo < blocks), key};
  }
  // The state after an op that put out that many elements; also tf.random.Generator.skip.
  HOST_DEVICE ZEAL_INLINE PhiloxState after(uint64_t elements) const { return at(elements * 256); }
};

struct PhiloxBlock {
  uint32_t word[4];
};

HOST_DEVICE ZEAL_INLINE PhiloxBlock philox(const PhiloxState& s) {
  uint32_t c0 = static_cast<uint32_t>(s.counter_lo), c1 = static_cast<uint32_t>(s.counter_lo >> 32);
  uint32_t c2 = static_cast<uint32_t>(s.counter_hi), c3 = static_cast<uint32_t>(s.counter_hi >> 32);
  uint32_t k0 = static_cast<uint32_t>(s.key), k1 = static_cast<uint32_t>(s.key >> 32);
  for (int round = 0; round < 10; ++round) {
    uint64_t p0 = uint64_t{0xd2511f53u} * c0;
    uint64_t p1 = uint64_t{0xcd9e8d57u} * c2;
    c0 = static_cast<uint32_t>(p1 >> 32) ^ c1 ^ k0;
    c1 = static_cast<uint32_t>(p1);
    c2 = static_cast<uint32_t>(p0 >> 32) ^ c3 ^ k1;
    c3 = static_cast<uint32_t>(p0);
    k0 += 0x9e3779b9u;
    k1 += 0xbb67ae85u;
  }
  return {{c0, c1, c2, c3}};
}

// The state of tf.random.stateless_*(seed=[seed0, seed1]); int32 seeds are sign-extended.
HOST_DEVICE ZEAL_INLINE PhiloxState stateless_philox(int64_t seed0, int64_t seed1) {
  PhiloxBlock b =
      philox({static_cast<uint64_t>(seed0), static_cast<uint64_t>(seed1), 0x02461e293ec8f720u});
  return {0, b.word[2] | uint64_t{b.word[3]} << 32, b.word[0] | uint64_t{b.word[1]} << 32};
}
// The state that tf.random.uniform and its like start from, given (global seed, op seed).
HOST_DEVICE ZEAL_INLINE PhiloxState stateful_philox(int64_t seed, int64_t seed2) {
  return {0, static_cast<uint64_t>(seed2), static_cast<uint64_t>(seed)};
}
// tf.random.Generator.from_seed(seed): the seed's two's complement over the whole state.
HOST_DEVICE ZEAL_INLINE PhiloxState generator_philox(int64_t seed) {
  uint64_t sign = seed < 0 ? ~uint64_t{0} : 0;
  return {static_cast<uint64_t>(seed), sign, sign};
}

namespace random {

HOST_DEVICE ZEAL_INLINE float unit_float(uint32_t x) {  // [0, 1), multiples of 2^-23
  return std::bit_cast<float>((x & 0x7fffffu) | 0x3f800000u) - 1.0f;
}
HOST_DEVICE ZEAL_INLINE double unit_double(uint32_t hi, uint32_t lo) {  // multiples of 2^-52
  return std::bit_cast<double>(uint64_t{(hi & 0xfffffu) | 0x3ff00000u} << 32 | lo) - 1.0;
}

// Two standard normals from two (four) words. The library's log and sincos are called, as
// TensorFlow does, so on one machine the bits are its own.
HOST_DEVICE ZEAL_INLINE void box_muller(const uint32_t* x, float* out) {
  float u = unit_float(x[0]);
  u = u < 1.0e-7f ? 1.0e-7f : u;
  float angle = static_cast<float>(2.0 * 3.14159265358979323846 * unit_float(x[1]));
  float radius = sqrtf(-2.0f * logf(u));
  out[0] = sinf(angle) * radius;
  out[1] = cosf(angle) * radius;
}
HOST_DEVICE ZEAL_INLINE void box_muller(const uint32_t* x, double* out) {
  double u = unit_double(x[0], x[1]);
  u = u < 1.0e-7 ? 1.0e-7 : u;
  double angle = 2.0 * 3.14159265358979323846 * unit_double(x[2], x[3]);
  double radius = sqrt(-2.0 * log(u));
  out[0] = sin(angle) * radius;
  out[1] = cos(angle) * radius;
}

// Elements of T per block, and what T is computed in.
template <class T>
inline constexpr int kPerBlock = sizeof(T) == 8 ? 2 : 4;
template <class T>
using Compute = std::conditional_t<std::is_same_v<T, double>, double, float>;

// [0, 1). T: Half, BFloat16, float or double.
template <class T>
struct Uniform {
  using type = T;
  static constexpr int kGroup = kPerBlock<T>, kBlocks = 1;
  HOST_DEVICE ZEAL_INLINE void operator()(const PhiloxState& s, T* out) const {
    (*this)(philox(s), out);
  }
  HOST_DEVICE ZEAL_INLINE void operator()(const PhiloxBlock& b, T* out) const {
    for (int i = 0; i < kGroup; ++i) {
      if constexpr (std::is_same_v<T, double>)
        out[i] = unit_double(b.word[2 * i], b.word[2 * i + 1]);
      else if constexpr (std::is_same_v<T, float>)
        out[i] = unit_float(b.word[i]);
      else if constexpr (std::is_same_v<T, Half>)
        out[i] = T(static_cast<float>(b.word[i] & 0x3ff) * 0x1p-10f);
      else
        out[i] = T(static_cast<float>(b.word[i] & 0x7f) * 0x1p-7f);
    }
  }
};

// Mean 0, variance 1.
template <class T>
struct Normal {
  using type = T;
  static constexpr int kGroup = kPerBlock<T>, kBlocks = 1;
  HOST_DEVICE ZEAL_INLINE void operator()(const PhiloxState& s, T* out) const {
    (*this)(philox(s), out);
  }
  HOST_DEVICE ZEAL_INLINE void operator()(const PhiloxBlock& b, T* out) const {
    for (int i = 0; i < kGroup; i += 2) {
      Compute<T> pair[2];
      box_muller(b.word + i, pair);
      out[i] = T(pair[0]);
      out[i + 1] = T(pair[1]);
    }
  }
};

// The same without what is beyond two standard deviations: draws until the group is full.
template <class T>
struct TruncatedNormal {
  using type = T;
  static constexpr int kGroup = kPerBlock<T>, kBlocks = kGroup * 64;
  HOST_DEVICE ZEAL_INLINE void operator()(PhiloxState s, T* out) const {
    constexpr int words = 8 / kGroup;  // for a pair
    for (int made = 0;; s = s.at(1)) {
      PhiloxBlock b = philox(s);
      for (int i = 0; i < 4; i += words) {
        Compute<T> pair[2];
        box_muller(b.word + i, pair);
        for (int k = 0; k < 2; ++k) {
          if (!(pair[k] < 2 && pair[k] > -2)) continue;
          out[made++] = T(pair[k]);
          if (made == kGroup) return;
        }
      }
    }
  }
};

// [lo, hi), lo < hi, by remainder and so with a slight bias, like TensorFlow's.
template <class T>
struct UniformInt {
  using type = T;
  using U = std::make_unsigned_t<T>;
  static constexpr int kGroup = kPerBlock<T>, kBlocks = 1;
  T lo;
  U range;
  HOST_DEVICE UniformInt(T low, T high)
      : lo(low), range(static_cast<U>(static_cast<U>(high) - static_cast<U>(low))) {}
  HOST_DEVICE ZEAL_INLINE void operator()(const PhiloxState& s, T* out) const {
    (*this)(philox(s), out);
  }
  HOST_DEVICE ZEAL_INLINE void operator()(const PhiloxBlock& b, T* out) const {
    for (int i = 0; i < kGroup; ++i) {
      U bits;
      if constexpr (sizeof(T) == 8)
        bits = b.word[2 * i] | U{b.word[2 * i + 1]} << 32;
      else
        bits = b.word[i];
      out[i] = static_cast<T>(static_cast<U>(lo) + bits % range);
    }
  }
};

// Every value of a 32- or 64-bit integer type.
template <class T>
struct FullInt {
  using type = T;
  static constexpr int kGroup = kPerBlock<T>, kBlocks = 1;
  HOST_DEVICE ZEAL_INLINE void operator()(const PhiloxState& s, T* out) const {
    (*this)(philox(s), out);
  }
  HOST_DEVICE ZEAL_INLINE void operator()(const PhiloxBlock& b, T* out) const {
    for (int i = 0; i < kGroup; ++i) {
      if constexpr (sizeof(T) == 8)
        out[i] = static_cast<T>(b.word[2 * i] | uint64_t{b.word[2 * i + 1]} << 32);
      else
        out[i] = static_cast<T>(b.word[i]);
    }
  }
};

// Writes elements [begin, end) of the output that starts at `out`. Any split gives the same bits.
template <class D>
ZEAL_INLINE void fill(const D& distribution, const PhiloxState& state, typename D::type* out,
                      int64_t begin, int64_t end) {
  constexpr int64_t group = D::kGroup;
  int64_t i = begin;
  while (i < end) {
    PhiloxState s = state.at(static_cast<uint64_t>(i / group) * D::kBlocks);
    if (i % group == 0 && end - i >= group) {
      distribution(s, out + i);
      i += group;
    } else {  // a part of a group, at either end
      typename D::type whole[D::kGroup];
      distribution(s, whole);
      for (int64_t k = i % group; k < group && i < end; ++k) out[i++] = whole[k];
    }
  }
}

}  // namespace random
}  // namespace zeal
