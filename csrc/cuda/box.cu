// Kernels that copy boxes of elements: straight, or in tiles where rows become columns.
#include "cuda/box.h"

#include <utility>

#include "cuda/each.h"

namespace zeal::cuda {

namespace {

// The box's dimensions as a kernel sees them; `dims` of them are counted through by place().
struct Walk {
  int dims = 0;
  Divider by[Box::kMaxDims];
  int64_t to[Box::kMaxDims], from[Box::kMaxDims];

  Walk(const Box& box, int n) : dims(n) {
    for (int d = 0; d < n; ++d) {
      by[d] = Divider(box[d].size);
      to[d] = box[d].to;
      from[d] = box[d].from;
    }
  }
  HOST_DEVICE void place(int64_t i, int64_t& t, int64_t& f) const {
    for (int d = dims; d-- > 0;) {
      int64_t c = i;
      if (d) i = by[d].divide(i, c);
      t += c * to[d];
      f += c * from[d];
    }
  }
};

template <class T>
struct CopyElements {
  Walk walk;
  char* to;
  const char* from;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t t = 0, f = 0;
    walk.place(i, t, f);
    *reinterpret_cast<T*>(to + t) = *reinterpret_cast<const T*>(from + f);
  }
};

// Note [Transposition by tiles]
// The last dimension, i, is contiguous in the target, and the last but one, j, in the source. A
// block reads a square of 32 x 32 elements along j and writes it along i. Rows of the square are an
// element longer than wide, so that a column lies in different banks of shared memory.
constexpr int64_t kSide = 32;

template <class T>
struct CopyTransposed {
  Walk outer;
  char* to;
  const char* from;
  int64_t n_i, n_j, from_i, to_j;
  Divider tiles_i, tiles_j;

  struct Shared {
    T tile[kSide][kSide + 1];
  };
  HOST_DEVICE void operator()(const Block& b, Shared& s) const {
    int64_t at_i, at_j, t = 0, f = 0;
    const int64_t plane = tiles_j.divide(tiles_i.divide(b.index, at_i), at_j);
    outer.place(plane, t, f);
    at_i *= kSide;
    at_j *= kSide;
    constexpr int64_t size = sizeof(T);
    constexpr unsigned rows = kEachThreads / kSide;
    b.threads([&](unsigned thread) {
      const int64_t j = at_j + thread % kSide;
      for (unsigned r = thread / kSide; r < kSide; r += rows)
        if (const int64_t i = at_i + r; i < n_i && j < n_j)
          s.tile[r][thread % kSide] = *reinterpret_cast<const T*>(from + f + i * from_i + j * size);
    });
    b.threads([&](unsigned thread) {
      const int64_t i = at_i + thread % kSide;
      for (unsigned r = thread / kSide; r < kSide; r += rows)
        if (const int64_t j = at_j + r; i < n_i && j < n_j)
          *reinterpret_cast<T*>(to + t + j * to_j + i * size) = s.tile[thread % kSide][r];
    });
  }
};

template <class T>
struct FillElements {
  static constexpr int V = 16 / sizeof(T);
  T* to;
  const T* from;
  int64_t packs;  // these come first, and then single elements
  HOST_DEVICE void operator()(int64_t i) const {
    const T v = *from;
    if (i >= packs) {
      to[packs * V + (i - packs)] = v;
      return;
    }
    Pack<T, V> pack;
    for (int k = 0; k < V; ++k) pack.v[k] = v;
    reinterpret_cast<Pack<T, V>*>(to)[i] = pack;
  }
};

// Two halves in turn: 16 bytes may be aligned to 8.
struct FillHalves {
  uint64_t* to;
  const uint64_t* from;
  HOST_DEVICE void operator()(int64_t i) const { to[i] = from[i & 1]; }
};

}  // namespace

void copy_box(Stream s, const Box& given, void* to_, const void* from_, size_t element_) {
  Box box = given;
  if (!box.join()) return;
  char* to = static_cast<char*>(to_);
  const char* from = static_cast<const char*>(from_);
  auto element = static_cast<int64_t>(element_);
  if (box.rank() == 0) return copy(s, to, from, element_);
  Width width;
  width.sees(to);
  width.sees(from);
  const Box::Dim in = box[box.rank() - 1];
  const bool contiguous = in.to == element && in.from == element;
  for (int d = 0; d < box.rank() - contiguous; ++d) {
    width.sees(box[d].to);
    width.sees(box[d].from);
  }
  if (contiguous) {
    const int64_t run = in.size * element;
    if (box.rank() == 1) return copy(s, to, from, static_cast<size_t>(run));
    width.sees(run);
    element = width.bytes();
    box[box.rank() - 1] = {run / element, element, element};
  } else if (width.bytes() < element) {  // complex128 in memory that is aligned to 8
    element = width.bytes();
    box.add(static_cast<int64_t>(element_) / element, element, element);
  }
  const int rank = box.rank();
  int64_t total = 1;
  for (int d = 0; d < rank; ++d) total *= box[d].size;
  const Box::Dim i = box[rank - 1];
  if (i.to == element && i.from != 0 && i.from != element && i.size >= 8)
    for (int d = rank - 2; d >= 0; --d)
      if (box[d].from == element && box[d].size >= 8) {
        for (int e = d; e < rank - 2; ++e) std::swap(box[e], box[e + 1]);
        const Box::Dim j = box[rank - 2];
        const int64_t tiles_i = (i.size + kSide - 1) / kSide,
                      tiles_j = (j.size + kSide - 1) / kSide;
        switch_width(element, [&]<class T>() {
          each_block(s, total / i.size / j.size * tiles_i * tiles_j,
                     CopyTransposed<T>{Walk(box, rank - 2), to, from, i.size, j.size, i.from, j.to,
                                       Divider(tiles_i), Divider(tiles_j)});
        });
        return;
      }
  switch_width(element,
               [&]<class T>() { each(s, total, CopyElements<T>{Walk(box, rank), to, from}); });
}

void fill_from(Stream s, void* to, const void* value, int64_t n, size_t element) {
  if (element == 16)
    return each(s, 2 * n,
                FillHalves{static_cast<uint64_t*>(to), static_cast<const uint64_t*>(value)});
  switch_size(element, [&]<class T>() {
    if constexpr (sizeof(T) < 16) {
      constexpr int V = FillElements<T>::V;
      const int64_t packs = is_aligned(to, 16) ? n / V : 0;
      each(s, packs + (n - packs * V),
           FillElements<T>{static_cast<T*>(to), static_cast<const T*>(value), packs});
    }
  });
}

}  // namespace zeal::cuda
