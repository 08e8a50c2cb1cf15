#include "core/shape.h"

namespace zeal {

void Shape::insert(int at, int64_t d) {
  push_back(d);
  for (int i = rank_ - 1; i > at; --i) dims_[i] = dims_[i - 1];
  dims_[at] = d;
}

void Shape::erase(int at) {
  for (int i = at; i + 1 < rank_; ++i) dims_[i] = dims_[i + 1];
  --rank_;
}

std::string Shape::str() const {
  std::string s = "[";
  for (int i = 0; i < rank_; ++i) {
    if (i) s += ',';
    s += std::to_string(dims_[i]);
  }
  return s + "]";
}

void Shape::fail_rank(size_t rank) {
  invalid("a tensor may have at most ", kMaxRank, " dimensions, got ", rank);
}

void Shape::fail_negative(int axis) const {
  invalid("dimension ", axis, " of shape ", *this, " must be >= 0, got ", dims_[axis]);
}

}  // namespace zeal
