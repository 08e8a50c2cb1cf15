// Errors: one exception class with TensorFlow's codes; the bindings turn each code into its class.
#pragma once
#include <exception>
#include <sstream>
#include <string>
#include <utility>

#include "core/macros.h"

namespace zeal {

// Numbered as in TensorFlow's and gRPC's status codes.
enum class Code : int {
  Cancelled = 1,
  Unknown = 2,
  InvalidArgument = 3,
  DeadlineExceeded = 4,
  NotFound = 5,
  AlreadyExists = 6,
  PermissionDenied = 7,
  ResourceExhausted = 8,
  FailedPrecondition = 9,
  Aborted = 10,
  OutOfRange = 11,
  Unimplemented = 12,
  Internal = 13,
  Unavailable = 14,
  DataLoss = 15,
  Unauthenticated = 16,
  // Python's own classes, for mistakes that Python users expect as such.
  Type = 100,
  Value = 101,
  Index = 102,
};

class ZEAL_API Error : public std::exception {
 public:
  Error(Code code, std::string message) : code_(code), message_(std::move(message)) {}
  Code code() const noexcept { return code_; }
  const std::string& message() const noexcept { return message_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  Code code_;
  std::string message_;
};

// Joins its arguments into one string: cat("axis ", 3, " is out of range").
template <class... A>
std::string cat(const A&... a) {
  std::ostringstream s;
  s << std::boolalpha;
  (s << ... << a);
  return std::move(s).str();
}

template <class... A>
[[noreturn]] ZEAL_NOINLINE void fail(Code code, const A&... a) {
  throw Error(code, cat(a...));
}
template <class... A>
[[noreturn]] ZEAL_NOINLINE void invalid(const A&... a) {
  throw Error(Code::InvalidArgument, cat(a...));
}

}  // namespace zeal
