// The threads that oneDNN runs on: those of zeal's pool, which answers its calls of OpenMP.
#pragma once
#include <optional>

#include "core/team.h"

namespace zeal {

// While one lives, OpenMP on this thread has the pool's threads, or, if `alone`, the caller only.
class OpenMp {
 public:
  explicit OpenMp(bool alone);
  ~OpenMp();
  OpenMp(const OpenMp&) = delete;
  OpenMp& operator=(const OpenMp&) = delete;
  int size() const { return team_ ? team_->size() : 1; }

 private:
  std::optional<Team> team_;
};

}  // namespace zeal
