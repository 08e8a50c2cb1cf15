// The small floats: every pattern, and every border where rounding turns, for all four formats.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/dtype.h"

namespace zeal {
namespace {

template <class T, int E, int M, bool HasInf>
struct Format {
  using type = T;
  static constexpr int e = E, m = M;
  static constexpr bool has_inf = HasInf;
  static constexpr uint32_t sign = 1u << (E + M);
  static constexpr uint32_t infinity = ((1u << E) - 1) << M;
  static constexpr uint32_t max = HasInf ? infinity - 1 : sign - 2;  // the largest finite pattern
  static constexpr uint32_t nan = HasInf ? infinity | 1u << (M - 1) : sign - 1;
};

template <class F>
class Floats : public testing::Test {
 protected:
  using T = typename F::type;
  static float widen(uint32_t bits) {
    T t;
    t.bits = static_cast<decltype(t.bits)>(bits);
    return static_cast<float>(t);
  }
  static uint32_t narrow(float f) { return T(f).bits; }
  // What the pattern means, by the definition of the format.
  static double value(uint32_t bits) {
    uint32_t magnitude = bits & (F::sign - 1);
    int exponent = static_cast<int>(magnitude >> F::m);
    double fraction = magnitude & ((1u << F::m) - 1);
    int bias = (1 << (F::e - 1)) - 1;
    double v = exponent ? std::ldexp(fraction + (1 << F::m), exponent - bias - F::m)
                        : std::ldexp(fraction, 1 - bias - F::m);
    return bits & F::sign ? -v : v;
  }
};
using Formats = testing::Types<Format<Half, 5, 10, true>, Format<BFloat16, 8, 7, true>,
                               Format<Float8E4M3FN, 4, 3, false>, Format<Float8E5M2, 5, 2, true>>;
TYPED_TEST_SUITE(Floats, Formats);

TYPED_TEST(Floats, EveryPatternWidensToItsValueAndBack) {
  using F = TypeParam;
  for (uint32_t bits = 0; bits < 2 * F::sign; ++bits) {
    uint32_t magnitude = bits & (F::sign - 1);
    float f = this->widen(bits);
    if (magnitude <= F::max) {
      ASSERT_EQ(f, this->value(bits)) << bits;
      ASSERT_EQ(std::signbit(f), (bits & F::sign) != 0) << bits;
      ASSERT_EQ(this->narrow(f), bits);
    } else if (F::has_inf && magnitude == F::infinity) {
      ASSERT_EQ(f, bits & F::sign ? -INFINITY : INFINITY);
      ASSERT_EQ(this->narrow(f), bits);
    } else {
      ASSERT_TRUE(std::isnan(f)) << bits;
      ASSERT_EQ(std::signbit(f), (bits & F::sign) != 0) << bits;
      ASSERT_EQ(this->narrow(f), F::nan | (bits & F::sign));
    }
  }
}

// Between two neighbours lies their middle, which goes to the even one; the floats beside it do
// not. Rounding is monotonic, so these borders settle every float there is.
TYPED_TEST(Floats, RoundsToNearestEven) {
  using F = TypeParam;
  for (uint32_t low = 0; low < F::max; ++low) {
    double a = this->value(low), b = this->value(low + 1);
    auto middle = static_cast<float>((a + b) / 2);
    ASSERT_EQ(middle, (a + b) / 2);
    uint32_t even = low & 1 ? low + 1 : low;
    float below = std::nextafterf(middle, 0), above = std::nextafterf(middle, INFINITY);
    ASSERT_EQ(this->narrow(middle), even);
    ASSERT_EQ(this->narrow(below), low);
    ASSERT_EQ(this->narrow(above), low + 1);
    ASSERT_EQ(this->narrow(-middle), even | F::sign);
    ASSERT_EQ(this->narrow(-below), low | F::sign);
    ASSERT_EQ(this->narrow(-above), (low + 1) | F::sign);
  }
}

TYPED_TEST(Floats, OverflowsWhereTheNextStepWouldRound) {
  using F = TypeParam;
  double max = this->value(F::max), next = 2 * max - this->value(F::max - 1);
  auto border = static_cast<float>((max + next) / 2);
  uint32_t over = F::has_inf ? F::infinity : F::nan;
  // A tie goes up to what would be the even pattern: for e4m3fn that is the largest value itself.
  uint32_t tie = F::max & 1 ? over : F::max;
  EXPECT_EQ(this->narrow(border), tie);
  EXPECT_EQ(this->narrow(std::nextafterf(border, 0)), F::max);
  EXPECT_EQ(this->narrow(std::nextafterf(border, INFINITY)), over);
  EXPECT_EQ(this->narrow(-border), tie | F::sign);
  for (float f : {std::numeric_limits<float>::max(), INFINITY}) {
    EXPECT_EQ(this->narrow(f), over);
    EXPECT_EQ(this->narrow(-f), over | F::sign);
  }
}

TYPED_TEST(Floats, EveryNanStaysOne) {
  using F = TypeParam;
  for (uint32_t payload = 1; payload < 0x800000u; payload += 61) {
    ASSERT_EQ(this->narrow(std::bit_cast<float>(0x7f800000u | payload)), F::nan) << payload;
    ASSERT_EQ(this->narrow(std::bit_cast<float>(0xff800000u | payload)), F::nan | F::sign)
        << payload;
  }
}

TEST(DTypes, TableIsConsistent) {
  uint32_t all = 0;
#define X(e, t, n)                                   \
  EXPECT_EQ(dtype_of<t>, DType::e);                  \
  EXPECT_EQ(size_of(DType::e), sizeof(t));           \
  EXPECT_STREQ(name_of(DType::e), n);                \
  EXPECT_TRUE((std::is_same_v<ctype<DType::e>, t>)); \
  all |= 1u << static_cast<int>(DType::e);
  ZEAL_FOR_EACH_DTYPE(X)
#undef X
  EXPECT_EQ(all, (1u << kNumDTypes) - 1);
  EXPECT_EQ(kAny.bits, all);
  EXPECT_EQ(kInteger.count(), 8);
  EXPECT_EQ((kFloating - kHalf), dtype_set(DType::Float32, DType::Float64));
  EXPECT_EQ(real_of(DType::Complex64), DType::Float32);
  EXPECT_EQ(real_of(DType::Complex128), DType::Float64);
  EXPECT_EQ(real_of(DType::Int8), DType::Int8);
  EXPECT_FALSE(is_differentiable(DType::Int32));
  EXPECT_TRUE(is_differentiable(DType::BFloat16));
}

}  // namespace
}  // namespace zeal
