// A short list of integers (axes, strides, sizes): inline up to eight, on the heap beyond.
#pragma once
#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <ostream>
#include <span>

namespace zeal {

class Ints {
 public:
  Ints() = default;
  Ints(std::initializer_list<int64_t> v) { assign({v.begin(), v.size()}); }
  explicit Ints(std::span<const int64_t> v) { assign(v); }
  Ints(const Ints& o) : single_(o.single_) { assign(o.span()); }
  Ints(Ints&& o) noexcept : size_(o.size_), single_(o.single_), heap_(std::move(o.heap_)) {
    if (!heap_) std::copy_n(o.inline_, size_, inline_);
  }
  Ints& operator=(const Ints& o) {
    if (this != &o) assign(o.span());
    single_ = o.single_;
    return *this;
  }
  Ints& operator=(Ints&& o) noexcept {
    size_ = o.size_;
    single_ = o.single_;
    heap_ = std::move(o.heap_);
    if (!heap_) std::copy_n(o.inline_, size_, inline_);
    return *this;
  }

  void assign(std::span<const int64_t> v) { std::copy(v.begin(), v.end(), resize(v.size())); }
  // Gives room for n values, whose old content is lost, and returns where they go.
  int64_t* resize(size_t n) {
    heap_.reset(n > kInline ? new int64_t[n] : nullptr);
    size_ = n;
    return data();
  }

  // One integer where a list was possible: split(x, 2) is two parts, split(x, [2]) one of size 2.
  static Ints one(int64_t v) {
    Ints out{v};
    out.single_ = true;
    return out;
  }
  bool single() const { return single_; }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  int64_t* data() { return heap_ ? heap_.get() : inline_; }
  const int64_t* data() const { return heap_ ? heap_.get() : inline_; }
  int64_t operator[](size_t i) const { return data()[i]; }
  int64_t& operator[](size_t i) { return data()[i]; }
  const int64_t* begin() const { return data(); }
  const int64_t* end() const { return data() + size_; }
  std::span<const int64_t> span() const { return {data(), size_}; }
  bool operator==(const Ints& o) const { return std::ranges::equal(span(), o.span()); }

 private:
  static constexpr size_t kInline = 8;
  size_t size_ = 0;
  bool single_ = false;
  std::unique_ptr<int64_t[]> heap_;
  int64_t inline_[kInline];
};

inline std::ostream& operator<<(std::ostream& s, const Ints& v) {
  s << '[';
  for (size_t i = 0; i < v.size(); ++i) s << (i ? "," : "") << v[i];
  return s << ']';
}

}  // namespace zeal
