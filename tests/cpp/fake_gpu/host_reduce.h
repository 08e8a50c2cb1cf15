// Reductions that kernels are made of, on the host: each result from its elements, one by one.
#pragma once
#include <algorithm>

#include "cuda/each.h"
#include "cuda/reduce_steps.h"
#include "fake.h"

namespace zeal::cuda {

template <class Op, class T>
struct HostReduction {
  using R = ReduceSteps<Op, T>;
  using A = typename R::A;

  static void elements(void** args, void* stream) {
    queue(args, stream, [](const ReduceArgs& a, int64_t result, uint32_t part) {
      const T* in = static_cast<const T*>(a.in) + a.kept.place(result);
      const auto ref = R::reference(a, result);
      A sum = R::identity();
      for (int64_t i = part * a.part; i < std::min(a.n, (part + 1) * a.part); ++i)
        sum = R::join(sum, R::map(in[a.reduced.place(i)], ref));
      return sum;
    });
  }
  static void fold(void** args, void* stream) {
    queue(args, stream, [](const ReduceArgs& a, int64_t result, uint32_t) {
      A sum = R::identity();
      for (int64_t i = 0; i < a.n; ++i)
        sum = R::join(sum, static_cast<const A*>(a.in)[i * a.results + result]);
      return sum;
    });
  }

 private:
  template <class F>
  static void queue(void** args, void* stream, F part_of_result) {
    fake::enqueue(stream, [a = *static_cast<const ReduceArgs*>(args[0]), part_of_result] {
      fake::Touchable touchable;
      for (uint32_t part = 0; part < a.parts; ++part)
        for (int64_t r = 0; r < a.results; ++r) R::put(a, r, part, part_of_result(a, r, part));
    });
  }
};

template <class Op>
const ReduceTable& reduce_table() {
  static const ReduceTable made = [] {
    ReduceTable table{};
    auto put = [&]<DType D>() {
      using T = ctype<D>;
      using R = ReduceSteps<Op, T>;
      using H = HostReduction<Op, T>;
      if constexpr (Op::def.dtypes.contains(D)) {
        const auto elements = reinterpret_cast<const void*>(&H::elements);
        table.of[static_cast<int>(D)] = {.rows = elements,
                                         .columns = elements,
                                         .fold = reinterpret_cast<const void*>(&H::fold),
                                         .width = R::V,
                                         .columns_width = R::W,
                                         .acc_size = sizeof(typename R::A),
                                         .ref = R::kRef};
      }
    };
#define X(e, type, n) put.template operator()<DType::e>();
    ZEAL_FOR_EACH_DTYPE(X)
#undef X
    return table;
  }();
  return made;
}

}  // namespace zeal::cuda
