// The tape from C++: gradients, derivatives written by hand, and many threads at once.
#include <gtest/gtest.h>

#include <thread>

#include "zeal.h"

using namespace zeal;

namespace {

Tensor number(double v) { return Tensor::full({}, v, DType::Float32); }
float value(const Tensor& t) { return *t.data<float>(); }
float value(const Gradient& g) { return value(g.dense()); }

// The derivatives of f(x) by the tensors and variables.
template <class F>
std::vector<Gradient> gradients(F&& f, std::vector<Tensor> x, std::vector<Variable*> v = {}) {
  Tape tape(false, true);
  std::vector<Tape::Source> sources;
  for (const Tensor& t : x) {
    tape.watch(t);
    sources.push_back({t});
  }
  for (Variable* u : v) sources.push_back({{}, u});
  tape.start();
  const Tensor y = f(x);
  tape.stop();
  const Tape::Source target{y};
  return tape.gradient({&target, 1}, sources);
}

Tensor log1pexp(const Tensor& x) {
  return custom_gradient({&x, 1}, [](std::span<const Tensor> x) -> WithGradient {
    const Tensor e = ops::exp(x[0]);
    return {{ops::log1p(e)}, [e](auto dy, auto) -> std::vector<Gradient> {
              return {dy[0].dense() * (1.0 - 1.0 / (1.0 + e))};
            }};
  })[0];
}

}  // namespace

TEST(Tape, GradientsByTensorsAndVariables) {
  Variable v(number(3));
  auto g = gradients([&](auto& x) { return v.read() * v.read() * x[0]; }, {number(2)}, {&v});
  EXPECT_EQ(value(g[0]), 9);
  EXPECT_EQ(value(g[1]), 12);
}

TEST(Tape, ForwardAndReverseNest) {
  const Tensor x = number(2), one = number(1);
  Variable v(number(3));
  const auto g = gradients(
      [&](auto& x) {
        ForwardAccumulator a;
        a.watch(x[0], one);
        a.watch(v, number(10));
        a.start();
        const Tensor y = x[0] * x[0] * v.read();
        a.stop();
        EXPECT_FALSE(a.tangent(*one.get()));
        return a.tangent(*y.get());  // 2 x v + 10 x^2
      },
      {x}, {&v});
  EXPECT_EQ(value(g[0]), 2 * 3 + 20 * 2);
  EXPECT_EQ(value(g[1]), 2 * 2);
}

TEST(Tape, WrittenGradient) {
  EXPECT_NEAR(value(gradients([](auto& x) { return log1pexp(x[0]); }, {number(100)})[0]), 1, 1e-6);
}

TEST(Tape, WrittenGradientOfHigherOrder) {
  const double s = 1 / (1 + std::exp(-1.0));
  const Tensor one = number(1);
  auto first = [](const Tensor& x) {
    return gradients([](auto& x) { return log1pexp(x[0]); }, {x})[0].dense();
  };
  auto second = [&](const Tensor& x) {
    return gradients([&](auto& x) { return first(x[0]); }, {x})[0].dense();
  };
  EXPECT_NEAR(value(first(one)), s, 1e-5);
  EXPECT_NEAR(value(second(one)), s * (1 - s), 1e-5);
  EXPECT_NEAR(value(gradients([&](auto& x) { return second(x[0]); }, {one})[0]),
              s * (1 - s) * (1 - 2 * s), 1e-5);
}

TEST(Tape, WrittenGradientByVariables) {
  Variable b(number(2)), a(number(3)), fixed(number(1), false);
  std::vector<Variable*> seen;
  auto f = [&](std::span<const Tensor> x) {
    return custom_gradient(x, [&](std::span<const Tensor> x) -> WithGradient {
      const Tensor y = x[0] * a.read() * b.read() * fixed.read();
      return {{y, x[0]}, [&](auto dy, std::span<Variable* const> v) -> std::vector<Gradient> {
                seen.assign(v.begin(), v.end());
                const Tensor d = dy[0].dense();
                EXPECT_EQ(value(dy[1]), 0);  // nothing arrived there
                return {d * 10.0, d * 20.0, Gradient()};
              }};
    })[0];
  };
  auto g = gradients(f, {number(1)}, {&a, &b});
  EXPECT_EQ(seen, (std::vector<Variable*>{&b, &a}));  // as they were made
  EXPECT_EQ(value(g[0]), 10);
  EXPECT_FALSE(g[1]);
  EXPECT_EQ(value(g[2]), 20);
}

TEST(Tape, WrongWrittenGradients) {
  auto with = [](const std::vector<Tensor>& given) {
    return [given](std::span<const Tensor> x) {
      return custom_gradient(x, [&](std::span<const Tensor> x) -> WithGradient {
        return {{x[0] * 2.0},
                [given](auto, auto) { return std::vector<Gradient>(given.begin(), given.end()); }};
      })[0];
    };
  };
  auto message = [&](const std::vector<Tensor>& given) -> std::string {
    try {
      gradients(with(given), {number(1)});
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), Code::Value);
      return e.message();
    }
    return "";
  };
  EXPECT_NE(message({}).find("must give 1 gradients by inputs and 0 by variables, got 0"),
            std::string::npos);
  EXPECT_NE(message({Tensor::full({2}, 1, DType::Float32)}).find("its shape, [], got [2]"),
            std::string::npos);
  EXPECT_NE(message({Tensor::full({}, 1, DType::Float64)}).find("float32, got float64"),
            std::string::npos);
}

