# Runs the Python tests, or with FAKE_GPU those of GPUs, against this build: installs it as a package folder and puts that on the path.
set(_stage ${BUILD}/stage)
if(FAKE_GPU)
  set(_stage ${BUILD}/stage-gpu)
endif()
file(REMOVE_RECURSE ${_stage})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${_stage}/zeal
                OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)

set(ENV{PYTHONPATH} ${_stage})
set(_preload)
foreach(_sanitizer address thread undefined)
  if(SANITIZE MATCHES "${_sanitizer}")
    string(SUBSTRING ${_sanitizer} 0 1 _letter)  # libasan, libtsan, libubsan
    string(REPLACE "u" "ub" _letter ${_letter})
    execute_process(COMMAND ${CXX} -print-file-name=lib${_letter}san.so
                    OUTPUT_VARIABLE _library OUTPUT_STRIP_TRAILING_WHITESPACE)
    list(APPEND _preload ${_library})
  endif()
endforeach()
if(_preload)
  # libstdc++ too: the sanitizer looks for its exception functions before any library of ours is there.
  execute_process(COMMAND ${CXX} -print-file-name=libstdc++.so.6
                  OUTPUT_VARIABLE _library OUTPUT_STRIP_TRAILING_WHITESPACE)
  list(APPEND _preload ${_library})
  string(REPLACE ";" ":" _preload "${_preload}")
  set(ENV{LD_PRELOAD} ${_preload})
  # CPython keeps memory until the end on purpose; an allocation too large to serve must return null.
  set(ENV{ASAN_OPTIONS} "detect_leaks=0:allocator_may_return_null=1:max_allocation_size_mb=3072")
  set(ENV{UBSAN_OPTIONS} "print_stacktrace=1")
  set(ENV{PYTHONMALLOC} malloc)
endif()
set(_tests tests)
if(FAKE_GPU)  # as the default device; not with child processes that count on a CPU
  set(ENV{ZEAL_FAKE_GPU} ${FAKE_GPU})
  set(ENV{ZEAL_CUDA_LIBRARY} ${FAKE_GPU})
  string(REPLACE fake_gpu host_gpu _host_gpu ${FAKE_GPU})
  set(ENV{ZEAL_HOST_GPU} ${_host_gpu})
  set(_tests tests/test_gpu.py tests/test_gpu_kernels.py tests/test_gpu_libraries.py tests/ops tests/test_tape.py
      tests/test_variable.py)
endif()
execute_process(COMMAND ${PYTHON} -m pytest ${_tests} -q WORKING_DIRECTORY ${SOURCE}
                RESULT_VARIABLE _result)
if(NOT _result EQUAL 0)
  message(FATAL_ERROR "the Python tests failed (${_result})")
endif()
