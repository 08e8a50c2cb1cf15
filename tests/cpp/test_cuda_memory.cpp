// The allocator of GPUs over a fake runtime: reuse, joining, limits, running out, other streams.
#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <thread>
#include <vector>

#include "core/error.h"
#include "cuda/device.h"
#include "cuda/staging.h"
#include "cuda/stream.h"
#include "fake_gpu/fake.h"

namespace zeal::cuda {
namespace {

// One fake device for all tests of the process, as a real one would be.
class CudaMemory : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    runtime_table = &fake::runtime;
    fake::options = {};
    fake::options.devices = 2;
    ASSERT_EQ(find_devices(), "");
  }
  void SetUp() override {
    fake::options.memory = size_t{256} << 20;
    allocator().set_limit(0);
    allocator().release_cached();
    EXPECT_EQ(allocator().stats().live, 0);
  }
  void TearDown() override {
    allocator().set_limit(0);
    allocator().release_cached();
    EXPECT_EQ(fake::bytes_allocated(), 0u) << "something was kept";
  }
  static Device gpu(int i = 0) { return {DeviceType::CUDA, static_cast<uint8_t>(i)}; }
  static Stream stream() { return current_stream(gpu()); }
  static DeviceAllocator& allocator() { return device(0).allocator; }
};

TEST_F(CudaMemory, ReusesWhatItHas) {
  void* p = allocator().allocate(1000, stream());
  allocator().deallocate(p, 1000, stream());
  const auto system = allocator().stats().system;
  for (int i = 0; i < 100; ++i) {
    void* q = allocator().allocate(1000 + i % 20, stream());
    EXPECT_EQ(q, p);
    allocator().deallocate(q, 1000 + i % 20, stream());
  }
  EXPECT_EQ(allocator().stats().system, system);
}

TEST_F(CudaMemory, CutsAndJoins) {
  std::mt19937 random(1);
  std::vector<std::pair<char*, size_t>> live;
  for (int i = 0; i < 4000; ++i) {
    if (live.size() < 40 || random() % 2) {
      const size_t bytes = random() % 8 ? random() % 100000 : random() % (6 << 20);
      if (live.size() > 60) continue;
      auto* p = static_cast<char*>(allocator().allocate(bytes, stream()));
      for (auto& [q, n] : live) ASSERT_TRUE(p + bytes <= q || q + n <= p) << "blocks overlap";
      live.emplace_back(p, bytes);
    } else {
      std::swap(live[random() % live.size()], live.back());
      allocator().deallocate(live.back().first, live.back().second, stream());
      live.pop_back();
    }
  }
  for (auto& [p, n] : live) allocator().deallocate(p, n, stream());
  EXPECT_EQ(allocator().stats().in_use, 0);
}

TEST_F(CudaMemory, CountsExactly) {
  allocator().reset_peak();
  void* a = allocator().allocate(300, stream());
  void* b = allocator().allocate(5 << 20, stream());
  EXPECT_EQ(allocator().stats().in_use, 300 + (5 << 20));
  EXPECT_EQ(allocator().stats().live, 2);
  allocator().deallocate(b, 5 << 20, stream());
  EXPECT_EQ(allocator().stats().in_use, 300);
  EXPECT_EQ(allocator().stats().peak, 300 + (5 << 20));
  EXPECT_GT(allocator().stats().cached, 0);
  allocator().reset_peak();
  EXPECT_EQ(allocator().stats().peak, 300);
  allocator().deallocate(a, 300, stream());
}

TEST_F(CudaMemory, RunningOutSaysWhatThereIs) {
  void* p = allocator().allocate(1 << 20, stream());
  for (int i = 0; i < 100; ++i) {
    try {
      allocator().allocate(size_t{1} << 30, stream());
      FAIL() << "there is not that much";
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), Code::ResourceExhausted);
      for (const char* part :
           {"1073741824 bytes were asked for", "1048576 bytes were in use", "cached", "GPU:0"})
        EXPECT_NE(e.message().find(part), std::string::npos) << e.message();
    }
  }
  EXPECT_EQ(allocator().stats().live, 1);
  allocator().deallocate(p, 1 << 20, stream());
}

TEST_F(CudaMemory, PressureReleasesWhatIsCached) {
  // Half of the memory in blocks that are free but too small for what comes.
  std::vector<void*> blocks;
  for (int i = 0; i < 6; ++i) blocks.push_back(allocator().allocate(24 << 20, stream()));
  for (void* p : blocks) allocator().deallocate(p, 24 << 20, stream());
  void* p = allocator().allocate(200 << 20, stream());
  allocator().deallocate(p, 200 << 20, stream());
}

TEST_F(CudaMemory, KeepsToALimit) {
  allocator().set_limit(64 << 20);
  void* p = allocator().allocate(40 << 20, stream());
  EXPECT_THROW(allocator().allocate(40 << 20, stream()), Error);
  allocator().deallocate(p, 40 << 20, stream());
  p = allocator().allocate(60 << 20, stream());
  allocator().deallocate(p, 60 << 20, stream());
}

