// Kernels that pick slices by index, and add them back.
#include "ops/array/gather.h"

#include <cstring>

#include "core/thread_pool.h"
#include "cpu/box_copy.h"
#include "cpu/index_check.h"
#include "cpu/scatter_rows.h"

namespace zeal::op {

namespace {

// Calls copy(r, source) for every row r of the result: source is a row of params, if in range.
template <class I, class Copy>
void gather_rows(const GatherPlan& p, const I* indices, BadIndex& bad, int64_t row_bytes,
                 Copy copy) {
  const int64_t blocks = p.batch * p.outer;
  parallel_for(blocks * p.picks, rows_per_thread(row_bytes), [&](int64_t begin, int64_t end) {
    int64_t block = begin / p.picks, pick = begin % p.picks;
    for (int64_t r = begin; r < end; ++r) {
      const int64_t position = block / p.outer * p.picks + pick;
      const I index = indices[position];
      if (ZEAL_LIKELY(in_range(index, p.n)))
        copy(r, block * p.n + index);
      else
        bad.at(position);
      if (++pick == p.picks) {
        pick = 0;
        ++block;
      }
    }
  });
}

// One block: no division by `outer`, and indices read straight on.
template <class I, class Copy>
void gather_block(const GatherPlan& p, const I* indices, BadIndex& bad, int64_t row_bytes,
                  Copy copy) {
  parallel_for(p.picks, rows_per_thread(row_bytes), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const I index = indices[r];
      if (ZEAL_LIKELY(in_range(index, p.n)))
        copy(r, index);
      else
        bad.at(r);
    }
  });
}

template <class I>
void raise_bad(KernelContext& k, const BadIndex& bad, int64_t n) {
  if (ZEAL_UNLIKELY(bool(bad)))
    k.fail("indices", position_text(bad.position(), k.shape(1)), " = ", k.in<I>(1)[bad.position()],
           " is not in [0, ", n, ")");
}

}  // namespace

void Gather::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const GatherPlan p(k.shape(), k.shape(1), axis_of(a, k.shape(1).rank()), a.batch_dims);
  const char* from = k.in<char>();
  char* to = k.out<char>();
  const int64_t bytes = p.inner * static_cast<int64_t>(size_of(k.dtype()));
  switch_dtype<kIndex>(k.dtype(1), [&]<class I>() {
    const I* indices = k.in<I>(1);
    BadIndex bad;
    auto run = [&](auto copy) {
      if (p.batch * p.outer == 1)
        gather_block(p, indices, bad, bytes, copy);
      else
        gather_rows(p, indices, bad, bytes, copy);
    };
    if (bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8 || bytes == 16) {
      switch_size(static_cast<size_t>(bytes), [&]<class T>() {
        run([=](int64_t r, int64_t source) {
          std::memcpy(to + r * int64_t{sizeof(T)}, from + source * int64_t{sizeof(T)}, sizeof(T));
        });
      });
    } else {
      run([=](int64_t r, int64_t source) {
        std::memcpy(to + r * bytes, from + source * bytes, static_cast<size_t>(bytes));
      });
    }
    raise_bad<I>(k, bad, p.n);
  });
}

void GatherGrad::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Shape& params = k.out_shape();
  const GatherPlan p(params, k.shape(1), a.axis, a.batch_dims);
  std::memset(k.out().data(), 0, k.out().bytes());
  const int64_t n = p.batch * p.outer * p.picks;
  Tensor rows = Tensor::empty(DType::Int64, {n});
  switch_dtype<kIndex>(k.dtype(1), [&]<class I>() {
    const I* indices = k.in<I>(1);
    BadIndex bad;
    for (int64_t block = 0; block < p.batch * p.outer; ++block) {
      const int64_t first = block / p.outer * p.picks;
      int64_t* row = rows.data<int64_t>() + block * p.picks;
      for (int64_t i = 0; i < p.picks; ++i) {
        if (ZEAL_UNLIKELY(!in_range(indices[first + i], p.n))) bad.at(first + i);
        row[i] = block * p.n + indices[first + i];
      }
    }
    raise_bad<I>(k, bad, p.n);
  });
  scatter_rows(Combine::Add, k.dtype(), k.out().data(), p.batch * p.outer * p.n, k.in().data(),
               rows.data<int64_t>(), n, p.inner);
}

}  // namespace zeal::op
