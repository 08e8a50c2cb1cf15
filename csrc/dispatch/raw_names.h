// Reads OpDef::raw, the names of TensorFlow's raw ops, for the checks and for the bindings.
#pragma once
#include "dispatch/signature.h"

namespace zeal {

// Note [Raw names]
// `raw` lists the raw ops of TensorFlow that an op's record computes, separated by semicolons. Each
// is followed by what differs from the record's signature, if anything:
//   "Mul"                                    the same parameters under another name
//   "Sum(input: input_tensor, keep_dims: keepdims)"   theirs: ours; ours are understood as well
//   "Conv2D(filter: filters, use_cudnn_on_gpu: -)"    taken, and without effect
//   "MatrixDiagV2(align='LEFT_LEFT')"        a parameter of ours that has one value there
// An op is a raw op of its type's name without being listed; "(input: x)" is about that one.
struct RawArgument {
  std::string_view theirs;  // empty for a value
  std::string_view ours;    // empty for one without effect
  std::string_view value;
};

struct RawName {
  std::string_view name;  // empty: the type's
  std::array<RawArgument, 8> arguments{};
  int count = 0;
  bool ok = true;

  constexpr std::span<const RawArgument> all() const { return {arguments.data(), size_t(count)}; }
};

// Takes the first raw name off `rest`.
constexpr RawName next_raw_name(std::string_view& rest) {
  RawName raw;
  const size_t end = rest.find(';');
  std::string_view text = detail::trim(rest.substr(0, end));
  rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
  const size_t open = text.find('(');
  raw.name = text.substr(0, open);
  raw.ok = !text.empty();
  if (open == text.npos) return raw;
  text = text.substr(open + 1);
  raw.ok &= text.ends_with(')');
  text = text.substr(0, text.rfind(')'));
  while (raw.ok && !text.empty()) {
    const size_t comma = text.find(',');
    std::string_view part = detail::trim(text.substr(0, comma));
    text = comma == text.npos ? std::string_view() : text.substr(comma + 1);
    const size_t colon = part.find(':'), eq = part.find('=');
    if (raw.count == int(raw.arguments.size()) || (colon == part.npos && eq == part.npos)) {
      raw.ok = false;
    } else if (colon != part.npos) {
      std::string_view ours = detail::trim(part.substr(colon + 1));
      if (ours == "-") ours = {};
      raw.arguments[size_t(raw.count++)] = {detail::trim(part.substr(0, colon)), ours, {}};
    } else {
      raw.arguments[size_t(raw.count++)] = {{}, part.substr(0, eq), part.substr(eq + 1)};
    }
  }
  return raw;
}

// Does `raw` name parameters of the signature only?
constexpr bool raw_names_ok(std::string_view raw, const Signature& s) {
  while (!raw.empty()) {
    const RawName n = next_raw_name(raw);
    if (!n.ok) return false;
    for (const RawArgument& a : n.all()) {
      bool found = a.ours.empty() && !a.theirs.empty();
      for (const Param& p : s.all()) found |= p.name == a.ours;
      if (!found) return false;
    }
  }
  return true;
}

}  // namespace zeal
