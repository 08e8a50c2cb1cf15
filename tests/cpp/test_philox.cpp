// Philox against the authors' vectors, TensorFlow's numbers, and itself cut into parts.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <vector>

#include "core/philox.h"
#include "core/thread_pool.h"

namespace zeal {
namespace {

using namespace random;

template <class D>
std::vector<typename D::type> draw(const D& d, PhiloxState s, int64_t n) {
  std::vector<typename D::type> v(static_cast<size_t>(n));
  fill(d, s, v.data(), 0, n);
  return v;
}

TEST(Philox, KnownAnswers) {  // Random123's kat_vectors, philox4x32-10
  auto words = [](PhiloxState s) {
    PhiloxBlock b = philox(s);
    return std::vector<uint32_t>(b.word, b.word + 4);
  };
  EXPECT_EQ(words({}), (std::vector<uint32_t>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(words({~0ull, ~0ull, ~0ull}),
            (std::vector<uint32_t>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(words({0x85a308d3243f6a88, 0x0370734413198a2e, 0x299f31d0a4093822}),
            (std::vector<uint32_t>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, CounterCarries) {
  PhiloxState s{~0ull - 1, 5, 7};
  EXPECT_EQ(s.at(1), (PhiloxState{~0ull, 5, 7}));
  EXPECT_EQ(s.at(2), (PhiloxState{0, 6, 7}));
  EXPECT_EQ(s.at(3).at(4), s.at(7));
  EXPECT_EQ(PhiloxState{}.after(3), (PhiloxState{768, 0, 0}));
}

// What TensorFlow 2.21 gives on the CPU for seed = [123456789, -42] (int64), bits as integers.
// Normals go through the library's log, sin and cos, whose last bit may differ between libraries.
template <class D, class Bits>
void expect_bits(const D& d, std::vector<Bits> expected, int64_t ulps = 0) {
  auto v = draw(d, stateless_philox(123456789, -42), static_cast<int64_t>(expected.size()));
  for (size_t i = 0; i < v.size(); ++i) {
    auto distance =
        static_cast<int64_t>(std::bit_cast<Bits>(v[i])) - static_cast<int64_t>(expected[i]);
    EXPECT_LE(std::abs(distance), ulps) << "element " << i;
  }
}

TEST(Philox, SeedsMapAsInTensorFlow) {
  EXPECT_EQ(stateless_philox(123456789, -42),
            (PhiloxState{0, 0x1a448556de61c65f, 0xa7f12db276b0af64}));
  EXPECT_EQ(stateless_philox(-1, 7), (PhiloxState{0, 0x591f8f0b765f34bb, 0xc09838a15a2485d4}));
  EXPECT_EQ(generator_philox(1234), (PhiloxState{1234, 0, 0}));
  // Generator.from_seed(-5): normal([3]) moves the state to [763, 0, -1], then uniform([3]).
  PhiloxState s = generator_philox(-5).after(3);
  EXPECT_EQ(s, (PhiloxState{763, 0, ~0ull}));
  auto u = draw(Uniform<float>{}, s, 3);
  EXPECT_EQ(std::bit_cast<uint32_t>(u[0]), 0x3ebad9e4u);
  EXPECT_EQ(std::bit_cast<uint32_t>(u[2]), 0x3eea7654u);
  EXPECT_EQ(s.after(3), (PhiloxState{1531, 0, ~0ull}));
  // set_seed(42), then the second tf.random.uniform([3], seed=7).
  u = draw(Uniform<float>{}, stateful_philox(42, 7).after(3), 3);
  EXPECT_EQ(std::bit_cast<uint32_t>(u[0]), 0x3eb16544u);
  EXPECT_EQ(std::bit_cast<uint32_t>(u[1]), 0x3f719768u);
}

TEST(Philox, UniformsAreTensorFlows) {
  expect_bits(Uniform<float>{},
              std::vector<uint32_t>{0x3f287942, 0x3f62d6de, 0x3dc7d990, 0x3f5133fa, 0x3edf8554,
                                    0x3f417508, 0x3f1dfb70, 0x3f306008, 0x3f5c2cd8});
  expect_bits(Uniform<double>{},
              std::vector<uint64_t>{0x3fd0f287a7c5adbc, 0x3fe8fb339bd133fa, 0x3fdf85540d82ea10,
                                    0x3fedfb7001b06008, 0x3fec2cd8f70d333c});
  expect_bits(Uniform<Half>{}, std::vector<uint16_t>{0x3108, 0x3ade, 0x3664, 0x37f4, 0x3554});
  expect_bits(Uniform<BFloat16>{}, std::vector<uint16_t>{0x3e84, 0x3f5e, 0x3e48, 0x3f7a, 0x3f2a});
}

TEST(Philox, NormalsAreTensorFlows) {
  expect_bits(Normal<float>{},
              std::vector<uint32_t>{0xbf19a877, 0x3f30b7f5, 0xbffbe36c, 0x3f6251b9, 0xbfa4b19f,
                                    0x3d3c9008, 0xbf6942be, 0xbebc39e9, 0x3e32fefb},
              2);
  expect_bits(Normal<double>{},
              std::vector<uint64_t>{0xbff999bb279c2531, 0x3fd3fa3fa9f2acc7, 0xbfdd6522635ad593,
                                    0x3ff1913e39ee5ff6, 0xbfd257497b76b734},
              2);
  expect_bits(Normal<Half>{}, std::vector<uint16_t>{0xb8cd, 0x3986, 0xbfdf, 0x3b13, 0xbd26}, 1);
  expect_bits(Normal<BFloat16>{}, std::vector<uint16_t>{0xbf1a, 0x3f31, 0xbffc, 0x3f62, 0xbfa5}, 1);
  expect_bits(TruncatedNormal<float>{},
              std::vector<uint32_t>{0xbf19a877, 0x3f30b7f5, 0xbffbe36c, 0x3f6251b9, 0x3e190d13,
                                    0x3d9242ea, 0x3f001916, 0x3e1c001e, 0x3ee33276},
              2);
  expect_bits(TruncatedNormal<double>{},
              std::vector<uint64_t>{0xbff999bb279c2531, 0x3fd3fa3fa9f2acc7, 0x3fe81bfabf2f1ad4,
                                    0xbf9d9ce1857767a9, 0xbfb191ebdaa51b22},
              2);
}

TEST(Philox, IntegersAreTensorFlows) {
  PhiloxState s = stateless_philox(123456789, -42);
  EXPECT_EQ(draw(UniformInt<int32_t>(-1000, 1000), s, 6),
            (std::vector<int32_t>{633, 7, 113, 53, -659, -148}));
  EXPECT_EQ(draw(UniformInt<int64_t>(-(int64_t{1} << 62), int64_t{1} << 62), s, 3),
            (std::vector<int64_t>{3022314950993656993, 1002220231018184089, -4368286561423859371}));
  EXPECT_EQ(draw(FullInt<uint64_t>{}, s, 2),
            (std::vector<uint64_t>{16857373006275820705u, 14837278286300347801u}));
  EXPECT_EQ(draw(FullInt<int32_t>{}, s, 3),
            (std::vector<int32_t>{1565801633, -370054289, 2022473113}));
}

template <class D>
void expect_splits_alike(const D& d) {
  using T = typename D::type;
  PhiloxState s{~0ull - 20, 3, 99};  // the counter's low half runs over on the way
  for (int64_t n : {1, 2, 3, 4, 5, 63, 64, 65, 257}) {
    auto whole = draw(d, s, n);
    for (int64_t cut = 0; cut <= n; ++cut) {
      std::vector<T> parts(static_cast<size_t>(n));
      fill(d, s, parts.data(), cut, n);
      fill(d, s, parts.data(), 0, cut);
      ASSERT_EQ(std::memcmp(whole.data(), parts.data(), whole.size() * sizeof(T)), 0) << n << cut;
    }
    // A longer output begins alike.
    auto more = draw(d, s, n + 9);
    ASSERT_EQ(std::memcmp(whole.data(), more.data(), whole.size() * sizeof(T)), 0) << n;
  }
}

TEST(Philox, AnySplitGivesTheSameBits) {
  expect_splits_alike(Uniform<float>{});
  expect_splits_alike(Uniform<double>{});
  expect_splits_alike(Uniform<Half>{});
  expect_splits_alike(Uniform<BFloat16>{});
  expect_splits_alike(Normal<float>{});
  expect_splits_alike(Normal<double>{});
  expect_splits_alike(TruncatedNormal<float>{});
  expect_splits_alike(TruncatedNormal<double>{});
  expect_splits_alike(TruncatedNormal<Half>{});
  expect_splits_alike(UniformInt<int32_t>(-3, 11));
  expect_splits_alike(FullInt<uint64_t>{});
}

TEST(Philox, FillWritesNothingElse) {
  std::vector<float> v(40, -7.0f);
  fill(Uniform<float>{}, PhiloxState{}, v.data(), 11, 30);
  for (size_t i = 0; i < v.size(); ++i) EXPECT_EQ(v[i] == -7.0f, i < 11 || i >= 30) << i;
  fill(Uniform<float>{}, PhiloxState{}, v.data(), 5, 5);
  EXPECT_EQ(v[5], -7.0f);
}

TEST(Philox, ThreadsDoNotChangeTheBits) {
  constexpr int64_t n = 300001;
  PhiloxState s = stateless_philox(4, 2);
  auto one = draw(TruncatedNormal<float>{}, s, n);
  std::vector<float> many(n);
  set_num_threads(4);
  parallel_for(n, 1000, [&](int64_t begin, int64_t end) {
    fill(TruncatedNormal<float>{}, s, many.data(), begin, end);
  });
  set_num_threads(0);
  EXPECT_EQ(std::memcmp(one.data(), many.data(), n * sizeof(float)), 0);
}

template <class T>
void expect_moments(const std::vector<T>& v, double mean, double variance, double tolerance) {
  double sum = 0, squares = 0;
  for (T x : v) sum += static_cast<double>(x);
  double m = sum / static_cast<double>(v.size());
  for (T x : v) squares += (static_cast<double>(x) - m) * (static_cast<double>(x) - m);
  EXPECT_NEAR(m, mean, tolerance);
  EXPECT_NEAR(squares / static_cast<double>(v.size()), variance, tolerance);
}

TEST(Philox, Moments) {
  PhiloxState s = stateless_philox(1, 1);
  constexpr int64_t n = 1 << 18;
  expect_moments(draw(Uniform<float>{}, s, n), 0.5, 1.0 / 12, 0.003);
  expect_moments(draw(Uniform<double>{}, s, n), 0.5, 1.0 / 12, 0.003);
  expect_moments(draw(Normal<float>{}, s, n), 0, 1, 0.01);
  expect_moments(draw(Normal<double>{}, s, n), 0, 1, 0.01);
  expect_moments(draw(TruncatedNormal<float>{}, s, n), 0, 0.7737, 0.01);
  for (float x : draw(TruncatedNormal<float>{}, s, n)) ASSERT_LT(std::abs(x), 2.0f);
  for (float x : draw(Uniform<float>{}, s, n)) ASSERT_TRUE(x >= 0 && x < 1);
  for (int32_t x : draw(UniformInt<int32_t>(-2, 3), s, n)) ASSERT_TRUE(x >= -2 && x < 3);
  for (int64_t x : draw(UniformInt<int64_t>(INT64_MIN, INT64_MIN + 2), s, 100))
    ASSERT_LT(x, INT64_MIN + 2);
}

}  // namespace
}  // namespace zeal
