// The allocators: alignment, reuse, counts, refusals, threads, fork, and each adaptor.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <memory>
#include <mutex>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "core/allocators/caching.h"
#include "core/allocators/fail_after.h"
#include "core/allocators/limit.h"
#include "core/allocators/nan_fill.h"
#include "core/allocators/statistics.h"
#include "core/allocators/system_memory.h"
#include "core/error.h"

namespace zeal {
namespace {

const Stream kHost{};

template <class F>
Error error_of(F f) {
  try {
    f();
  } catch (const Error& e) {
    return e;
  }
  return Error(Code::Unknown, "nothing was thrown");
}

TEST(SizeClass, HoldsWithAnEighthOfSlack) {
  EXPECT_EQ(size_class(0), 0);
  EXPECT_EQ(size_class(1), 0);
  int last = -1;
  for (int c = 0; c < size_class(size_t{1} << 50); ++c) {
    size_t bytes = class_bytes(c);
    EXPECT_EQ(bytes % 64, 0u);
    EXPECT_EQ(size_class(bytes), c);
    EXPECT_EQ(size_class(bytes + 1), c + 1);
    EXPECT_GT(c, last);
    last = c;
    if (bytes >= 512) {
      EXPECT_LE(class_bytes(c + 1) - bytes, bytes / 8);
    }
  }
  for (size_t bytes = 0; bytes < 100000; ++bytes)
    ASSERT_TRUE(class_bytes(size_class(bytes)) >= bytes);
}

TEST(CachingAllocator, AlignsAndWrites) {
  CachingAllocator a;
  for (size_t bytes : {0ul, 1ul, 63ul, 64ul, 65ul, 512ul, 513ul, 4096ul, 100000ul, 262144ul,
                       1048576ul, 1048577ul, 2097151ul, 2097152ul, 5000001ul}) {
    void* p = a.allocate(bytes, kHost);
    ASSERT_NE(p, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(p) % kAlignment, 0u);
    if (!kAsan && bytes >= kHugePage) {
      EXPECT_EQ(reinterpret_cast<uintptr_t>(p) % kHugePage, 0u);
    }
    std::memset(p, 1, bytes);
    a.deallocate(p, bytes, kHost);
  }
  a.deallocate(nullptr, 100, kHost);
  EXPECT_EQ(a.stats().live, 0);
}

TEST(CachingAllocator, ReusesAndCounts) {
  CachingAllocator a;
  for (size_t bytes : {100ul, 4096ul, 1000000ul, 3000000ul, 70000000ul}) {
    a.release_cached();
    a.reset_peak();
    MemoryStats before = a.stats();
    EXPECT_EQ(before.in_use, 0);
    EXPECT_EQ(before.cached, 0);
    void* p = a.allocate(bytes, kHost);
    void* q = a.allocate(bytes, kHost);
    EXPECT_NE(p, q);
    MemoryStats both = a.stats();
    EXPECT_EQ(both.in_use, static_cast<int64_t>(2 * bytes));
    EXPECT_EQ(both.live, 2);
    EXPECT_EQ(both.allocations - before.allocations, 2);
    EXPECT_EQ(both.system - before.system, 2);
    a.deallocate(q, bytes, kHost);
    EXPECT_EQ(a.stats().in_use, static_cast<int64_t>(bytes));
    EXPECT_EQ(a.stats().peak, static_cast<int64_t>(2 * bytes));
    if (!kAsan) {
      EXPECT_GE(a.stats().cached, static_cast<int64_t>(bytes));
      EXPECT_LE(a.stats().cached, static_cast<int64_t>(bytes + bytes / 8 + 64));
      void* again = a.allocate(bytes, kHost);
      EXPECT_EQ(again, q);
      EXPECT_EQ(a.stats().system, both.system);  // no new memory
      a.deallocate(again, bytes, kHost);
    }
    a.deallocate(p, bytes, kHost);
    a.release_cached();
    EXPECT_EQ(a.stats().cached, 0);
    EXPECT_EQ(a.stats().in_use, 0);
    EXPECT_EQ(a.stats().live, 0);
  }
}

TEST(CachingAllocator, PeakIsExactOnOneThread) {
  CachingAllocator a;
  std::mt19937 rng(3);
  std::vector<std::pair<void*, size_t>> live;
  int64_t now = 0, peak = 0;
  for (int i = 0; i < 20000; ++i) {
    if (live.empty() || rng() % 5 < 3 - (live.size() > 300)) {
      size_t bytes = rng() % 7 ? rng() % 3000 : rng() % 3000000;
      live.emplace_back(a.allocate(bytes, kHost), bytes);
      now += static_cast<int64_t>(bytes);
      peak = std::max(peak, now);
    } else {
      size_t k = rng() % live.size();
      a.deallocate(live[k].first, live[k].second, kHost);
      now -= static_cast<int64_t>(live[k].second);
      live[k] = live.back();
      live.pop_back();
    }
    if (i % 997 == 0) {
      ASSERT_EQ(a.stats().in_use, now);
      ASSERT_EQ(a.stats().peak, peak);
      ASSERT_EQ(a.stats().live, static_cast<int64_t>(live.size()));
    }
    if (i == 10000) {
      a.reset_peak();
      peak = now;
    }
  }
  for (auto [p, bytes] : live) a.deallocate(p, bytes, kHost);
  EXPECT_EQ(a.stats().in_use, 0);
}

TEST(CachingAllocator, KeepsNoMoreThanItsLimit) {
  CachingAllocator a;
  a.set_cache_limit(20 << 20);
  EXPECT_EQ(a.cache_limit(), 20u << 20);
  std::vector<void*> blocks;
  for (int i = 0; i < 16; ++i) blocks.push_back(a.allocate(4 << 20, kHost));
  for (void* p : blocks) {
    a.deallocate(p, 4 << 20, kHost);
    EXPECT_LE(a.stats().cached, 20 << 20);
  }
  if (!kAsan) {
    EXPECT_EQ(a.stats().cached, 20 << 20);
  }
  void* big = a.allocate(64 << 20, kHost);  // more than may be kept: goes straight back
  a.deallocate(big, 64 << 20, kHost);
  EXPECT_LE(a.stats().cached, 20 << 20);
  a.set_cache_limit(0);
  EXPECT_EQ(a.stats().cached, 0);
}

TEST(CachingAllocator, DropsTheOldestFirst) {
  if (kAsan) GTEST_SKIP() << "nothing is kept";
  CachingAllocator a;
  a.set_cache_limit(10 << 20);
  void* old = a.allocate(4 << 20, kHost);
  void* young = a.allocate(6 << 20, kHost);
  void* third = a.allocate(3 << 20, kHost);
  a.deallocate(old, 4 << 20, kHost);
  a.deallocate(young, 6 << 20, kHost);
  a.deallocate(third, 3 << 20, kHost);  // one too many
  EXPECT_EQ(a.stats().cached, 9 << 20);
  int64_t system = a.stats().system;
  void* again = a.allocate(6 << 20, kHost);
  EXPECT_EQ(again, young);
  EXPECT_EQ(a.stats().system, system);
  a.deallocate(again, 6 << 20, kHost);
}

TEST(CachingAllocator, ReleasesManySmallBlocksQuickly) {
  CachingAllocator a;
  std::vector<void*> blocks(200000);
  for (void*& p : blocks) p = a.allocate(200, kHost);
  for (void* p : blocks) a.deallocate(p, 200, kHost);
  auto start = std::chrono::steady_clock::now();
  a.release_cached();
  EXPECT_EQ(a.stats().cached, 0);
  // A quadratic release takes longer.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(CachingAllocator, ThreadsKeepALittle) {
  CachingAllocator a;
  a.set_cache_limit(0);  // so that all that is kept is this thread's
  for (size_t bytes : {256ul, 5000ul, 70000ul, 1000000ul}) {
    std::vector<void*> blocks(500);
    for (void*& p : blocks) p = a.allocate(bytes, kHost);
    for (void* p : blocks) a.deallocate(p, bytes, kHost);
  }
  EXPECT_LE(a.stats().cached, 16 << 20);
  EXPECT_EQ(a.stats().in_use, 0);
}

TEST(CachingAllocator, RefusesAbsurdSizes) {
  CachingAllocator a(3);
  void* held = a.allocate(1000, kHost);
  for (size_t bytes : {SIZE_MAX, SIZE_MAX - 64, static_cast<size_t>(PTRDIFF_MAX) + 1,
                       static_cast<size_t>(PTRDIFF_MAX), size_t{1} << 62, size_t{1} << 50,
                       system_memory_bytes() + 1}) {
    Error e = error_of([&] { a.allocate(bytes, kHost); });
    EXPECT_EQ(e.code(), Code::ResourceExhausted) << bytes;
    EXPECT_NE(e.message().find("CPU:3"), std::string::npos) << e.message();
    EXPECT_NE(e.message().find(std::to_string(bytes) + " bytes were asked"), std::string::npos);
    EXPECT_NE(e.message().find("1000 bytes were in use"), std::string::npos) << e.message();
  }
  // Two that fit alone but not together: the system would say yes and kill us later.
  size_t most = system_memory_bytes() / 3 * 2;
  if (!kAsan) {
    void* p = nullptr;
    EXPECT_NO_THROW(p = a.allocate(most, kHost));
    EXPECT_EQ(error_of([&] { a.allocate(most, kHost); }).code(), Code::ResourceExhausted);
    a.deallocate(p, most, kHost);
  }
  EXPECT_EQ(a.stats().in_use, 1000);
  a.deallocate(held, 1000, kHost);
}

TEST(CachingAllocator, ReleasesItsCacheBeforeItFails) {
  if (kAsan) GTEST_SKIP() << "nothing is kept";
  CachingAllocator a;
  a.set_cache_limit(system_memory_bytes());
  // Kept and asked for together are more than there is, though nothing is in use.
  size_t most = system_memory_bytes() / 3 * 2;
  void* p = a.allocate(most, kHost);
  a.deallocate(p, most, kHost);
  size_t other = most / 8 * 7;
  void* q = nullptr;
  EXPECT_NO_THROW(q = a.allocate(other, kHost));
  EXPECT_EQ(a.stats().cached, 0);
  a.deallocate(q, other, kHost);
}

// Every block carries its own stamp at both ends; a block handed out twice shows.
void stress(Allocator& a, unsigned seed, int rounds, std::vector<std::pair<char*, size_t>>& shelf,
            std::mutex& mutex, std::atomic<int>& wrong) {
  std::mt19937 rng(seed);
  std::vector<std::pair<char*, size_t>> mine;
  auto stamp = [](char* p, size_t bytes) {
    std::memcpy(p, &bytes, 8);
    std::memcpy(p + bytes - 8, &p, 8);
  };
  auto check = [&](char* p, size_t bytes) {
    wrong += std::memcmp(p, &bytes, 8) != 0 || std::memcmp(p + bytes - 8, &p, 8) != 0;
  };
  for (int i = 0; i < rounds; ++i) {
    switch (rng() % 4) {
      case 0:
      case 1: {
        size_t bytes = 16 + (rng() % 50 ? rng() % 5000 : rng() % 2500000);
        auto* p = static_cast<char*>(a.allocate(bytes, kHost));
        stamp(p, bytes);
        mine.emplace_back(p, bytes);
        break;
      }
      case 2:
        if (!mine.empty()) {
          auto [p, bytes] = mine.back();
          mine.pop_back();
          check(p, bytes);
          a.deallocate(p, bytes, kHost);
        }
        break;
      default:  // change with another thread through the shelf
        std::lock_guard lock(mutex);
        if (!mine.empty() && shelf.size() < 200) {
          shelf.push_back(mine.back());
          mine.pop_back();
        }
        if (shelf.size() > 20) {
          mine.push_back(shelf[shelf.size() / 2]);
          shelf[shelf.size() / 2] = shelf.back();
          shelf.pop_back();
        }
    }
    if (mine.size() > 100) {
      check(mine[0].first, mine[0].second);
      a.deallocate(mine[0].first, mine[0].second, kHost);
      mine.erase(mine.begin());
    }
    if (i % 5000 == 4999) a.release_cached();
    if (i % 1000 == 0) a.stats();
  }
  for (auto [p, bytes] : mine) {
    check(p, bytes);
    a.deallocate(p, bytes, kHost);
  }
}

TEST(CachingAllocator, ManyThreadsSwapBlocks) {
  CachingAllocator a;
  a.set_cache_limit(30 << 20);
  std::mutex mutex;
  std::vector<std::pair<char*, size_t>> shelf;
  std::atomic<int> wrong{0};
  for (int generation = 0; generation < 3; ++generation) {
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < 4; ++t)
      threads.emplace_back([&, t] {
        stress(a, t + 10u * static_cast<unsigned>(generation), 20000, shelf, mutex, wrong);
      });
    for (auto& t : threads) t.join();
  }
  for (auto [p, bytes] : shelf) a.deallocate(p, bytes, kHost);
  EXPECT_EQ(wrong, 0);
  MemoryStats s = a.stats();
  EXPECT_EQ(s.in_use, 0);
  EXPECT_EQ(s.live, 0);
  EXPECT_GT(s.peak, 0);
  // The threads are gone, so all that is kept lies in the shared part, or here.
  a.release_cached();
  EXPECT_EQ(a.stats().cached, 0);
}

TEST(CachingAllocator, ABlockMayDieInAnotherThread) {
  CachingAllocator a;
  std::vector<void*> blocks(300);
  for (void*& p : blocks) p = a.allocate(1000, kHost);
  std::thread([&] {
    for (void* p : blocks) a.deallocate(p, 1000, kHost);
  }).join();
  EXPECT_EQ(a.stats().in_use, 0);
  EXPECT_EQ(a.stats().peak, 300000);
  int64_t system = a.stats().system;
  for (void*& p : blocks) p = a.allocate(1000, kHost);  // what that thread gave back when it ended
  if (!kAsan) {
    EXPECT_EQ(a.stats().system, system);
  }
  for (void* p : blocks) a.deallocate(p, 1000, kHost);
}

TEST(CachingAllocator, ServesAThreadThatIsEnding) {
  static CachingAllocator* a = new CachingAllocator;  // and is never destroyed, like the CPUs'
  int64_t before = a->stats().allocations;
  std::thread([] {
    static thread_local struct Late {  // made first, so destroyed after the allocator's own
      void* p = nullptr;
      ~Late() {
        a->deallocate(p, 500, kHost);
        a->deallocate(a->allocate(500, kHost), 500, kHost);
      }
    } late;
    late.p = a->allocate(500, kHost);
  }).join();
  EXPECT_EQ(a->stats().allocations, before + 2);
  EXPECT_EQ(a->stats().in_use, 0);
  a->release_cached();
  EXPECT_EQ(a->stats().cached, 0);  // nothing is stranded with the thread that is gone
}

TEST(CachingAllocator, MoreAllocatorsThanSlots) {
  std::vector<std::unique_ptr<CachingAllocator>> many;
  for (int i = 0; i < 40; ++i) {
    many.push_back(std::make_unique<CachingAllocator>(i));
    void* p = many.back()->allocate(100, kHost);
    many.back()->deallocate(p, 100, kHost);
  }
  for (auto& a : many) EXPECT_EQ(a->stats().in_use, 0);
}

TEST(CachingAllocator, ChildAfterForkGoesOn) {
  CachingAllocator a;
  std::atomic<bool> stop{false};
  std::thread busy([&] {  // holds the locks much of the time
    while (!stop) a.deallocate(a.allocate(3 << 20, kHost), 3 << 20, kHost);
  });
  for (int i = 0; i < 6; ++i) {
    pid_t child = fork();
    if (child == 0) {
      alarm(60);
      for (size_t bytes : {100ul, 3000000ul})
        for (int k = 0; k < 10; ++k) a.deallocate(a.allocate(bytes, kHost), bytes, kHost);
      a.stats();
      _exit(0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  stop = true;
  busy.join();
}

TEST(CpuAllocator, OnePerLogicalDevice) {
  Allocator* zero = cpu_allocator(0);
  Allocator* five = cpu_allocator(5);
  EXPECT_NE(zero, five);
  EXPECT_EQ(cpu_allocator(5), five);
  int64_t before = zero->stats().in_use;
  void* p = five->allocate(12345, kHost);
  EXPECT_EQ(five->stats().in_use, 12345);
  EXPECT_EQ(zero->stats().in_use, before);
  five->deallocate(p, 12345, kHost);
  EXPECT_EQ(error_of([] { cpu_allocator(256); }).code(), Code::InvalidArgument);
  EXPECT_EQ(error_of([] { cpu_allocator(-1); }).code(), Code::InvalidArgument);
}

TEST(CpuAllocator, AdaptorsComeAndGo) {
  Allocator* standard = cpu_allocator(6);
  static auto* counting = new StatisticsAllocator(standard);
  int64_t before = counting->stats().allocations;
  set_cpu_allocator(6, counting);
  EXPECT_EQ(cpu_allocator(6), counting);
  void* p = cpu_allocator(6)->allocate(64, kHost);
  set_cpu_allocator(6, nullptr);
  EXPECT_EQ(cpu_allocator(6), standard);
  counting->deallocate(p, 64, kHost);
  EXPECT_EQ(counting->stats().allocations, before + 1);
}

TEST(CpuAllocator, OnlyOneIsMadeByManyThreads) {
  std::vector<std::thread> threads;
  std::vector<Allocator*> seen(8);
  for (size_t t = 0; t < 8; ++t) threads.emplace_back([&seen, t] { seen[t] = cpu_allocator(77); });
  for (auto& t : threads) t.join();
  for (Allocator* a : seen) EXPECT_EQ(a, seen[0]);
}

TEST(Adaptors, StatisticsAreExactFromManyThreads) {
  StatisticsAllocator a(cpu_allocator(0));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&a] {
      for (int i = 0; i < 1000; ++i) {
        void* p = a.allocate(100, kHost);
        void* q = a.allocate(28, kHost);
        a.deallocate(p, 100, kHost);
        a.deallocate(q, 28, kHost);
      }
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(a.stats().in_use, 0);
  EXPECT_EQ(a.stats().live, 0);
  EXPECT_EQ(a.stats().allocations, 8000);
  EXPECT_GE(a.stats().peak, 128);
  EXPECT_LE(a.stats().peak, 4 * 128);
  a.reset_peak();
  EXPECT_EQ(a.stats().peak, 0);
}

TEST(Adaptors, LimitRefusesAboveAndAllowsBelow) {
  LimitAllocator a(cpu_allocator(0), 1000);
  void* p = a.allocate(600, kHost);
  Error e = error_of([&] { a.allocate(401, kHost); });
  EXPECT_EQ(e.code(), Code::ResourceExhausted);
  EXPECT_NE(e.message().find("401 bytes"), std::string::npos) << e.message();
  EXPECT_NE(e.message().find("600 bytes of at most 1000"), std::string::npos) << e.message();
  EXPECT_EQ(error_of([&] { a.allocate(SIZE_MAX, kHost); }).code(), Code::ResourceExhausted);
  void* q = a.allocate(400, kHost);
  a.deallocate(p, 600, kHost);
  void* r = a.allocate(600, kHost);
  a.deallocate(q, 400, kHost);
  a.deallocate(r, 600, kHost);
  // What the upstream refuses does not count.
  FailAfterAllocator broken(cpu_allocator(0), 0);
  LimitAllocator over(&broken, 1000);
  EXPECT_EQ(error_of([&] { over.allocate(600, kHost); }).code(), Code::ResourceExhausted);
  broken.rearm(1);
  EXPECT_NO_THROW(over.deallocate(over.allocate(600, kHost), 600, kHost));
}

TEST(Adaptors, FailAfterCountsDown) {
  FailAfterAllocator a(cpu_allocator(0), 2);
  void* p = a.allocate(10, kHost);
  void* q = a.allocate(10, kHost);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(error_of([&] { a.allocate(10, kHost); }).code(), Code::ResourceExhausted);
  EXPECT_EQ(a.failures(), 3);
  a.deallocate(p, 10, kHost);
  a.deallocate(q, 10, kHost);
  a.rearm(1);
  EXPECT_NO_THROW(a.deallocate(a.allocate(10, kHost), 10, kHost));
  EXPECT_EQ(error_of([&] { a.allocate(10, kHost); }).code(), Code::ResourceExhausted);
}

TEST(Adaptors, NanFillFillsAndStacks) {
  StatisticsAllocator below(cpu_allocator(0));
  NanFillAllocator a(&below);
  for (int round = 0; round < 3; ++round) {
    auto* p = static_cast<float*>(a.allocate(4000, kHost));
    for (int i = 0; i < 1000; ++i) ASSERT_NE(p[i], p[i]);
    std::memset(p, 0, 4000);  // a reused block is filled again
    a.deallocate(p, 4000, kHost);
  }
  EXPECT_EQ(below.stats().allocations, 3);
  EXPECT_EQ(a.stats().allocations, 3);
  void* empty = a.allocate(0, kHost);
  EXPECT_NE(empty, nullptr);
  a.deallocate(empty, 0, kHost);
}

}  // namespace
}  // namespace zeal
