// Scans along lines of a tensor, in any join: a template for kernels.
//
// Note [Scan kernels]
// Neighbouring elements are scanned by blocks: a tile of 2048 is read to shared memory, threads
// join eight elements each, the block joins those, and what came before is added on the way out.
// Where the lines' elements are apart, a thread takes one line, and its neighbours the lines beside
// it. Few long lines are cut into parts: the parts' totals first, then a scan of these, then each
// part from where it starts. How lines are cut depends on the extents alone.
#pragma once
#include "cuda/each.h"

namespace zeal::cuda {

struct ScanShape {
  int64_t outer, n, inner;  // [outer, n, inner], scanned along n
  bool exclusive = false, reverse = false;
  int64_t part = 0, parts = 1;  // how lines are cut
};

// J says how: a type C, J::first() and J::join(before, after). With `totals` only those are
// written, with `starts` the parts begin there; both are [outer, parts, inner].
template <class J, class T>
struct ScanTiles {
  using C = typename J::C;
  static constexpr int kPer = 8, kTile = kEachThreads * kPer;
  const T* x;
  T* y;
  ScanShape a;
  C* totals;
  const C* starts;

  struct Shared {
    alignas(C) unsigned char items[(kTile + kTile / 32) * sizeof(C)];
    alignas(C) unsigned char sums[2][kEachThreads * sizeof(C)];
    alignas(C) unsigned char carry[sizeof(C)];
    HOST_DEVICE C& item(unsigned i) { return reinterpret_cast<C*>(items)[i + i / 32]; }
    HOST_DEVICE C& sum(int p, unsigned t) { return reinterpret_cast<C*>(sums[p])[t]; }
    HOST_DEVICE C& before() { return *reinterpret_cast<C*>(carry); }
  };
  HOST_DEVICE void operator()(const Block& b, Shared& s) const {
    const int64_t line = b.index / a.parts, part = b.index % a.parts;
    const int64_t begin = part * a.part, end = begin + a.part < a.n ? begin + a.part : a.n;
    const auto place = [&](int64_t i) { return line * a.n + (a.reverse ? a.n - 1 - i : i); };
    b.threads([&](unsigned t) {
      if (t == 0) s.before() = starts ? starts[b.index] : J::first();
    });
    for (int64_t base = begin; base < end; base += kTile) {
      b.threads([&](unsigned t) {
        for (unsigned k = t; k < kTile; k += kEachThreads)
          s.item(k) = base + k < end ? static_cast<C>(x[place(base + k)]) : J::first();
      });
      b.threads([&](unsigned t) {
        C sum = s.item(t * kPer);
        for (unsigned k = 1; k < kPer; ++k) sum = J::join(sum, s.item(t * kPer + k));
        s.sum(0, t) = sum;
      });
      int p = 0;
      for (unsigned by = 1; by < kEachThreads; by *= 2, p ^= 1)
        b.threads([&](unsigned t) {
          s.sum(p ^ 1, t) = t >= by ? J::join(s.sum(p, t - by), s.sum(p, t)) : s.sum(p, t);
        });
      if (!totals) {
        b.threads([&](unsigned t) {
          C sum = s.before();
          if (t) sum = J::join(sum, s.sum(p, t - 1));
          for (unsigned k = 0; k < kPer; ++k) {
            C& item = s.item(t * kPer + k);
            const C next = J::join(sum, item);
            item = a.exclusive ? sum : next;
            sum = next;
          }
        });
        b.threads([&](unsigned t) {
          for (unsigned k = t; k < kTile; k += kEachThreads)
            if (base + k < end) y[place(base + k)] = static_cast<T>(s.item(k));
        });
      }
      b.threads([&](unsigned t) {
        if (t == 0) s.before() = J::join(s.before(), s.sum(p, kEachThreads - 1));
      });
    }
    if (totals)
      b.threads([&](unsigned t) {
        if (t == 0) totals[b.index] = s.before();
      });
  }
};

template <class J, class T>
struct ScanColumns {
  using C = typename J::C;
  const T* x;
  T* y;
  ScanShape a;
  C* totals;
  const C* starts;
  HOST_DEVICE void operator()(int64_t i) const {
    const int64_t j = i % a.inner, part = i / a.inner % a.parts, o = i / a.inner / a.parts;
    const int64_t begin = part * a.part, end = begin + a.part < a.n ? begin + a.part : a.n;
    C sum = starts ? starts[i] : J::first();
    for (int64_t k = begin; k < end; ++k) {
      const int64_t at = (o * a.n + (a.reverse ? a.n - 1 - k : k)) * a.inner + j;
      const C next = J::join(sum, static_cast<C>(x[at]));
      if (!totals) y[at] = static_cast<T>(a.exclusive ? sum : next);
      sum = next;
    }
    if (totals) totals[i] = sum;
  }
};

template <class J, class T>
void scan_parts(Stream s, const T* x, T* y, const ScanShape& a, typename J::C* totals,
                const typename J::C* starts) {
  if (a.inner == 1)
    each_block(s, a.outer * a.parts, ScanTiles<J, T>{x, y, a, totals, starts});
  else
    each(s, a.outer * a.parts * a.inner, ScanColumns<J, T>{x, y, a, totals, starts});
}

// Scans x into y, which may be the same.
template <class J, class T>
void scan(Stream s, const T* x, T* y, ScanShape a) {
  using C = typename J::C;
  if (a.outer * a.n * a.inner == 0) return;
  const int64_t lines = a.outer * a.inner;
  const int64_t enough = a.inner == 1 ? 512 : 65536, least = a.inner == 1 ? 8192 : 64;
  const int64_t cut = std::clamp<int64_t>(a.n / least, 1, std::max<int64_t>(1, enough / lines));
  const int64_t step = a.inner == 1 ? 2048 : 1;
  a.part = ((a.n + cut - 1) / cut + step - 1) / step * step;
  a.parts = (a.n + a.part - 1) / a.part;
  if (a.parts == 1) return scan_parts<J>(s, x, y, a, static_cast<C*>(nullptr), nullptr);
  Scratch memory(s, static_cast<size_t>(lines * a.parts) * sizeof(C));
  C* const totals = memory.data<C>();
  scan_parts<J>(s, x, static_cast<T*>(nullptr), a, totals, nullptr);
  const ScanShape of_totals{a.outer, a.parts, a.inner, true, false, a.parts, 1};
  scan_parts<J>(s, static_cast<const C*>(totals), totals, of_totals, static_cast<C*>(nullptr),
                nullptr);
  scan_parts<J>(s, x, y, a, static_cast<C*>(nullptr), static_cast<const C*>(totals));
}

template <class S>
struct SumOf {
  using C = S;
  static HOST_DEVICE C first() { return C(0); }
  static HOST_DEVICE C join(C a, C b) { return a + b; }
};
template <class S>
struct MaxOf {
  using C = S;
  static HOST_DEVICE C first() { return C(0); }
  static HOST_DEVICE C join(C a, C b) { return a > b ? a : b; }
};

}  // namespace zeal::cuda
