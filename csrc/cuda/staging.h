// Copies between the host and a device, through pinned memory, without waiting where possible.
#pragma once
#include <cstddef>

#include "core/stream.h"

namespace zeal::cuda {

// Note [Staging]
// The device reads and writes the host's memory at full speed, and while the host goes on, only if
// it is pinned. So what goes up is first copied into pinned buffers: the call returns when it is
// there, and the buffer is used again once the device has it. What comes down goes through two
// buffers by turns, so that the copy out of one overlaps the device's write into the other.
inline constexpr size_t kStagingBytes = size_t{4} << 20;  // of one buffer

// `src` may be dropped when this returns; what is queued on the stream later sees the copy.
void copy_up(void* dst, const void* src, size_t bytes, Stream s);
// Returns when `dst` holds the bytes; throws what the stream's kernels have reported.
void copy_down(void* dst, const void* src, size_t bytes, Stream s);

}  // namespace zeal::cuda
