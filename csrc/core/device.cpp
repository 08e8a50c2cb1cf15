#include "core/device.h"

#include <algorithm>
#include <charconv>

#include "core/error.h"

namespace zeal {

namespace {
bool same_word(std::string_view a, std::string_view upper) {
  return std::ranges::equal(a, upper, [](char x, char y) {
    return (x >= 'a' && x <= 'z' ? static_cast<char>(x - 'a' + 'A') : x) == y;
  });
}

// Cuts `s` at the first `separator`: returns what is before it and leaves what is after.
std::string_view cut(std::string_view& s, char separator) {
  size_t at = s.find(separator);
  std::string_view head = s.substr(0, at);
  s = at == std::string_view::npos ? std::string_view() : s.substr(at + 1);
  return head;
}

[[noreturn]] void reject(std::string_view name, std::string_view why) {
  invalid("\"", name, "\" is not the name of a device: ", why,
          "; expected, for example, \"CPU:0\", \"/GPU:1\", \"META\", \"/device:GPU:0\" or "
          "\"/job:localhost/replica:0/task:0/device:CPU:0\"");
}

DeviceType parse_type(std::string_view name, std::string_view word) {
  if (same_word(word, "CPU")) return DeviceType::CPU;
  if (same_word(word, "GPU")) return DeviceType::CUDA;
  if (same_word(word, "META")) return DeviceType::Meta;
  reject(name, cat("the kinds are CPU, GPU and META, not \"", word, "\""));
}
}  // namespace

Device parse_device(std::string_view name) {
  std::string_view rest = name;
  if (rest.starts_with('/')) rest.remove_prefix(1);
  // The parts that say which machine: there is only this one.
  for (auto [key, only] : {std::pair{"JOB", "LOCALHOST"}, {"REPLICA", "0"}, {"TASK", "0"}}) {
    std::string_view after = rest;
    std::string_view value = cut(after, '/');
    if (!same_word(cut(value, ':'), key)) continue;
    if (!same_word(value, only)) reject(name, "only /job:localhost/replica:0/task:0 is there");
    rest = after;
  }
  std::string_view index = rest;
  std::string_view word = cut(index, ':');
  bool has_index = word.size() < rest.size();
  if (same_word(word, "DEVICE") && has_index) {
    rest = index;
    word = cut(index, ':');
    has_index = word.size() < rest.size();
  }
  Device d{parse_type(name, word), 0};
  if (!has_index) return d;
  const char* end = index.data() + index.size();
  auto [stop, error] = std::from_chars(index.data(), end, d.index);
  if (error != std::errc() || stop != end)
    reject(name, cat("the index must be a number from 0 to 255, not \"", index, "\""));
  return d;
}

std::string full_name(Device d) {
  return cat("/job:localhost/replica:0/task:0/device:", type_name(d.type), ":", int{d.index});
}

const char* type_name(DeviceType t) {
  switch (t) {
    case DeviceType::CPU:
      return "CPU";
    case DeviceType::CUDA:
      return "GPU";
    case DeviceType::Meta:
      return "META";
    case DeviceType::Batched:
      return "BATCHED";
  }
  return "unknown";
}

}  // namespace zeal
