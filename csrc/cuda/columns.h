// Sums over many rows for each of many columns, in two steps, by a functor that says what is added.
//
// Note [Sums of columns]
// A functor S has a type `Acc` that begins as zero, and
//   Acc::join(Acc)                         which adds another one's to it
//   add(Acc&, int64_t row, int64_t column) which adds one row's part
//   finish(int64_t column, const Acc&)     which takes the result
// The rows are cut into parts by their number alone, so that sums are the same bits every time. 32
// neighbouring columns are a warp's, and 8 warps of a block share the rows of a part; but where a
// row's neighbours in memory are other rows (`by_row`), a block has one column.
#pragma once
#include "cuda/divider.h"
#include "cuda/each.h"

namespace zeal::cuda {

struct ColumnArgs {
  int64_t rows, columns, part;  // rows of a part
  unsigned parts;
};

template <class S>
struct FinishColumn {
  S s;
  const typename S::Acc* partial;  // [parts, columns]
  ColumnArgs a;
  HOST_DEVICE void operator()(int64_t column) const {
    typename S::Acc acc = partial[column];
    for (unsigned p = 1; p < a.parts; ++p) acc.join(partial[p * a.columns + column]);
    s.finish(column, acc);
  }
};

#ifdef __CUDACC__

inline constexpr unsigned kColumnLanes = 32, kColumnRows = 8;

// Block x has 32 columns; blocks y the parts, which go round where there are more than fit a grid.
template <class S>
__global__ void __launch_bounds__(kColumnLanes* kColumnRows)
    columns_kernel(const __grid_constant__ S s, typename S::Acc* partial, const ColumnArgs a) {
  using Acc = typename S::Acc;
  __shared__ alignas(16) unsigned char room[sizeof(Acc) * kColumnLanes * kColumnRows];
  Acc* shared = reinterpret_cast<Acc*>(room);
  const int64_t column = int64_t{blockIdx.x} * kColumnLanes + threadIdx.x;
  const int64_t begin = blockIdx.y * a.part,
                end = begin + a.part < a.rows ? begin + a.part : a.rows;
  Acc acc;
  if (column < a.columns)
    for (int64_t r = begin + threadIdx.y; r < end; r += kColumnRows) s.add(acc, r, column);
  shared[threadIdx.y * kColumnLanes + threadIdx.x] = acc;
  __syncthreads();
  if (threadIdx.y || column >= a.columns) return;
  for (unsigned y = 1; y < kColumnRows; ++y) acc.join(shared[y * kColumnLanes + threadIdx.x]);
  if (a.parts > 1)
    partial[blockIdx.y * a.columns + column] = acc;
  else
    s.finish(column, acc);
}

// Block x has one column, y one part.
template <class S>
__global__ void __launch_bounds__(kColumnLanes* kColumnRows)
    column_by_block(const __grid_constant__ S s, typename S::Acc* partial, const ColumnArgs a) {
  using Acc = typename S::Acc;
  constexpr unsigned kThreads = kColumnLanes * kColumnRows;
  __shared__ alignas(16) unsigned char room[sizeof(Acc) * kThreads];
  Acc* shared = reinterpret_cast<Acc*>(room);
  const int64_t column = blockIdx.x;
  const int64_t begin = blockIdx.y * a.part,
                end = begin + a.part < a.rows ? begin + a.part : a.rows;
  Acc acc;
  for (int64_t r = begin + threadIdx.x; r < end; r += kThreads) s.add(acc, r, column);
  shared[threadIdx.x] = acc;
  for (unsigned half = kThreads / 2; half; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) shared[threadIdx.x].join(shared[threadIdx.x + half]);
  }
  if (threadIdx.x) return;
  if (a.parts > 1)
    partial[blockIdx.y * a.columns + column] = shared[0];
  else
    s.finish(column, shared[0]);
}

#else

template <class S>
struct AddColumn {
  S s;
  typename S::Acc* partial;
  ColumnArgs a;
  void operator()(int64_t i) const {
    const int64_t p = i / a.columns, column = i % a.columns;
    typename S::Acc acc;
    for (int64_t r = p * a.part; r < std::min(a.rows, (p + 1) * a.part); ++r) s.add(acc, r, column);
    if (a.parts > 1)
      partial[i] = acc;
    else
      s.finish(column, acc);
  }
};

#endif

template <bool by_row, class S>
void sum_columns(Stream stream, int64_t rows, int64_t columns, const S& s) {
  using Acc = typename S::Acc;
  if (columns <= 0) return;
  // Enough blocks for a large GPU, and enough rows for each thread of them.
  const int64_t across = by_row ? columns : (columns + 31) / 32;
  const int64_t wanted = std::max<int64_t>(1, 1024 / across);
  const int64_t sensible = std::max<int64_t>(1, rows / (by_row ? 2048 : 64));
  ColumnArgs a{rows, columns, 0, 0};
  const int64_t parts = std::min({wanted, sensible, int64_t{256}});
  a.part = std::max<int64_t>(1, (rows + parts - 1) / parts);
  a.parts = static_cast<unsigned>(std::max<int64_t>(1, (rows + a.part - 1) / a.part));
  const Scratch room(stream,
                     a.parts > 1 ? sizeof(Acc) * a.parts * static_cast<size_t>(columns) : 0);
#ifdef __CUDACC__
  const Dim grid{static_cast<unsigned>(across), a.parts};
  if constexpr (by_row)
    launch(stream, column_by_block<S>, grid, {kColumnLanes * kColumnRows}, 0, s, room.data<Acc>(),
           a);
  else
    launch(stream, columns_kernel<S>, grid, {kColumnLanes, kColumnRows}, 0, s, room.data<Acc>(), a);
#else
  each(stream, columns * a.parts, AddColumn<S>{s, room.data<Acc>(), a});
#endif
  if (a.parts > 1) each(stream, columns, FinishColumn<S>{s, room.data<Acc>(), a});
}

}  // namespace zeal::cuda
