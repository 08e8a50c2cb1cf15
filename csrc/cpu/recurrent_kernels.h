// One step of LSTM and GRU cells, element by element; once per instruction set.
#pragma once
#include <cstdint>

#include "cpu/isa.h"

namespace zeal {

// Rows of n units. `gates` holds as many runs of n as a step has gates, one after the other.
template <class T>
struct RecurrentKernels {
  // gates: what goes into i, f, g and o; they become these gates. c = f c0 + i g, h = o tanh(c).
  void (*lstm)(T* gates, const T* c0, T* c, T* h, int64_t n);
  // The gradients by what goes into the gates, into `dz`, from dh; dc holds the gradient that comes
  // from the step behind and gets the one for the step before.
  void (*lstm_grad)(const T* gates, const T* c0, const T* c, const T* dh, T* dc, T* dz, int64_t n);
  // gates: what the inputs v give to z, r and g, and room for a run; a: what the state gives them.
  // gates gets z, r, g = tanh(v + r a) and the a of that. h = z h0 + (1 - z) g.
  void (*gru)(const T* a, const T* h0, T* gates, T* h, int64_t n);
  // The gradients by v and a from dh, which becomes what reaches h0 other than by a.
  void (*gru_grad)(const T* gates, const T* h0, T* dh, T* dv, T* da, int64_t n);
};

struct RecurrentTables {
  RecurrentKernels<float> f32;
  RecurrentKernels<double> f64;
};
extern const RecurrentTables recurrent_tables_baseline;
#ifdef ZEAL_X86
extern const RecurrentTables recurrent_tables_avx2;
extern const RecurrentTables recurrent_tables_avx512;
#endif

}  // namespace zeal