TEST(Tape, ScopesOfAThread) {
  const Tensor x = number(2);
  Variable v(number(1));
  Tape tape(true, true);
  tape.watch(x);
  tape.start();
  Tensor y, z = x * x;
  VariableWatch outer;
  {
    VariableWatch inner;
    PausedTapes pause;
    EXPECT_FALSE(tape.recording());
    y = x * v.read();
    EXPECT_EQ(inner.seen().size(), 1u);
  }
  EXPECT_TRUE(tape.recording());
  EXPECT_EQ(outer.seen(), std::vector<Variable*>{&v});
  tape.stop();
  EXPECT_EQ(tape.num_nodes(), 1u);
  {
    // A tape may end, or be used up, while it is paused.
    auto gone = std::make_unique<Tape>(false, true);
    Tape used(false, true);
    gone->start();
    used.start();
    PausedTapes pause;
    gone.reset();
    const Tape::Source s{x};
    (void)used.gradient({&s, 1}, {&s, 1});
  }
  EXPECT_EQ(thread_state.tape, nullptr);
}

// ---- Threads ----

namespace {
template <class F>
void on_threads(int count, F&& f) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back([&f, i] { f(i); });
  for (std::thread& t : threads) t.join();
}
}  // namespace

TEST(TapeThreads, ManyTapesAtOnce) {
  constexpr int kTapes = 1000;
  Variable shared(number(2));
  const Tensor both = number(5);  // watched by all threads
  std::atomic<int> wrong{0};
  on_threads(8, [&](int seed) {
    for (int i = 0; i < kTapes; ++i) {
      const Tensor x = number(seed + i % 7);
      Tape outer(false, true), inner(false, true);
      outer.watch(both);
      outer.watch(x);
      outer.start();
      inner.watch(x);
      inner.start();
      Tensor y = x * x * shared.read() + both * x;
      inner.stop();
      const Tape::Source target{y}, source{x};
      Tensor dx = inner.gradient({&target, 1}, {&source, 1})[0].dense();  // 2 x v + both
      outer.stop();
      const Tape::Source first{dx}, sources[] = {{x}, {{}, &shared}, {both}};
      auto d = outer.gradient({&first, 1}, sources);
      const bool right = value(dx) == 4 * value(x) + 5 && value(d[0]) == 4 &&
                         value(d[1]) == 2 * value(x) && value(d[2]) == 1;
      if (!right) ++wrong;
    }
  });
  EXPECT_EQ(wrong, 0);
}

TEST(TapeThreads, WrittenGradientsAtOnce) {
  Variable shared(number(2));
  std::atomic<int> wrong{0};
  on_threads(8, [&](int seed) {
    for (int i = 0; i < 200; ++i) {
      auto g = gradients(
          [&](std::span<const Tensor> x) {
            return custom_gradient(x, [&](std::span<const Tensor> x) -> WithGradient {
              return {{x[0] * shared.read()}, [](auto dy, auto v) {
                        std::vector<Gradient> out(1 + v.size());
                        out[0] = dy[0].dense() * 10.0;
                        out[1] = dy[0].dense() * 20.0;
                        return out;
                      }};
            })[0];
          },
          {number(seed)}, {&shared});
      if (value(g[0]) != 10 || value(g[1]) != 20) ++wrong;
    }
  });
  EXPECT_EQ(wrong, 0);
}

TEST(TapeThreads, AssignAddIsAtomic) {
  constexpr int kTimes = 500;
  Variable v(Tensor::full({100}, 0, DType::Float32));
  const Tensor one = Tensor::full({100}, 1, DType::Float32);
  std::atomic<int> torn{0};
  on_threads(8, [&](int i) {
    for (int k = 0; k < kTimes; ++k) {
      v.assign_add(one);
      if (i % 2 == 0) continue;
      const Tensor seen = v.peek();  // all of one assignment, for as long as it is held
      const float first = seen.data<float>()[0];
      for (int j = 0; j < 100; ++j) torn += seen.data<float>()[j] != first;
    }
  });
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(v.peek().data<float>()[99], 8 * kTimes);
}

TEST(TapeThreads, OneVariableAssignedWhileTapesReadIt) {
  Variable v(number(1));
  std::atomic<int> wrong{0};
  on_threads(4, [&](int i) {
    for (int k = 0; k < 500; ++k) {
      if (i == 0) {
        v.assign(number(k));
        continue;
      }
      Tensor read;
      auto g = gradients(
          [&](auto&) {
            read = v.read();
            return read * read;
          },
          {}, {&v});
      if (value(g[0]) != 2 * value(read)) ++wrong;
    }
  });
  EXPECT_EQ(wrong, 0);
}
