// NVIDIA's libraries (cuBLASLt, cuDNN, cuSOLVER, cuFFT), opened when a kernel first wants one.
//
//   const Library& cublas = library({"cuBLASLt", "cublasLt", "nvidia-cublas", {13, 12}});
//   auto create = cublas.function<int(void**)>("cublasLtCreate");
//
// A library that is missing is an error that says which, and which package has it; a caller that
// has another way asks is_there() first.
#pragma once
#include <initializer_list>
#include <string>

namespace zeal::cuda {

struct LibraryName {
  const char* title;                    // "cuDNN"
  const char* file;                     // "cudnn", of libcudnn.so.9
  const char* package;                  // of PyPI
  std::initializer_list<int> versions;  // of the file name, the best first
};

class Library {
 public:
  bool is_there() const { return handle_ != nullptr; }
  const std::string& reason() const { return reason_; }  // why it is not
  const std::string& path() const { return path_; }

  // Throws FailedPrecondition when the library or the function is missing.
  void* symbol(const char* name) const;
  template <class F>
  F* function(const char* name) const {
    return reinterpret_cast<F*>(symbol(name));
  }

 private:
  friend const Library& library(const LibraryName&);
  std::string title_, reason_, path_;
  void* handle_ = nullptr;
};

// Looked for once: in the folders of the nvidia-* packages, then where the system looks.
const Library& library(const LibraryName& name);

}  // namespace zeal::cuda
