// The thread pool: each index once, borders that no thread count moves, errors, nesting, fork.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/team.h"
#include "core/thread_pool.h"

namespace zeal {
namespace {

using Range = std::pair<int64_t, int64_t>;

class ThreadPool : public testing::TestWithParam<int> {
 protected:
  void SetUp() override { set_num_threads(GetParam()); }
  void TearDown() override { set_num_threads(0); }
};

std::set<Range> ranges_of(int64_t n, int64_t grain) {
  std::mutex mutex;
  std::set<Range> ranges;
  parallel_for(n, grain, [&](int64_t begin, int64_t end) {
    std::lock_guard lock(mutex);
    EXPECT_TRUE(ranges.insert({begin, end}).second);
  });
  return ranges;
}

TEST_P(ThreadPool, CoversEachIndexOnce) {
  for (int64_t n : {0, 1, 2, 63, 64, 65, 100, 1000, 4096, 100001})
    for (int64_t grain : {0, 1, 7, 64, 1000, 1000000}) {
      int64_t next = 0;
      for (auto [begin, end] : ranges_of(n, grain)) {
        EXPECT_EQ(begin, next);
        EXPECT_LT(begin, end);
        next = end;
      }
      EXPECT_EQ(next, n) << grain;
    }
}

TEST_P(ThreadPool, BordersComeFromTheArgumentsAlone) {
  for (int64_t n : {100, 5000, 70000, 1000000})
    for (int64_t grain : {1, 64, 1000, 32768}) {
      auto ranges = ranges_of(n, grain);
      if (ranges.size() == 1) continue;  // in line
      EXPECT_EQ(static_cast<int64_t>(ranges.size()), num_chunks(n, grain));
      EXPECT_LE(static_cast<int64_t>(ranges.size()), kMaxChunks);
      for (auto [begin, end] : ranges) {
        EXPECT_EQ(begin % chunk_size(n, grain), 0);
        EXPECT_TRUE(grain < 64 || begin % 64 == 0);
      }
    }
}

TEST_P(ThreadPool, FirstExceptionComesOutAndThePoolGoesOn) {
  for (int round = 0; round < 50; ++round) {
    std::atomic<int> running{0};
    try {
      parallel_for(1000, 1, [&](int64_t begin, int64_t) {
        ++running;
        if (begin >= 400) {
          --running;
          throw Error(Code::OutOfRange, "at " + std::to_string(begin));
        }
        --running;
      });
      // In line there is one range, which begins at 0.
      EXPECT_TRUE(num_threads() == 1);
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), Code::OutOfRange);
    }
    EXPECT_EQ(running, 0);  // nobody runs the body any more
    std::atomic<int64_t> sum{0};
    parallel_for(1000, 1, [&](int64_t begin, int64_t end) { sum += end - begin; });
    EXPECT_EQ(sum, 1000);
  }
}

TEST_P(ThreadPool, NoNewChunksAfterAnException) {
  std::atomic<int64_t> calls{0};
  std::atomic<bool> thrown{false};
  auto body = [&](int64_t begin, int64_t) {
    ++calls;
    if (begin == 0) {
      thrown = true;
      throw std::runtime_error("stop");
    }
    while (!thrown) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));  // by now the pool knows
  };
  EXPECT_THROW(parallel_for(1000, 1, body), std::runtime_error);
  EXPECT_LT(calls, num_chunks(1000, 1));
}

TEST_P(ThreadPool, NestedRunsInLine) {
  EXPECT_FALSE(in_parallel());
  std::atomic<int64_t> sum{0};
  parallel_for(64, 1, [&](int64_t begin, int64_t end) {
    EXPECT_EQ(in_parallel(), num_threads() > 1);
    auto self = std::this_thread::get_id();
    for (int64_t i = begin; i < end; ++i)
      parallel_for(100, 1, [&](int64_t b, int64_t e) {
        EXPECT_EQ(std::this_thread::get_id(), self);
        sum += e - b;
      });
  });
  EXPECT_EQ(sum, 6400);
  EXPECT_FALSE(in_parallel());
}

