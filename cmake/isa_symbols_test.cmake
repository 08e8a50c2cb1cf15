# An inline function compiled for AVX-512 outside its instruction set's namespace is a weak symbol, which
# the linker may keep for everybody: an old CPU would then meet instructions it does not know. So every
# weak function (nm's W; weak data, V and u, holds no instructions) of the objects of ISA (avx2, avx512)
# must have that name in its own.
file(GLOB_RECURSE _objects ${BUILD}/CMakeFiles/zeal_loops_${ISA}.dir/*.o)
if(NOT _objects)
  message(FATAL_ERROR "there are no objects of ${ISA} in ${BUILD}")
endif()
set(_wrong)
foreach(_object IN LISTS _objects)
  execute_process(COMMAND ${NM} --defined-only ${_object} OUTPUT_VARIABLE _symbols
                  COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[0-9a-f]+ W [^\n]+" _symbols "${_symbols}")
  list(FILTER _symbols EXCLUDE REGEX "[0-9]${ISA}")
  if(_symbols)
    string(REPLACE ";" "\n  " _symbols "${_symbols}")
    string(APPEND _wrong "${_object}\n  ${_symbols}\n")
  endif()
endforeach()
if(_wrong)
  message(FATAL_ERROR "shared symbols compiled for ${ISA}:\n${_wrong}")
endif()
