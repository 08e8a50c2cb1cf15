#include "cpu/box_copy.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/thread_pool.h"
#include "cpu/half_convert.h"
#include "cpu/tile_transpose.h"

namespace zeal {

namespace {

template <class T>
ZEAL_INLINE void copy_one(char* to, const char* from) {
  std::memcpy(to, from, sizeof(T));
}

// Calls row(to, from) for every position of the box's first `dims` dimensions.
template <class Row>
void each_row(const Box::Dim* dim, int dims, int64_t grain, char* to, const char* from, Row row) {
  int64_t rows = 1;
  for (int d = 0; d < dims; ++d) rows *= dim[d].size;
  if (rows == 1) return row(to, from);
  parallel_for(rows, grain, [&](int64_t begin, int64_t end) {
    int64_t at[Box::kMaxDims];
    char* t = to;
    const char* f = from;
    int64_t rest = begin;
    for (int d = dims - 1; d >= 0; --d) {
      at[d] = rest % dim[d].size;
      rest /= dim[d].size;
      t += at[d] * dim[d].to;
      f += at[d] * dim[d].from;
    }
    for (int64_t r = begin;;) {
      row(t, f);
      if (++r == end) break;
      for (int d = dims - 1;; --d) {
        t += dim[d].to;
        f += dim[d].from;
        if (++at[d] < dim[d].size) break;
        t -= dim[d].to * dim[d].size;
        f -= dim[d].from * dim[d].size;
        at[d] = 0;
      }
    }
  });
}

// Can the lines of a transposed box go past the caches? It must be too large for them and its rows
// must begin with a line.
bool past_caches(const Box::Dim* dim, int dims, int64_t size, const char* to) {
  int64_t bytes = size;
  for (int d = 0; d < dims; ++d) bytes *= dim[d].size;
  uintptr_t borders = reinterpret_cast<uintptr_t>(to);
  for (int d = 0; d < dims - 1; ++d) borders |= static_cast<uintptr_t>(dim[d].to);
  return bytes >= kStreamBytes && borders % 64 == 0;
}

// Copies the box whose last dimension is contiguous in `to` and whose last but one is in `from`,
// square by square. Lines that stay in the caches are finished one after the other, in rows of
// squares of `to`. Lines that go past them need not be, and the squares follow the rows of `from`.
template <class T, bool PastCaches>
void copy_squares(const Box::Dim* dim, int dims, char* to, const char* from) {
  constexpr int64_t kSide = kTile<T>, kSize = sizeof(T);
  const Box::Dim j = dim[dims - 2], i = dim[dims - 1];
  const int64_t tiles_j = (j.size + kSide - 1) / kSide, tiles_i = (i.size + kSide - 1) / kSide;
  const int64_t across = PastCaches ? tiles_j : tiles_i, down = PastCaches ? tiles_i : tiles_j;
  Box::Dim outer[Box::kMaxDims];
  std::copy_n(dim, dims - 2, outer);
  int64_t planes = 1;
  for (int d = 0; d < dims - 2; ++d) planes *= dim[d].size;

  parallel_for(
      planes * down * across, rows_per_thread(kSide * kSide * kSize),
      [&](int64_t begin, int64_t end) {
        for (int64_t tile = begin; tile < end;) {
          int64_t rest = tile / across;
          const int64_t row = rest % down;
          rest /= down;
          char* t = to;
          const char* f = from;
          for (int d = dims - 3; d >= 0; --d) {
            t += rest % outer[d].size * outer[d].to;
            f += rest % outer[d].size * outer[d].from;
            rest /= outer[d].size;
          }
          // The rest of this row of tiles, or as far as this thread goes.
          const int64_t first = tile % across;
          const int64_t last = std::min(across, first + (end - tile));
          for (int64_t k = first; k < last; ++k) {
            const int64_t at_i = (PastCaches ? row : k) * kSide, n = std::min(kSide, i.size - at_i);
            const int64_t at_j = (PastCaches ? k : row) * kSide, m = std::min(kSide, j.size - at_j);
            const char* source = f + at_i * i.from + at_j * kSize;
            char* target = t + at_j * j.to + at_i * kSize;
            if (n == kSide && m == kSide)
              transpose_square<T, PastCaches>(source, i.from, target, j.to);
            else
              transpose_edge<T>(source, i.from, target, j.to, n, m);
          }
          tile += last - first;
        }
        if constexpr (PastCaches) stream_fence();
      });
}

template <class T>
void copy_transposed(const Box::Dim* dim, int dims, char* to, const char* from) {
  if (past_caches(dim, dims, sizeof(T), to)) return copy_squares<T, true>(dim, dims, to, from);
  copy_squares<T, false>(dim, dims, to, from);
}

template <class T>
void copy_elements(const Box::Dim* dim, int dims, char* to, const char* from) {
  constexpr int64_t kSize = sizeof(T);
  const Box::Dim in = dim[dims - 1];
  const int64_t grain = rows_per_thread(in.size * kSize);
  if (in.from == 0) {
    each_row(dim, dims - 1, grain, to, from, [&](char* t, const char* f) {
      T v;
      std::memcpy(&v, f, sizeof v);
      if (in.to == kSize)
        for (int64_t i = 0; i < in.size; ++i) std::memcpy(t + i * kSize, &v, sizeof v);
      else
        for (int64_t i = 0; i < in.size; ++i) std::memcpy(t + i * in.to, &v, sizeof v);
    });
    return;
  }
  each_row(dim, dims - 1, grain, to, from, [&](char* t, const char* f) {
    if (in.to == kSize)
      for (int64_t i = 0; i < in.size; ++i) copy_one<T>(t + i * kSize, f + i * in.from);
    else if (in.from == kSize)
      for (int64_t i = 0; i < in.size; ++i) copy_one<T>(t + i * in.to, f + i * kSize);
    else
      for (int64_t i = 0; i < in.size; ++i) copy_one<T>(t + i * in.to, f + i * in.from);
  });
}

}  // namespace

// Joins what it can, and takes a short contiguous run of 2, 4, 8 or 16 bytes for one element. False
// when there is nothing to copy.
static bool simplify(Box& box, int64_t& element) {
  if (!box.join()) return false;
  if (box.rank() == 0) return true;
  const Box::Dim in = box[box.rank() - 1];
  const int64_t run = in.size * element;
  if (in.to == element && in.from == element && (run == 2 || run == 4 || run == 8 || run == 16)) {
    element = run;
    box.pop();
  }
  return true;
}

void copy_box(const Box& given, void* to_, const void* from_, size_t element_) {
  Box box = given;
  char* to = static_cast<char*>(to_);
  const char* from = static_cast<const char*>(from_);
  auto element = static_cast<int64_t>(element_);
  if (!simplify(box, element)) return;
  const int rank = box.rank();
  Box::Dim* const dims = rank ? &box[0] : nullptr;
  if (rank == 0) {
    std::memcpy(to, from, static_cast<size_t>(element));
    return;
  }
  Box::Dim& in = dims[rank - 1];
  if (in.to == element && in.from == element) {
    const int64_t run = in.size * element;
    if (rank == 1) return copy_bytes(to, from, static_cast<size_t>(run));
    each_row(dims, rank - 1, rows_per_thread(run), to, from,
             [run](char* t, const char* f) { std::memcpy(t, f, static_cast<size_t>(run)); });
    return;
  }
  if (in.to == element && in.from != 0 && in.size > 2) {
    // A dimension that is contiguous in the source makes this a transposition.
    for (int d = rank - 2; d >= 0; --d)
      if (dims[d].from == element && dims[d].size > 2) {
        std::rotate(dims + d, dims + d + 1, dims + rank - 1);
        switch_size(static_cast<size_t>(element),
                    [&]<class T>() { copy_transposed<T>(dims, rank, to, from); });
        return;
      }
  }
  switch_size(static_cast<size_t>(element),
              [&]<class T>() { copy_elements<T>(dims, rank, to, from); });
}

void copy_bytes(void* to, const void* from, size_t bytes) {
  if (bytes == 0) return;
  parallel_for(static_cast<int64_t>(bytes), kSerialBytes, [&](int64_t begin, int64_t end) {
    std::memcpy(static_cast<char*>(to) + begin, static_cast<const char*>(from) + begin,
                static_cast<size_t>(end - begin));
  });
}

void fill_elements(void* to, const void* value, int64_t n, size_t element) {
  switch_size(element, [&]<class T>() {
    T v;
    std::memcpy(&v, value, sizeof v);
    parallel_for(n, kSerialBytes / static_cast<int64_t>(sizeof(T)),
                 [&](int64_t begin, int64_t end) {
                   T* out = static_cast<T*>(to);
                   std::fill(out + begin, out + end, v);
                 });
  });
}

}  // namespace zeal