TEST_P(ThreadPool, ManyCallersAtOnce) {
  std::vector<std::thread> callers;
  std::atomic<int64_t> wrong{0};
  for (int t = 0; t < 4; ++t)
    callers.emplace_back([&wrong] {
      std::vector<int64_t> v(5000);
      for (int round = 1; round <= 200; ++round) {
        parallel_for(5000, 16, [&](int64_t begin, int64_t end) {
          for (int64_t i = begin; i < end; ++i) v[static_cast<size_t>(i)] += i;
        });
        for (int64_t i = 0; i < 5000; i += 499) wrong += v[static_cast<size_t>(i)] != i * round;
      }
    });
  for (auto& t : callers) t.join();
  EXPECT_EQ(wrong, 0);
}

TEST_P(ThreadPool, WritesAreSeenAfterwards) {
  std::vector<int64_t> v(10000);  // plain memory: ThreadSanitizer watches the hand-over
  for (int round = 0; round < 300; ++round) {
    parallel_for(10000, 64, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) ++v[static_cast<size_t>(i)];
    });
    if (round % 50 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));  // fall asleep
  }
  for (int64_t x : v) ASSERT_EQ(x, 300);
}

INSTANTIATE_TEST_SUITE_P(Threads, ThreadPool, testing::Values(1, 2, 3, 8));

TEST(ThreadPoolSize, IsSetAndReset) {
  set_num_threads(3);
  EXPECT_EQ(num_threads(), 3);
  EXPECT_THROW(set_num_threads(-1), Error);
  EXPECT_EQ(num_threads(), 3);
  set_num_threads(0);
  EXPECT_GE(num_threads(), 1);
}

// Runs `threads` bodies that each wait for all the others: how many came within 20 seconds.
int meet(int threads) {
  set_num_threads(threads);
  std::atomic<int> arrived{0};
  parallel_for(threads, 1, [&](int64_t, int64_t) {
    ++arrived;
    auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (arrived < threads && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  });
  return arrived;
}

TEST(ThreadPoolSize, EveryHelperComesAwakeOrAsleep) {
  for (int threads : {2, 4, 4, 3}) {
    EXPECT_EQ(meet(threads), threads);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_EQ(meet(threads), threads);
    // Fewer chunks than helpers that sleep.
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::atomic<int> arrived{0};
    parallel_for(2, 1, [&](int64_t, int64_t) {
      for (++arrived; arrived < 2;) std::this_thread::yield();
    });
  }
  set_num_threads(0);
}

TEST(ThreadPoolSize, WaitsForTheSlowest) {
  set_num_threads(2);
  for (int round = 0; round < 5; ++round) {
    auto caller = std::this_thread::get_id();
    std::atomic<int> arrived{0}, done{0};
    parallel_for(2, 1, [&](int64_t, int64_t) {
      for (++arrived; arrived < 2;) std::this_thread::yield();
      if (std::this_thread::get_id() != caller)
        std::this_thread::sleep_for(std::chrono::milliseconds(3));
      ++done;
    });
    EXPECT_EQ(done, 2);
  }
  set_num_threads(0);
}

TEST(ThreadPoolSize, ChangesBetweenLoops) {
  for (int round = 0; round < 40; ++round) {
    set_num_threads(1 + round % 5);
    std::atomic<int64_t> sum{0};
    parallel_for(10000, 10, [&](int64_t begin, int64_t end) { sum += end - begin; });
    EXPECT_EQ(sum, 10000);
  }
  set_num_threads(0);
}

// A region of `parts` in which every part waits for all the others, again and again.
int64_t rounds_in_step(Team& team, int parts, int rounds) {
  struct Region {
    Team& team;
    int parts, rounds;
    std::atomic<int64_t> in_step{0};
    std::vector<int> at;
    static void run(void* data, int part) {
      Region& r = *static_cast<Region*>(data);
      for (int round = 1; round <= r.rounds; ++round) {
        r.at[static_cast<size_t>(part)] = round;
        r.team.barrier();
        for (int x : r.at) r.in_step += x == round;
        r.team.barrier();
      }
    }
  } region{team, parts, rounds, {}, std::vector<int>(static_cast<size_t>(parts))};
  team.start(parts, Region::run, &region);
  Region::run(&region, 0);
  team.finish();
  return region.in_step;
}

TEST_P(ThreadPool, PartsOfATeamWaitForEachOther) {
  Team team;
  ASSERT_EQ(team.size(), GetParam());
  for (int parts = 2; parts <= team.size(); ++parts) {
    EXPECT_EQ(rounds_in_step(team, parts, 20), 20 * parts * parts);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));  // fall asleep
  }
}

