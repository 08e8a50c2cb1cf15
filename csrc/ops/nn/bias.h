// Adding and scaling by channel.
#pragma once
#include "ops/nn/bias.decl.h"
#include "ops/record.h"

namespace zeal {

// Where the channels are, in images of any number of dimensions.
enum class ChannelFormat : uint8_t { Last, First, NHWC, NCHW, NWC, NCW, NDHWC, NCDHW };
template <>
struct EnumText<ChannelFormat> {
  static constexpr const char* text = "N...C,NC...,NHWC,NCHW,NWC,NCW,NDHWC,NCDHW";
};
constexpr bool channels_first(ChannelFormat f) { return static_cast<int>(f) % 2 == 1; }

namespace op {

struct BiasAdd {
  struct Attrs {
    ChannelFormat data_format = ChannelFormat::Last;
  };
  ZEAL_ATTRS(Attrs, data_format);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "BiasAdd",
      .endpoints = "nn.bias_add",
      .raw = "BiasAddV1",
      .signature = "(value, bias, data_format=None, name=None) -> Tensor",
      .doc = R"(Adds a bias to each channel.

Args:
  value: a tensor of at least 2 dimensions.
  bias: [channels].
  data_format: 'N...C', the default, or 'NC...': where value's channels are; also by the names of
    images' formats, like 'NCHW'.)",
      .dtypes = kNumeric,
      .numpy =
          "lambda value, bias, data_format='N...C': value + (bias if data_format[1] != 'C' "
          "else bias.reshape((-1,) + (1,) * (value.ndim - 2)))",
      .samples = R"(f(2, 3), f(3)
f(2, 3, 4, 5), f(5)
f(2, 3, 4, 5), f(3), data_format='NCHW'
f(2, 3), f(3), data_format='NC...'
f(0, 3), f(3))",
      .errors = R"(f(3), f(3)
f(2, 3), f(2)
f(2, 3), f(1)
f(2, 3), f(1, 3)
f(2, 3, 4), f(4), data_format='NC...')",
  };
};

}  // namespace op
}  // namespace zeal
