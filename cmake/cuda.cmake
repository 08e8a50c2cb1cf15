# libzeal_cuda: built if there are sources and a toolkit, loaded by the core when a GPU is first asked for.
file(GLOB_RECURSE _cuda_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/csrc/cuda/*.cu)

# What needs no toolkit: streams, memory, copies, drivers of kernels. The tests link it as well.
file(GLOB _cuda_host_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/csrc/cuda/*.cpp
     ${PROJECT_SOURCE_DIR}/csrc/cuda/libraries/*.cpp)
add_library(zeal_cuda_host OBJECT EXCLUDE_FROM_ALL ${_cuda_host_sources})
target_link_libraries(zeal_cuda_host PRIVATE zeal_parts)
target_compile_features(zeal_cuda_host PRIVATE cxx_std_20)
zeal_precompile(zeal_cuda_host)

if(ZEAL_CUDA STREQUAL "OFF" OR NOT _cuda_sources)
  return()
endif()

include(CheckLanguage)
if(ZEAL_WHEEL_NVCC AND NOT CMAKE_CUDA_COMPILER)
  find_program(_nvcc nvcc PATHS ENV PATH NO_DEFAULT_PATH NO_CACHE)
  if(NOT _nvcc)
    set(CMAKE_CUDA_COMPILER ${ZEAL_WHEEL_NVCC})
  endif()
endif()
check_language(CUDA)
if(NOT CMAKE_CUDA_COMPILER)
  zeal_missing(ZEAL_CUDA "there is no CUDA toolkit (no nvcc that works): CPU only")
  return()
endif()

if(NOT CMAKE_CUDA_ARCHITECTURES AND NOT DEFINED ENV{CUDAARCHS})
  # The GPUs present, else the two data-centre generations that a wheel is most likely to meet.
  execute_process(COMMAND nvidia-smi --query-gpu=compute_cap --format=csv,noheader
                  OUTPUT_VARIABLE _capabilities RESULT_VARIABLE _failed ERROR_QUIET)
  string(REGEX MATCHALL "[0-9]+\\.[0-9]+" _capabilities "${_capabilities}")
  if(_failed OR NOT _capabilities)
    set(_capabilities 80 90)
  endif()
  list(TRANSFORM _capabilities REPLACE "\\." "")
  list(REMOVE_DUPLICATES _capabilities)
  set(CMAKE_CUDA_ARCHITECTURES ${_capabilities})
endif()

enable_language(CUDA)
if(CMAKE_CUDA_COMPILER_VERSION VERSION_LESS 12.0)
  zeal_missing(ZEAL_CUDA "nvcc ${CMAKE_CUDA_COMPILER_VERSION} is too old for C++20 (12.0 is needed)")
  return()
endif()
message(STATUS "zeal: CUDA ${CMAKE_CUDA_COMPILER_VERSION} for ${CMAKE_CUDA_ARCHITECTURES}")

# The kernels of all topics: in CUDA where they are made from records, else in C++.
zeal_read_topics(_triples)
set(_plain)
set(_loops)
foreach(_triple IN LISTS _triples)
  string(REGEX MATCH "^(.+/.+)/(.+)$" _ ${_triple})
  list(APPEND _${CMAKE_MATCH_2} ${CMAKE_MATCH_1})
endforeach()
zeal_write_topics(_generated cuda cuda/kernels_body.h ZEAL_CUDA_OF EXTENSION cu ${_loops})
zeal_write_topics(_generated_plain cuda_plain cuda/kernels_body.h ZEAL_CUDA_OF ${_plain})

add_library(zeal_cuda SHARED ${_cuda_sources} ${_generated} ${_generated_plain}
            ${PROJECT_SOURCE_DIR}/csrc/cuda/cudart/cudart.cpp
            ${PROJECT_SOURCE_DIR}/csrc/cuda/cudart/install.cpp $<TARGET_OBJECTS:zeal_cuda_host>)
target_include_directories(zeal_cuda PRIVATE ${CMAKE_CUDA_TOOLKIT_INCLUDE_DIRECTORIES})
target_compile_options(zeal_cuda PRIVATE
  # Warning 1427: offsetof of attributes that have a default is what every compiler supports; 186: an
  # unsigned number compared with 0, in templates for every dtype.
  $<$<COMPILE_LANGUAGE:CUDA>:-std=c++20 --expt-relaxed-constexpr --extended-lambda -Xcompiler=-Wall
    -diag-suppress=1427,186 -Werror=cross-execution-space-call
    -include=${PROJECT_SOURCE_DIR}/csrc/cuda/complex.cuh>)
target_link_libraries(zeal_cuda PRIVATE zeal zeal_flags ${CMAKE_DL_LIBS})
target_link_options(zeal_cuda PRIVATE -Wl,-z,defs)
set_target_properties(zeal_cuda PROPERTIES
  CUDA_VISIBILITY_PRESET hidden CUDA_RUNTIME_LIBRARY Static
  CXX_STANDARD 20 BUILD_WITH_INSTALL_RPATH ON)
