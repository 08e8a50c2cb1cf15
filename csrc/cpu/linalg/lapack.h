// LAPACK's routines, out of OpenBLAS, by element type.
#pragma once
#include <cstddef>
#include <type_traits>

#include "core/dtype_switch.h"
#include "dispatch/contexts.h"

namespace zeal {

template <class T>
struct real_part_of {
  using type = T;
};
template <class T>
struct real_part_of<std::complex<T>> {
  using type = T;
};
template <class T>
using real_type = typename real_part_of<T>::type;

// Matrices are column-major and everything is passed by address. The lengths of character arguments
// follow at the end, as gfortran passes them.
template <class T>
struct Lapack {
  using Real = real_type<T>;
  using Char = const char*;
  using Int = const int*;
  using Size = size_t;
  template <class R, class C>
  using Pick = std::conditional_t<is_complex_type<T>, C, R>;

  void (*potrf)(Char uplo, Int n, T* a, Int lda, int* info, Size);
  void (*getrf)(Int m, Int n, T* a, Int lda, int* pivots, int* info);
  void (*getri)(Int n, T* a, Int lda, Int pivots, T* work, Int lwork, int* info);
  void (*getrs)(Char trans, Int n, Int nrhs, const T* a, Int lda, Int pivots, T* b, Int ldb,
                int* info, Size);
  void (*trsm)(Char side, Char uplo, Char trans, Char diag, Int m, Int n, const T* alpha,
               const T* a, Int lda, T* b, Int ldb, Size, Size, Size, Size);
  void (*geqrf)(Int m, Int n, T* a, Int lda, T* tau, T* work, Int lwork, int* info);
  void (*ungqr)(Int m, Int n, Int k, T* a, Int lda, const T* tau, T* work, Int lwork, int* info);
  Pick<void (*)(Char job, Int m, Int n, T* a, Int lda, Real* s, T* u, Int ldu, T* vt, Int ldvt,
                T* work, Int lwork, int* iwork, int* info, Size),
       void (*)(Char job, Int m, Int n, T* a, Int lda, Real* s, T* u, Int ldu, T* vt, Int ldvt,
                T* work, Int lwork, Real* rwork, int* iwork, int* info, Size)>
      gesdd;
  Pick<void (*)(Char job, Char uplo, Int n, T* a, Int lda, Real* w, T* work, Int lwork, int* iwork,
                Int liwork, int* info, Size, Size),
       void (*)(Char job, Char uplo, Int n, T* a, Int lda, Real* w, T* work, Int lwork, Real* rwork,
                Int lrwork, int* iwork, Int liwork, int* info, Size, Size)>
      heevd;
  Pick<void (*)(Char left, Char right, Int n, T* a, Int lda, Real* wr, Real* wi, T* vl, Int ldvl,
                T* vr, Int ldvr, T* work, Int lwork, int* info, Size, Size),
       void (*)(Char left, Char right, Int n, T* a, Int lda, T* w, T* vl, Int ldvl, T* vr, Int ldvr,
                T* work, Int lwork, Real* rwork, int* info, Size, Size)>
      geev;
  // The Schur decomposition; of complex matrices only.
  Pick<void*,
       void (*)(Char vectors, Char sort, void* select, Int n, T* a, Int lda, int* sdim, T* w, T* vs,
                Int ldvs, T* work, Int lwork, Real* rwork, int* bwork, int* info, Size, Size)>
      gees;
};

// The routines for float, double, complex64 or complex128; Unimplemented, by the op's name, where
// there is no OpenBLAS.
template <class T>
const Lapack<T>& lapack_of(const KernelContext& k);

}  // namespace zeal
