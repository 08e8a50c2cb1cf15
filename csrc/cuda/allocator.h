// The memory of one device: handed out in the order of streams, from segments that are kept.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <unordered_map>
#include <vector>

#include "core/allocator.h"
#include "core/allocators/size_class.h"

namespace zeal::cuda {

struct StreamState;

// Note [Device memory]
//  - Memory comes from CUDA in segments (2 MiB for small blocks, at least 20 MiB for others), which
//    are cut into blocks; free neighbours are joined again, and the smallest that fits is taken.
//  - Each stream has a pool of its own. A block that is given back may be handed out again at once,
//    although kernels that read it are still queued: those that will write it come after them in
//    the same stream. Uses on other streams are noted (used_on), and when such a block comes back,
//    its own stream first waits for the others.
//  - A block that a captured graph uses is parked when it comes back, until the graph is dropped.
//  - Up to 1 MiB, each thread keeps a few blocks of each size class for the default stream and
//    takes no lock on a hit.
//  - When CUDA has no more, or the limit is reached, all that is free goes back to it and the
//    request is tried again, before it fails.
class DeviceAllocator final : public Allocator {
 public:
  explicit DeviceAllocator(int device);
  ~DeviceAllocator() override;

  void* allocate(size_t bytes, Stream stream) override;
  void deallocate(void* p, size_t bytes, Stream stream) noexcept override;
  MemoryStats stats() const override;
  void release_cached() noexcept override;
  void reset_peak() noexcept override;

  // Bytes that may be had from CUDA at most; 0: no limit.
  void set_limit(size_t bytes);
  size_t limit() const;
  // A kernel on `user` reads or writes a block of another stream.
  void used_on(void* block, StreamState& user);
  // Takes back the blocks that were kept for graphs of `user`, which are no more.
  void release_parked(StreamState& user) noexcept;

 private:
  struct Segment;
  struct Block {
    char* data;
    size_t bytes;
    Segment* segment;
    Block *before = nullptr, *after = nullptr;  // neighbours in the segment
    bool free = true;
  };
  struct BySize {
    bool operator()(const Block* a, const Block* b) const {
      return a->bytes != b->bytes ? a->bytes < b->bytes : a->data < b->data;
    }
  };
  struct Pool {
    std::set<Block*, BySize> free[2];  // of small segments, and of large ones
  };
  struct Segment {
    char* data;
    size_t bytes;
    Pool* pool;
    bool small;
    Block* first;
  };
  struct ThreadCache;

  static constexpr size_t kSmall = size_t{1} << 20;
  static constexpr int kThreadClasses = size_class(kSmall) + 1;

  // These need mutex_.
  void* take(size_t bytes, StreamState& s);
  Block* cut(Block* b, size_t bytes);
  void put_back(void* p) noexcept;
  void join(Block* left, Block* right) noexcept;
  bool grow(size_t bytes, Pool& pool, bool small, StreamState& s);
  void release_free() noexcept;
  [[noreturn]] void refuse(size_t bytes, size_t in_use);

  ThreadCache* thread_cache() noexcept;
  void retire(ThreadCache* cache) noexcept;
  void count(size_t bytes) noexcept;

  const int device_;
  mutable std::mutex mutex_;
  std::map<int, Pool> pools_;                 // by the stream's index
  std::unordered_map<void*, Block*> blocks_;  // in use
  std::vector<std::unique_ptr<Segment>> segments_;
  std::unordered_map<void*, std::vector<StreamState*>> users_;
  std::unordered_map<StreamState*, std::vector<void*>> parked_;
  size_t reserved_ = 0, limit_ = 0;
  std::atomic<bool> foreign_{false};  // is users_ not empty?
  std::atomic<int64_t> in_use_{0}, peak_{0}, live_{0}, allocations_{0}, system_{0};
  std::atomic<int64_t> epoch_{0};  // threads whose caches are of an earlier one give them back
};

}  // namespace zeal::cuda
