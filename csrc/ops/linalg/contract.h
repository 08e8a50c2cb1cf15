// Sums of products over named dimensions, which einsum and tensordot are made of.
#pragma once
#include "core/tensor.h"

namespace zeal {

// The names of a tensor's dimensions: small numbers, below kMaxLabels.
class Labels {
 public:
  static constexpr int kMaxLabels = 64;

  int size() const { return size_; }
  int operator[](int i) const { return ids_[i]; }
  const int8_t* begin() const { return ids_; }
  const int8_t* end() const { return ids_ + size_; }
  void push_back(int id) {
    if (ZEAL_UNLIKELY(size_ == kMaxLabels)) invalid("too many dimensions");
    ids_[size_++] = static_cast<int8_t>(id);
    set_ |= uint64_t{1} << id;
  }
  bool has(int id) const { return set_ >> id & 1; }
  uint64_t set() const { return set_; }
  int find(int id) const {
    for (int i = 0; i < size_; ++i)
      if (ids_[i] == id) return i;
    return -1;
  }
  bool operator==(const Labels& o) const {
    if (size_ != o.size_) return false;
    for (int i = 0; i < size_; ++i)
      if (ids_[i] != o.ids_[i]) return false;
    return true;
  }

 private:
  int size_ = 0;
  int8_t ids_[kMaxLabels];
  uint64_t set_ = 0;
};

// out[labels] = the sum of a * b over the labels that `out` lacks; each of those is in both. Labels
// that both have are equally long; no tensor has one twice. Made of transposes, reshapes and one
// product; transposes are left to the product where it can do them.
Tensor contract(Tensor a, Labels la, Tensor b, Labels lb, const Labels& out);

// The dimensions of x, named `from`, in the order of `to`.
Tensor arrange(const Tensor& x, const Labels& from, const Labels& to);

// x with the last two dimensions, of equal size, replaced by their diagonal.
Tensor diagonal(const Tensor& x);

}  // namespace zeal
