#include "core/storage.h"

#include "core/backend.h"

namespace zeal {

Storage* Storage::allocate(size_t bytes, Device device) {
  auto* s = new Storage;
  try {
    const Backend& b = backend(device.type);
    s->stream_ = b.current_stream(device);
    s->allocator_ = b.allocator(device);
    s->data_ = s->allocator_->allocate(bytes, s->stream_);
    s->bytes_ = bytes;
  } catch (...) {
    delete s;
    throw;
  }
  return s;
}

Storage* Storage::borrow(void* data, size_t bytes, Device device, Release release, void* context) {
  auto* s = new Storage;
  s->stream_.device = device;
  s->data_ = data;
  s->bytes_ = bytes;
  s->release_ = release;
  s->context_ = context;
  return s;
}

void Storage::destroy() {
  if (release_)
    release_(context_);
  else
    allocator_->deallocate(data_, bytes_, stream_);
  delete this;
}

}  // namespace zeal