TEST_P(ThreadPool, ATeamWithoutBarriersDoesNotWaitForSleepers) {
  for (int round = 0; round < 50; ++round) {
    Team team;
    std::vector<int> calls(static_cast<size_t>(team.size()));
    auto run = [](void* data, int part) {
      ++(*static_cast<std::vector<int>*>(data))[static_cast<size_t>(part)];
    };
    if (team.size() > 1) {
      team.start(team.size(), run, &calls);
      run(&calls, 0);
      team.finish();
      for (int n : calls) ASSERT_EQ(n, 1);
    }
  }
}

TEST_P(ThreadPool, ATeamHoldsThePool) {
  auto ranges = [] { return ranges_of(1000, 1).size(); };
  {
    Team team;
    size_t during = 0;
    std::thread other([&] { during = ranges(); });
    other.join();
    EXPECT_EQ(during, 1u);
    EXPECT_EQ(in_parallel(), team.size() > 1);
    EXPECT_EQ(ranges(), 1u);
  }
  EXPECT_FALSE(in_parallel());
  if (num_threads() > 1) {
    EXPECT_GT(ranges(), 1u);
    parallel_for(64, 1, [&](int64_t, int64_t) {
      Team inner;
      EXPECT_EQ(inner.size(), 1);
    });
  }
}

TEST(ThreadPoolIdle, DoesNotBurnTheProcessor) {
  set_num_threads(4);
  parallel_for(4, 1, [](int64_t, int64_t) {});
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  auto used = [] {
    rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000L + u.ru_utime.tv_usec +
           u.ru_stime.tv_usec;
  };
  long before = used();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_LT(used() - before, 50000);  // spinning helpers would use 900000 microseconds
  set_num_threads(0);
}

#ifndef __SANITIZE_THREAD__  // which does not support threads after fork
TEST(ThreadPoolFork, ChildMakesItsOwnPool) {
  set_num_threads(3);
  parallel_for(100, 1, [](int64_t, int64_t) {});
  // Another thread keeps the pool busy, so that some children are made in the middle of a job.
  std::atomic<bool> stop{false};
  std::thread busy([&] {
    while (!stop) parallel_for(64, 1, [](int64_t, int64_t) { std::this_thread::yield(); });
  });
  for (int i = 0; i < 6; ++i) {
    pid_t child = fork();
    if (child == 0) {
      alarm(60);  // a hang is a failure, not a hung test
      std::atomic<int64_t> sum{0};
      for (int k = 0; k < 10; ++k)
        parallel_for(1000, 1, [&](int64_t begin, int64_t end) { sum += end - begin; });
      _exit(sum == 10000 && meet(3) == 3 ? 0 : 1);
    }
    ASSERT_GT(child, 0);
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  stop = true;
  busy.join();
  set_num_threads(0);
}
#endif

// The order of exit handlers: a static made before the pool is destroyed after everything else.
TEST(ThreadPoolExit, LoopsMayRunInStaticDestructors) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");  // a process of its own, with its own threads
  EXPECT_EXIT(
      {
        static struct AtExit {
          ~AtExit() {
            std::atomic<int64_t> sum{0};
            parallel_for(1000, 1, [&](int64_t begin, int64_t end) { sum += end - begin; });
            if (sum != 1000) _exit(3);
          }
        } at_exit;
        (void)at_exit;
        alarm(60);
        set_num_threads(3);
        parallel_for(1000, 1, [](int64_t, int64_t) {});
        std::exit(0);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace zeal
