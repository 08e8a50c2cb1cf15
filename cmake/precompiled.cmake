# Headers that nearly every file reads, compiled once for each set of options instead of once for each
# file: a third of the build. CMAKE_DISABLE_PRECOMPILE_HEADERS=ON builds without, and shows what a file
# forgot to include.
set(ZEAL_PRECOMPILED <algorithm> <cmath> <cstring> <functional> <limits> <memory> <mutex> <optional> <span>
    <string> <vector> ${PROJECT_SOURCE_DIR}/csrc/autograd/gradient.h ${PROJECT_SOURCE_DIR}/csrc/dispatch/infer.h)

# zeal_precompile(TARGET HEADER...): those headers and the ones of zeal's core, for one target.
function(zeal_precompile target)
  target_precompile_headers(${target} PRIVATE ${ARGN} ${ZEAL_PRECOMPILED})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)  # for ccache
  endif()
endfunction()

# zeal_add_part(NAME OPTIONS SOURCE...): a part of libzeal with its own compiler options (a list's name).
function(zeal_add_part name options)
  add_library(zeal_${name} OBJECT ${ARGN})
  target_compile_features(zeal_${name} PRIVATE cxx_std_20)
  target_compile_options(zeal_${name} PRIVATE ${${options}})
  target_link_libraries(zeal_${name} PRIVATE zeal_parts)
  zeal_precompile(zeal_${name})
  target_sources(zeal PRIVATE $<TARGET_OBJECTS:zeal_${name}>)
endfunction()
