// Element-wise loops and their driver: tails, alignment, broadcasting, threads, every instruction
// set.
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "core/dtype_switch.h"
#include "cpu/isa.h"
#include "dispatch/elementwise.h"
#include "dispatch/infer.h"
#include "ops/api.h"
#include "ops/math/cast.h"
#include "ops/math/extremum.h"

extern char** environ;

namespace zeal {
namespace {

std::vector<const OpRecord*> elementwise_ops() {
  std::vector<const OpRecord*> out;
  for (int i = 0; i < kNumOps; ++i)
    if (kOps[i]->rung == Rung::Elementwise) out.push_back(kOps[i]);
  return out;
}

ElementwiseLoop loop_of(const OpRecord& op, DType d) {
  return op.slots->elementwise[static_cast<int>(d)];
}

// Numbers in the op's domain, and the special ones among them.
template <class T>
std::vector<T> draw(const OpRecord& op, int64_t n, unsigned seed, bool special) {
  std::mt19937 rng(seed);
  std::vector<T> out(static_cast<size_t>(n));
  if constexpr (std::is_integral_v<T>) {
    std::uniform_int_distribution<int> d(1,
                                         100);  // divisors and exponents must not be zero or less
    for (T& x : out) x = static_cast<T>(d(rng));
  } else {
    using L = std::numeric_limits<T>;
    const T odd[] = {0,
                     T(-0.0),
                     1,
                     -1,
                     L::infinity(),
                     -L::infinity(),
                     L::quiet_NaN(),
                     L::denorm_min(),
                     L::max(),
                     L::lowest(),
                     T(1e-30),
                     T(710),
                     T(-110)};
    std::uniform_real_distribution<double> d(op.def->domain.lo, op.def->domain.hi);
    for (T& x : out)
      x = special && rng() % 5 == 0 ? odd[rng() % std::size(odd)] : static_cast<T>(d(rng));
  }
  return out;
}

template <class T>
bool same_bits(T a, T b) {
  if (a != a && b != b) return true;
  return std::memcmp(&a, &b, sizeof(T)) == 0;
}

// Within a few units in the last place: the compiler may fuse a multiplication with an addition in
// the body of a loop and not in its tail, or the other way round.
template <class T>
bool same_value(T a, T b) {
  if (a == b || (a != a && b != b)) return true;
  return std::abs(a - b) <= 4 * std::numeric_limits<T>::epsilon() * std::abs(b);
}

// The outputs of a loop over runs of every length and offset are those over one element at a time,
// and nothing else is written.
template <class T>
void check_tails(const OpRecord& op) {
  ElementwiseLoop loop = loop_of(op, dtype_of<T>);
  if (!loop) return;
  constexpr int64_t kMax = 67, kRoom = kMax + 16;
  const size_t size = size_of(op.result_dtype(dtype_of<T>));
  std::vector<T> x[3];
  for (unsigned i = 0; i < 3; ++i) x[i] = draw<T>(op, kRoom, i, true);
  const unsigned inputs = static_cast<unsigned>(op.signature.inputs);
  std::vector<char> want(kRoom * size), got(kRoom * size);
  // At least one input has an element for each of the output's.
  for (unsigned repeated = 0; repeated + 1 < 1u << inputs; ++repeated) {
    auto at = [&](unsigned i, int64_t j) { return &x[i][repeated >> i & 1 ? 0 : size_t(j)]; };
    for (int64_t j = 0; j < kRoom; ++j) {
      const void* in[3] = {at(0, j), at(1, j), at(2, j)};
      loop(in, &want[size_t(j) * size], 1, repeated, op.attrs.defaults);
    }
    for (int64_t n = 1; n <= kMax; ++n) {
      const int64_t from = n * 5 % 16;
      const void* in[3] = {at(0, from), at(1, from), at(2, from)};
      std::fill(got.begin(), got.end(), char(0x5a));
      loop(in, &got[size_t(from) * size], n, repeated, op.attrs.defaults);
      for (int64_t j = 0; j < kRoom; ++j) {
        const char* g = &got[size_t(j) * size];
        if (j < from || j >= from + n) {
          for (size_t b = 0; b < size; ++b)
            ASSERT_EQ(g[b], char(0x5a)) << op.def->type << " writes past its " << n << " elements";
          continue;
        }
        T a, b;
        bool same = std::memcmp(g, &want[size_t(j) * size], size) == 0;
        if (!same && size == sizeof(T) && std::is_floating_point_v<T>) {
          std::memcpy(&a, g, sizeof(T));
          std::memcpy(&b, &want[size_t(j) * size], sizeof(T));
          if constexpr (std::is_floating_point_v<T>) same = same_value(a, b);
          ASSERT_TRUE(same) << op.def->type << " " << name_of(dtype_of<T>) << " n=" << n << " of "
                            << +*at(0, j) << ", " << +*at(1, j) << ": " << +a << " and alone " << +b
                            << ", repeated " << repeated;
        }
        ASSERT_TRUE(same) << op.def->type << " " << name_of(dtype_of<T>) << " n=" << n;
      }
    }
  }
}

TEST(Elementwise, TailsAreRight) {
  for (const OpRecord* op : elementwise_ops()) {
    check_tails<float>(*op);
    check_tails<double>(*op);
    check_tails<int32_t>(*op);
    check_tails<uint8_t>(*op);
    if (HasFatalFailure()) return;
  }
}

// ---- every instruction set
// -----------------------------------------------------------------------

constexpr int64_t kDumped = 4096;

// Runs by itself only: writes what each float32 loop makes of fixed inputs to $ZEAL_TEST_DUMP.
TEST(Elementwise, DISABLED_Dump) {
  const char* path = std::getenv("ZEAL_TEST_DUMP");
  if (!path) GTEST_SKIP();
  std::ofstream file(path, std::ios::binary);
  for (const OpRecord* op : elementwise_ops()) {
    ElementwiseLoop loop = loop_of(*op, DType::Float32);
    if (!loop || op->result_dtype(DType::Float32) != DType::Float32) continue;
    std::vector<float> x[3], y(kDumped);
    // A fused a * b + c does not overflow where the two steps do: no special values for those.
    const bool special = op->signature.inputs < 3;
    for (unsigned i = 0; i < 3; ++i) x[i] = draw<float>(*op, kDumped, 10 + i, special);
    const void* in[3] = {x[0].data(), x[1].data(), x[2].data()};
    loop(in, y.data(), kDumped, 0, op->attrs.defaults);
    file.write(reinterpret_cast<const char*>(y.data()), kDumped * sizeof(float));
  }
}

std::vector<float> dump(const char* isa) {
  std::string path = testing::TempDir() + "zeal_elementwise_" + isa + ".bin";
  std::vector<std::string> env = {std::string("ZEAL_ISA=") + isa, "ZEAL_TEST_DUMP=" + path};
  std::vector<char*> envp;
  for (char** e = environ; *e; ++e)
    if (std::strncmp(*e, "ZEAL_ISA=", 9) != 0) envp.push_back(*e);
  for (std::string& e : env) envp.push_back(e.data());
  envp.push_back(nullptr);
  char self[] = "/proc/self/exe", filter[] = "--gtest_filter=Elementwise.DISABLED_Dump",
       disabled[] = "--gtest_also_run_disabled_tests", brief[] = "--gtest_brief=1";
  char* argv[] = {self, filter, disabled, brief, nullptr};
  pid_t pid;
  EXPECT_EQ(posix_spawn(&pid, self, nullptr, nullptr, argv, envp.data()), 0);
  int status = -1;
  waitpid(pid, &status, 0);
  EXPECT_EQ(status, 0);
  std::ifstream file(path, std::ios::binary);
  std::vector<char> bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::vector<float> out(bytes.size() / sizeof(float));
  std::memcpy(out.data(), bytes.data(), bytes.size());
  unlink(path.c_str());
  return out;
}

int64_t ulps(float a, float b) {
  if (std::isnan(a) && std::isnan(b)) return 0;
  auto order = [](float x) {
    int32_t i;
    std::memcpy(&i, &x, 4);
    return int64_t{i < 0 ? INT32_MIN - i : i};
  };
  return std::abs(order(a) - order(b));
}

TEST(Elementwise, InstructionSetsAgree) {
  if (best_isa() == Isa::Baseline) GTEST_SKIP() << "this CPU has no other";
  const std::vector<float> want = dump("baseline");
  for (Isa isa : {Isa::AVX2, Isa::AVX512}) {
    if (isa > best_isa()) break;
    const std::vector<float> got = dump(name_of(isa));
    ASSERT_EQ(got.size(), want.size());
    size_t at = 0;
    for (const OpRecord* op : elementwise_ops()) {
      if (!loop_of(*op, DType::Float32) || op->result_dtype(DType::Float32) != DType::Float32)
        continue;
      int64_t worst = 0, where = 0;
      for (int64_t i = 0; i < kDumped; ++i, ++at)
        if (int64_t u = ulps(got[at], want[at]); u > worst) {
          worst = u;
          where = i;
        }
      const size_t first = at - kDumped;
      // An op whose terms cancel says so by its tolerance.
      const int allowed = op->def->tolerance > OpDef{}.tolerance ? op->def->tolerance : 4;
      EXPECT_LE(worst, allowed) << op->def->type << " on " << name_of(isa) << " at " << where
                                << ": " << got[first + size_t(where)] << ", baseline "
                                << want[first + size_t(where)];
    }
  }
}

// ---- the driver
// ----------------------------------------------------------------------------------

template <class T>
Tensor numbers(const Shape& shape, int start) {
  Tensor t = Tensor::empty(dtype_of<T>, shape);
  for (int64_t i = 0; i < t.numel(); ++i) t.data<T>()[i] = convert<T>((start + i * 7) % 101);
  return t;
}

// Where output element `at` of shape `out` finds its value in a tensor of shape `s`.
int64_t source(const Shape& out, const Shape& s, int64_t at) {
  int64_t offset = 0, step = 1;
  for (int d = out.rank(); d-- > 0;) {
    const int64_t i = at % out[d];
    at /= out[d];
    const int k = d - (out.rank() - s.rank());
    if (k < 0) continue;
    if (s[k] != 1) offset += i * step;
    step *= s[k];
  }
  return offset;
}

const std::vector<std::pair<Shape, Shape>>& shape_pairs() {
  static const std::vector<std::pair<Shape, Shape>> pairs = {
      {{}, {}},
      {{5}, {}},
      {{}, {5}},
      {{0}, {1}},
      {{3, 0}, {1, 1}},
      {{1}, {1, 1, 1}},
      {{700, 3}, {700, 1}},
      {{700, 1}, {1, 3}},
      {{700, 3}, {3}},
      {{1, 17}, {300, 17}},
      {{40, 1, 3}, {1, 50, 1}},
      {{40, 50, 1}, {40, 1, 3}},
      {{2, 3, 4, 5}, {3, 1, 5}},
      {{6, 1, 7, 1, 5}, {6, 4, 1, 3, 1}},
      {{9, 127}, {9, 1}},
      {{9, 128}, {9, 1}},
      {{9, 500}, {500}},
      {{2, 70000}, {2, 1}},
      {{3, 1, 200}, {1, 4, 1}},
      {{70000, 2}, {1, 2}},
      {{1, 40000}, {2, 1}},
      {{33000}, {33000}},
      {{1, 33000}, {2, 33000}},
      {{20000, 3, 1}, {20000, 1, 3}},
  };
  return pairs;
}

template <class T>
void check_broadcast() {
  for (auto& [sa, sb] : shape_pairs()) {
    Tensor a = numbers<T>(sa, 1), b = numbers<T>(sb, 50);
    Tensor y = ops::add(a, b);
    Shape out;
    ASSERT_TRUE(broadcast_shapes(sa, sb, out));
    ASSERT_EQ(y.shape(), out);
    for (int64_t i = 0; i < y.numel(); ++i) {
      T want = convert<T>(convert<double>(a.data<T>()[source(out, sa, i)]) +
                          convert<double>(b.data<T>()[source(out, sb, i)]));
      ASSERT_EQ(convert<double>(y.data<T>()[i]), convert<double>(want))
          << name_of(dtype_of<T>) << " " << sa << " + " << sb << " at " << i;
    }
  }
}

TEST(Elementwise, Broadcasts) {
  check_broadcast<uint8_t>();
  check_broadcast<int16_t>();
  check_broadcast<Half>();
  check_broadcast<BFloat16>();
  check_broadcast<float>();
  check_broadcast<double>();
  check_broadcast<complex128>();
}

TEST(Elementwise, BroadcastsThree) {
  for (auto& [sa, sb] : shape_pairs())
    for (bool half : {false, true}) {
      Shape out;
      ASSERT_TRUE(broadcast_shapes(sa, sb, out));
      DType d = half ? DType::Float16 : DType::Float32;
      auto as = [d](const Tensor& t) { return ops::cast(t, {.dtype = d}); };
      Tensor dy = numbers<float>(out, 3), a = numbers<float>(sa, 1), b = numbers<float>(sb, 50);
      Tensor y = ops::cast(ops::keep_greater_equal(as(dy), as(a), as(b)), {});
      for (int64_t i = 0; i < y.numel(); ++i) {
        bool keep = a.data<float>()[source(out, sa, i)] >= b.data<float>()[source(out, sb, i)];
        ASSERT_EQ(y.data<float>()[i], keep ? dy.data<float>()[i] : 0)
            << sa << " " << sb << " " << i;
      }
    }
}

// Large enough to be written past the caches.
TEST(Elementwise, LargeOutputs) {
  const int64_t n = (9 << 20) + 13;
  Tensor x = numbers<float>({n}, 5), y = ops::square(x);
  for (int64_t i = 0; i < n; ++i) {
    const float v = static_cast<float>((5 + i * 7) % 101);
    ASSERT_EQ(y.data<float>()[i], v * v) << i;
  }
  Tensor wide = numbers<float>({n / 3, 3}, 5), row = numbers<float>({3}, 1);
  Tensor z = ops::add(wide, row);
  for (int64_t i = 0; i < z.numel(); ++i)
    ASSERT_EQ(z.data<float>()[i], wide.data<float>()[i] + row.data<float>()[i % 3]) << i;
}

TEST(Elementwise, CastsEveryPair) {
  const double values[] = {0,           1,         -1,   2.5,    -2.5,  100,   127,
                           128,         255,       256,  -129,   32768, 65504, 1e5,
                           2147483648., 4e9,       1e10, 9.3e18, 2e19,  -1e30, 1e300,
                           INFINITY,    -INFINITY, NAN,  0.49,   -0.51, 1e-8};
  const int64_t n = 67;
  for (int from = 0; from < kNumDTypes; ++from)
    for (int to = 0; to < kNumDTypes; ++to)
      switch_dtype(static_cast<DType>(from), [&]<class S>() {
        switch_dtype(static_cast<DType>(to), [&]<class D>() {
          Tensor x = Tensor::empty(dtype_of<S>, {n});
          for (int64_t i = 0; i < n; ++i)
            x.data<S>()[i] = convert<S>(values[size_t(i) % std::size(values)]);
          Tensor y = ops::cast(x, {.dtype = dtype_of<D>});
          ASSERT_EQ(y.dtype(), dtype_of<D>);
          for (int64_t i = 0; i < n; ++i) {
            const D want = convert<D>(x.data<S>()[i]), got = y.data<D>()[i];
            auto real = [](D v) { return convert<double>(v); };
            ASSERT_TRUE(same_bits(real(got), real(want)))
                << name_of(dtype_of<S>) << " to " << name_of(dtype_of<D>) << " at " << i << " ("
                << convert<double>(x.data<S>()[i]) << "): " << real(got) << ", want " << real(want);
          }
        });
      });
}

TEST(Elementwise, SixteenBitFloatsRoundTrip) {
  for (DType d : {DType::Float16, DType::BFloat16}) {
    Tensor x = Tensor::empty(d, {65536});
    for (int i = 0; i < 65536; ++i) x.data<uint16_t>()[i] = static_cast<uint16_t>(i);
    Tensor y = ops::cast(ops::cast(x, {.dtype = DType::Float32}), {.dtype = d});
    for (int i = 0; i < 65536; ++i) {
      const int magnitude = i & 0x7fff, inf = d == DType::Float16 ? 0x7c00 : 0x7f80;
      if (magnitude > inf)
        EXPECT_GT(y.data<uint16_t>()[i] & 0x7fff, inf);
      else
        EXPECT_EQ(y.data<uint16_t>()[i], i);
    }
  }
}

TEST(Elementwise, IntegersDoNotDivideByZero) {
  const int32_t seven[] = {7, 7}, zero[] = {1, 0};
  Tensor a = Tensor::from(seven, {2}), b = Tensor::from(zero, {2});
  EXPECT_THROW(ops::floordiv(a, b), Error);
  EXPECT_THROW(ops::floormod(a, b), Error);
  EXPECT_THROW(ops::truncatediv(a, Tensor::scalar(0)), Error);
  EXPECT_THROW(ops::truncatemod(Tensor::from(seven, {2, 1}), b), Error);
  EXPECT_THROW(ops::pow(a, Tensor::scalar(-1)), Error);
  EXPECT_EQ(ops::floordiv(Tensor::scalar(INT32_MIN), Tensor::scalar(-1)).item<int32_t>(),
            INT32_MIN);
}

}  // namespace
}  // namespace zeal
