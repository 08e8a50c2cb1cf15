// Reads an op's signature, at compile time for the checks and at load time for the bindings.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "dispatch/attrs.h"

namespace zeal {

enum class ParamKind : uint8_t { T, Index, Bool, Any, Float32, List, Attr, Name };

struct Param {
  std::string_view name;
  ParamKind kind = ParamKind::T;
  bool optional = false;  // a tensor that may be None
  bool has_default = false;
  std::string_view default_text;
  int8_t attr = -1;  // index into the Attrs' fields
};

struct Signature {
  static constexpr int kMaxParams = 20;
  std::array<Param, kMaxParams> params{};
  int count = 0;
  int inputs = 0;         // tensor parameters; a list counts as one
  bool variadic = false;  // the first tensor parameter is a list
  int outputs = 1;        // -1: a list whose length infer decides
  bool uniform = true;    // every tensor parameter is one tensor of dtype T, and must be there
  bool ok = true;

  constexpr std::span<const Param> all() const { return {params.data(), size_t(count)}; }
};

namespace detail {
constexpr std::string_view trim(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

constexpr bool parse_param(std::string_view text, std::span<const AttrField> fields, Param& p) {
  size_t eq = text.find('=');
  if (eq != text.npos) {
    p.has_default = true;
    p.default_text = trim(text.substr(eq + 1));
    text = trim(text.substr(0, eq));
  }
  size_t colon = text.find(':');
  std::string_view kind = "T";
  if (colon != text.npos) {
    kind = trim(text.substr(colon + 1));
    text = trim(text.substr(0, colon));
  }
  p.name = text;
  if (text.empty()) return false;
  if (text == "name") {
    p.kind = ParamKind::Name;
    return p.has_default;
  }
  for (size_t i = 0; i < fields.size(); ++i)
    if (fields[i].name == text) {
      p.kind = ParamKind::Attr;
      p.attr = static_cast<int8_t>(i);
      return true;
    }
  if (kind.ends_with('?')) {
    p.optional = true;
    kind.remove_suffix(1);
  }
  if (kind == "T")
    p.kind = ParamKind::T;
  else if (kind == "Index")
    p.kind = ParamKind::Index;
  else if (kind == "Bool")
    p.kind = ParamKind::Bool;
  else if (kind == "Any")
    p.kind = ParamKind::Any;
  else if (kind == "Float32")
    p.kind = ParamKind::Float32;
  else if (kind == "Ts")
    p.kind = ParamKind::List;
  else
    return false;
  return true;
}
}  // namespace detail

constexpr Signature parse_signature(std::string_view s, std::span<const AttrField> fields) {
  Signature sig;
  size_t arrow = s.rfind("->");
  if (s.empty() || s.front() != '(' || arrow == s.npos) {
    sig.ok = false;
    return sig;
  }
  std::string_view result = detail::trim(s.substr(arrow + 2));
  std::string_view body = detail::trim(s.substr(0, arrow));
  if (body.back() != ')') {
    sig.ok = false;
    return sig;
  }
  body = body.substr(1, body.size() - 2);
  if (result.front() == '[') {
    sig.outputs = -1;
  } else {
    sig.outputs = 1;
    for (char c : result) sig.outputs += c == ',';
  }
  int depth = 0;
  size_t start = 0;
  for (size_t i = 0; i <= body.size(); ++i) {
    char c = i < body.size() ? body[i] : ',';
    depth += (c == '(' || c == '[') - (c == ')' || c == ']');
    if (c != ',' || depth > 0) continue;
    std::string_view text = detail::trim(body.substr(start, i - start));
    start = i + 1;
    if (text.empty()) continue;
    Param p;
    if (sig.count == Signature::kMaxParams || !detail::parse_param(text, fields, p)) {
      sig.ok = false;
      return sig;
    }
    if (p.kind != ParamKind::Attr && p.kind != ParamKind::Name) {
      if (p.kind == ParamKind::List) {
        if (sig.inputs) sig.ok = false;  // the bindings put the list's tensors first
        sig.variadic = true;
      }
      sig.uniform &= p.kind == ParamKind::T && !p.optional;
      ++sig.inputs;
    }
    sig.params[sig.count++] = p;
  }
  // Every attribute must be reachable from Python.
  for (const AttrField& f : fields) {
    bool found = false;
    for (const Param& p : sig.all()) found |= p.name == f.name;
    sig.ok &= found;
  }
  return sig;
}

}  // namespace zeal