TEST_F(CudaMemory, ThreadsShare) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([] {
      std::mt19937 random(7);
      std::vector<std::pair<void*, size_t>> mine;
      for (int i = 0; i < 2000; ++i) {
        const size_t bytes = random() % 3000;
        mine.emplace_back(allocator().allocate(bytes, stream()), bytes);
        if (mine.size() > 20) {
          allocator().deallocate(mine.front().first, mine.front().second, stream());
          mine.erase(mine.begin());
        }
      }
      for (auto& [p, n] : mine) allocator().deallocate(p, n, stream());
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(allocator().stats().live, 0);
  EXPECT_EQ(allocator().stats().in_use, 0);
}

TEST_F(CudaMemory, OtherStreamsKeepABlockFromReuse) {
  StreamState* other = make_stream(gpu());
  auto* p = static_cast<int*>(allocator().allocate(64, stream()));
  // A reader on the other stream, queued first but run last, must see what was there.
  int seen = 0, value = 42, next = 7;
  copy_up(p, &value, sizeof value, stream());
  wait_for(*other, state(stream()));
  fake::enqueue(other->native, [&, p] { seen = *static_cast<int*>(fake::shadow(p)); });
  allocator().used_on(p, *other);
  allocator().deallocate(p, 64, stream());
  auto* q = static_cast<int*>(allocator().allocate(64, stream()));
  EXPECT_EQ(p, q);
  copy_up(q, &next, sizeof next, stream());
  synchronize(state(stream()));
  synchronize(*other);
  EXPECT_EQ(seen, 42);
  allocator().deallocate(q, 64, stream());
}

TEST_F(CudaMemory, CopiesGoThroughPinnedBuffers) {
  for (size_t bytes : {size_t{1}, size_t{64} << 10, (size_t{64} << 10) + 1, kStagingBytes,
                       3 * kStagingBytes + 17}) {
    std::vector<char> up(bytes), down(bytes);
    for (size_t i = 0; i < bytes; ++i) up[i] = static_cast<char>(i * 7 + i / 1000);
    void* p = allocator().allocate(bytes, stream());
    std::vector<char> sent = up;
    copy_up(p, sent.data(), bytes, stream());
    std::memset(sent.data(), 0, bytes);  // ours again, although nothing has run
    copy_down(down.data(), p, bytes, stream());
    EXPECT_EQ(up, down) << bytes;
    allocator().deallocate(p, bytes, stream());
  }
}

TEST_F(CudaMemory, ManySmallCopiesDoNotOverwriteEachOther) {
  std::vector<void*> at;
  for (int i = 0; i < 500; ++i) {
    at.push_back(allocator().allocate(4, stream()));
    copy_up(at.back(), &i, sizeof i, stream());
  }
  for (int i = 0; i < 500; ++i) {
    int back = -1;
    copy_down(&back, at[static_cast<size_t>(i)], sizeof back, stream());
    EXPECT_EQ(back, i);
  }
  for (void* p : at) allocator().deallocate(p, 4, stream());
}

TEST_F(CudaMemory, ReportsAreRaisedByTheNextWait) {
  StreamState& s = state(stream());
  s.flag->op = "Gather";
  s.flag->text = "indices[%d] = %d is not in [0, %d)";
  s.flag->values[0] = 3;
  s.flag->values[1] = 9;
  s.flag->values[2] = 5;
  s.flag->taken = 1;
  try {
    synchronize(s);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), Code::InvalidArgument);
    EXPECT_EQ(e.message(), "Gather: indices[3] = 9 is not in [0, 5)");
  }
  synchronize(s);  // once
}

TEST_F(CudaMemory, NothingGrowsWhileAGraphIsCaptured) {
  StreamState* s = make_stream(gpu());
  set_current_stream(gpu(), s);
  s->capturing = true;
  EXPECT_THROW(allocator().allocate(3 << 20, stream()), Error);
  EXPECT_THROW(synchronize(*s), Error);
  int value = 0;
  EXPECT_THROW(copy_down(&value, nullptr, 4, stream()), Error);
  s->capturing = false;
  set_current_stream(gpu(), nullptr);
}

TEST_F(CudaMemory, SteadyStateAsksNothing) {
  void* warm = allocator().allocate(256, stream());
  allocator().deallocate(warm, 256, stream());
  fake::options.devices = 2;
  const auto before = fake::counters;
  for (int i = 0; i < 100; ++i) {
    void* p = allocator().allocate(256, stream());
    allocator().deallocate(p, 256, stream());
  }
  EXPECT_EQ(fake::counters.allocations, before.allocations);
  EXPECT_EQ(fake::counters.synchronisations, before.synchronisations);
}

TEST(CudaLoader, SaysWhyThereIsNoGpu) {
  runtime_table = &fake::runtime;
  const auto kept = fake::options;
  fake::options.driver_version = 0;
  EXPECT_NE(find_devices().find("libcuda.so.1 is missing"), std::string::npos);
  fake::options.driver_version = 12080;
  EXPECT_NE(find_devices().find("too old: it supports CUDA 12.8, and this build needs 13.0"),
            std::string::npos)
      << find_devices();
  fake::options.driver_version = 13010;
  fake::options.device_count_error = 100;
  EXPECT_NE(find_devices().find("cudaErrorNoDevice"), std::string::npos);
  fake::options.device_count_error = 0;
  fake::options.devices = 0;
  EXPECT_NE(find_devices().find("no GPU"), std::string::npos);
  fake::options = kept;
  fake::options.devices = 2;
  EXPECT_EQ(find_devices(), "");
}

}  // namespace
}  // namespace zeal::cuda
