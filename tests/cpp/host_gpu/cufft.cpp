// cuFFT: transforms of contiguous arrays by their definition.
#include <cmath>
#include <complex>
#include <map>
#include <vector>

#include "cuda/libraries/cufft_api.h"
#include "fakes.h"

namespace zeal::host_gpu {
namespace {

using Number = std::complex<double>;
constexpr int kInvalid = 4;

struct Plan {
  std::vector<long long> n;
  int type = 0;
  long long batch = 0;
  bool automatic = true, streamed = false;
  void* workspace = nullptr;
};
std::map<int, Plan>& plans() {
  static std::map<int, Plan> all;
  return all;
}
int next_plan = 1;

// One dimension of [outer, n, inner], in place.
void transform(std::vector<Number>& x, long long n, long long inner, int direction) {
  const long long outer = static_cast<long long>(x.size()) / (n * inner);
  std::vector<Number> line(static_cast<size_t>(n));
  for (long long o = 0; o < outer; ++o)
    for (long long i = 0; i < inner; ++i) {
      Number* at = x.data() + o * n * inner + i;
      for (long long k = 0; k < n; ++k) {
        Number sum = 0;
        for (long long j = 0; j < n; ++j)
          sum += at[j * inner] *
                 std::polar(1.0, direction * 2 * M_PI * static_cast<double>(j * k % n) /
                                     static_cast<double>(n));
        line[static_cast<size_t>(k)] = sum;
      }
      for (long long k = 0; k < n; ++k) at[k * inner] = line[static_cast<size_t>(k)];
    }
}

template <class T>
Number element(const T* p, long long i, bool complex) {
  return complex ? Number(p[2 * i], p[2 * i + 1]) : Number(p[i]);
}

template <class T>
int run(int handle, void* from, void* to, int direction, int type) {
  Plan& p = plans()[handle];
  if (p.type != type || p.automatic || !p.workspace || !p.streamed || from == to) return kInvalid;
  const bool real_in = type == cuda::fft::kR2C || type == cuda::fft::kD2Z;
  const bool real_out = type == cuda::fft::kC2R || type == cuda::fft::kZ2D;
  long long size = 1, rows = 1;
  for (size_t d = 0; d < p.n.size(); ++d) {
    size *= p.n[d];
    if (d + 1 < p.n.size()) rows *= p.n[d];
  }
  const long long n = p.n.back(), half = n / 2 + 1;
  const long long in_row = real_out ? half : n, out_row = real_in ? half : n;
  T* in = static_cast<T*>(from);
  T* out = static_cast<T*>(to);
  for (long long b = 0; b < p.batch; ++b) {
    std::vector<Number> x(static_cast<size_t>(size));
    for (long long r = 0; r < rows; ++r)
      for (long long j = 0; j < in_row; ++j)
        x[static_cast<size_t>(r * n + j)] = element(in, (b * rows + r) * in_row + j, !real_in);
    if (real_out) {
      // The other dimensions first, then each row's half is completed by its mirror.
      long long inner = n;
      for (size_t d = p.n.size() - 1; d-- > 0; inner *= p.n[d]) transform(x, p.n[d], inner, 1);
      for (long long r = 0; r < rows; ++r)
        for (long long j = half; j < n; ++j)
          x[static_cast<size_t>(r * n + j)] = std::conj(x[static_cast<size_t>(r * n + n - j)]);
      transform(x, n, 1, 1);
    } else {
      long long inner = 1;
      for (size_t d = p.n.size(); d-- > 0; inner *= p.n[d]) transform(x, p.n[d], inner, direction);
    }
    for (long long r = 0; r < rows; ++r)
      for (long long j = 0; j < out_row; ++j) {
        const Number v = x[static_cast<size_t>(r * n + j)];
        const long long at = (b * rows + r) * out_row + j;
        if (real_out) {
          out[at] = static_cast<T>(v.real());
        } else {
          out[2 * at] = static_cast<T>(v.real());
          out[2 * at + 1] = static_cast<T>(v.imag());
        }
      }
  }
  // As the real one may.
  if (real_out)
    for (long long i = 0; i < 2 * p.batch * rows * half; ++i) in[i] = static_cast<T>(12345);
  p.workspace = nullptr;
  return 0;
}

const cuda::Cufft library{
    .get_version = [](int* v) { return *v = 12000, 0; },
    .create = [](int* p) { return plans()[*p = next_plan++] = {}, 0; },
    .destroy = [](int p) { return plans().erase(p), 0; },
    .set_auto_allocation = [](int p, int on) { return plans()[p].automatic = on != 0, 0; },
    .make_plan_many =
        [](int handle, int rank, long long* n, long long* in, long long, long long, long long* out,
           long long, long long, int type, long long batch, size_t* workspace) {
          if (rank < 1 || rank > 3 || in || out || batch < 1) return kInvalid;
          Plan& p = plans()[handle];
          for (int i = 0; i < rank; ++i) {
            if (n[i] < 1) return kInvalid;
            p.n.push_back(n[i]);
          }
          p.type = type;
          p.batch = batch;
          *workspace = 100;
          return 0;
        },
    .set_work_area = [](int p, void* w) { return plans()[p].workspace = w, 0; },
    .set_stream = [](int p, void* s) { return plans()[p].streamed = s != nullptr, 0; },
    .c2c = [](int p, void* x, void* y, int d) { return run<float>(p, x, y, d, cuda::fft::kC2C); },
    .z2z = [](int p, void* x, void* y, int d) { return run<double>(p, x, y, d, cuda::fft::kZ2Z); },
    .r2c = [](int p, void* x, void* y) { return run<float>(p, x, y, -1, cuda::fft::kR2C); },
    .d2z = [](int p, void* x, void* y) { return run<double>(p, x, y, -1, cuda::fft::kD2Z); },
    .c2r = [](int p, void* x, void* y) { return run<float>(p, x, y, 1, cuda::fft::kC2R); },
    .z2d = [](int p, void* x, void* y) { return run<double>(p, x, y, 1, cuda::fft::kZ2D); },
};

}  // namespace

void install_cufft() { cuda::replace(&library); }

}  // namespace zeal::host_gpu
