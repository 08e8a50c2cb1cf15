// What a library with ops of its own includes. An op is stated as zeal's own are
// (docs/adding_an_op.md) and registered when its library is loaded:
//
//   #include "zeal_op.h"
//   using namespace zeal;
//   struct Cube {
//     template <class T> static ZEAL_INLINE T scalar(T x) { return x * x * x; }
//     static void grad(GradContext& g);
//     static constexpr OpDef def{.type = "Cube", …};
//   };
//   ZEAL_DECLARE_OP(Cube, cube)     // cube(x), from here on
//   void Cube::grad(GradContext& g) { g.dx(0, 3.0 * g.dy() * ops::square(g.x())); }
//   ZEAL_REGISTER_OP(Cube)
//
// Python: zeal.load_op_library("libcube.so").cube(x). Its loops are compiled once, with the flags
// that its library is compiled with.
#pragma once
#ifndef ZEAL_ISA
#define ZEAL_ISA baseline
#endif

#include "ops/callable.h"

#include "cpu/loops_body.h"
#include "dispatch/register_op.h"
#include "ops/make_record.h"
#include "ops/record.h"
#include "zeal.h"

// In the global namespace, after the struct: declares its record and the function `function`.
#define ZEAL_DECLARE_OP(Type, function)           \
  template <>                                     \
  const zeal::OpRecord zeal::Record<Type>::value; \
  template <>                                     \
  zeal::OpSlots zeal::Record<Type>::slots;        \
  [[maybe_unused]] inline constexpr zeal::Callable<Type> function{};

// Once for each op, after ZEAL_DECLARE_OP.
#define ZEAL_REGISTER_OP(Type)                                                          \
  template <>                                                                           \
  constinit zeal::OpSlots zeal::Record<Type>::slots{};                                  \
  template <>                                                                           \
  constinit const zeal::OpRecord zeal::Record<Type>::value = zeal::make_record<Type>(); \
  [[gnu::constructor]] static void zeal_register_##Type() {                             \
    zeal::install_op<Type>();                                                           \
    zeal::register_op_at_load(zeal::record_of<Type>(), zeal::kRecordLayout);            \
  }
