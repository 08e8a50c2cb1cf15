// Images whose pixels are weighted sums of another image's, by rows and by columns apart.
#pragma once
#include "core/tensor.h"
#include "ops/image/taps.h"

namespace zeal {

// y = rows x columns, for x: [batch, rows.in, columns.in, channels] of any real dtype and y of a
// floating one; sums are float32's, or float64's from float64 to float64.
void resample(const Tensor& x, const Taps& rows, const Taps& columns, const Tensor& y);

}  // namespace zeal
