#include "cpu/linalg/lapack.h"

#include <dlfcn.h>

#include <string>

#include "cpu/blas.h"

namespace zeal {

namespace {
template <class T>
constexpr char kLetter = 's';
template <>
constexpr char kLetter<double> = 'd';
template <>
constexpr char kLetter<complex64> = 'c';
template <>
constexpr char kLetter<complex128> = 'z';

template <class T>
bool load(Lapack<T>& l) {
  const Blas* b = blas();
  if (!b) return false;
  bool ok = true;
  auto find = [&](auto& f, const char* name) {
    const std::string symbol = std::string("scipy_") + kLetter<T> + name + "_";
    f = reinterpret_cast<std::remove_reference_t<decltype(f)>>(dlsym(b->library, symbol.c_str()));
    ok &= f != nullptr;
  };
  constexpr bool complex = is_complex_type<T>;
  find(l.potrf, "potrf");
  find(l.getrf, "getrf");
  find(l.getri, "getri");
  find(l.getrs, "getrs");
  find(l.trsm, "trsm");
  find(l.geqrf, "geqrf");
  find(l.ungqr, complex ? "ungqr" : "orgqr");
  find(l.gesdd, "gesdd");
  find(l.heevd, complex ? "heevd" : "syevd");
  find(l.geev, "geev");
  find(l.gees, "gees");
  return ok;
}
}  // namespace

template <class T>
const Lapack<T>& lapack_of(const KernelContext& k) {
  static Lapack<T> table;
  static const bool loaded = load(table);
  if (ZEAL_UNLIKELY(!loaded))
    fail(Code::Unimplemented, k.op_name(),
         ": needs LAPACK, but this build of zeal found no OpenBLAS (libscipy_openblas.so)");
  return table;
}
template const Lapack<float>& lapack_of(const KernelContext&);
template const Lapack<double>& lapack_of(const KernelContext&);
template const Lapack<complex64>& lapack_of(const KernelContext&);
template const Lapack<complex128>& lapack_of(const KernelContext&);

}  // namespace zeal
