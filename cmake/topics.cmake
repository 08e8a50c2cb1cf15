# Each topic of csrc/ops/ops.def, ZEAL_TOPIC(math, explog, loops), is compiled once for its records and
# once per instruction set for its loops; each file of csrc/cpu/simd once per instruction set.
# All of them end in one library, which picks when it is loaded.

set(ZEAL_LOOP_OPTIONS -ffp-contract=fast -fno-math-errno -fno-trapping-math)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  # What -O3 adds to these, copies of loops for each invariant condition and peeled iterations, takes a
  # third of the build's time and no time off the loops.
  list(APPEND ZEAL_LOOP_OPTIONS -O2 -ftree-loop-vectorize -ftree-slp-vectorize)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    list(APPEND ZEAL_LOOP_OPTIONS -fvect-cost-model=dynamic)
  endif()
elseif(ZEAL_SANITIZE)
  # Optimising checked loops takes minutes a file, and finds nothing more.
  list(APPEND ZEAL_LOOP_OPTIONS -O0 -g0)
endif()

set(ZEAL_ISAS baseline)
set(ZEAL_ISA_OPTIONS_baseline)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64)$")
  list(APPEND ZEAL_ISAS avx2 avx512)
  set(ZEAL_ISA_OPTIONS_avx2 -mavx2 -mfma -mf16c)
  set(ZEAL_ISA_OPTIONS_avx512 ${ZEAL_ISA_OPTIONS_avx2} -mavx512f -mavx512vl -mavx512bw -mavx512dq
      -mprefer-vector-width=512)
endif()

# Fills `result` with the "folder/topic/rung" triples of ops.def, in its order.
function(zeal_read_topics result)
  set(_def ${PROJECT_SOURCE_DIR}/csrc/ops/ops.def)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${_def})
  set(_topics)
  set(_names)
  file(STRINGS ${_def} _lines REGEX "^[ \t]*ZEAL_TOPIC\\(")
  foreach(_line IN LISTS _lines)
    if(NOT _line MATCHES "ZEAL_TOPIC\\(([a-z0-9_]+), ([a-z0-9_]+), (loops|plain)\\)")
      message(FATAL_ERROR "csrc/ops/ops.def: not ZEAL_TOPIC(folder, topic, loops|plain): ${_line}")
    endif()
    list(APPEND _topics ${CMAKE_MATCH_1}/${CMAKE_MATCH_2}/${CMAKE_MATCH_3})
    if(CMAKE_MATCH_2 IN_LIST _names)
      message(FATAL_ERROR "csrc/ops/ops.def: topic ${CMAKE_MATCH_2} twice; names are unique across folders")
    endif()
    list(APPEND _names ${CMAKE_MATCH_2})
  endforeach()
  set(${result} ${_topics} PARENT_SCOPE)
endfunction()

# Writes ops/<room>/<topic>.decl.h for each topic, and ops/all.decl.h that includes them all; see
# Note [Names of ops] in ops/callable.h.
function(zeal_write_names)
  file(STRINGS ${PROJECT_SOURCE_DIR}/csrc/ops/ops.def _lines REGEX "^[ \t]*ZEAL_(TOPIC|OP|END)\\(")
  set(_head "// Written by cmake/topics.cmake from csrc/ops/ops.def.\n#pragma once\n")
  set(_everything "${_head}")
  foreach(_line IN LISTS _lines)
    if(_line MATCHES "ZEAL_TOPIC\\(([a-z0-9_]+), ([a-z0-9_]+)")
      set(_topic ${CMAKE_MATCH_1}/${CMAKE_MATCH_2})
      set(_name ${CMAKE_MATCH_2})
      set(_types "")
      set(_declared "")
      set(_functions "")
      set(_list "")
      set(_each "")
    elseif(_line MATCHES "ZEAL_OP\\(([A-Za-z0-9_]+), ([a-z0-9_]+)\\)")
      string(APPEND _types "struct ${CMAKE_MATCH_1};\n")
      string(APPEND _declared "ZEAL_DECLARE_RECORD(${CMAKE_MATCH_1})\n")
      string(APPEND _each " _(${CMAKE_MATCH_1})")
      string(APPEND _functions "inline constexpr Callable<op::${CMAKE_MATCH_1}> ${CMAKE_MATCH_2}{};\n")
      list(APPEND _list op::${CMAKE_MATCH_1})
    elseif(_line MATCHES "ZEAL_END\\(${_name}\\)")
      list(JOIN _list ", " _list)
      string(CONCAT _text "${_head}#include \"ops/callable.h\"\n\nnamespace zeal {\n"
        "namespace op {\n${_types}}  // namespace op\n${_declared}"
        "namespace ops {\n${_functions}}  // namespace ops\n"
        "namespace topic {\nusing ${_name} = OpList<${_list}>;\n}\n}  // namespace zeal\n"
        "#define ZEAL_OPS_OF_${_name}(_)${_each}\n")
      file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/ops/${_topic}.decl.h @ONLY CONTENT "${_text}")
      string(APPEND _everything "#include \"ops/${_topic}.decl.h\"\n")
    else()
      message(FATAL_ERROR "csrc/ops/ops.def: not ZEAL_OP(Type, function), or out of place: ${_line}")
    endif()
  endforeach()
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/ops/all.decl.h @ONLY CONTENT "${_everything}")
endfunction()

# Topics are compiled a few to a file: their common headers cost more than a topic does.
set(ZEAL_TOPICS_PER_FILE 4)

# Writes the sources for the topics given as "folder/topic": `suffix` names them, `body` is what they include
# after the topics' headers, and `macro` what they say for each topic; EXTENSION <e> for other files than
# C++. The paths are left in `result`.
function(zeal_write_topics result suffix body macro)
  cmake_parse_arguments(PARSE_ARGV 4 _option "" "EXTENSION" "")
  if(NOT _option_EXTENSION)
    set(_option_EXTENSION cpp)
  endif()
  set(_topics ${_option_UNPARSED_ARGUMENTS})
  set(_sources)
  list(LENGTH _topics _count)
  set(_at 0)
  while(_at LESS _count)
    list(SUBLIST _topics ${_at} ${ZEAL_TOPICS_PER_FILE} _batch)
    set(_text "// Written by cmake/topics.cmake from csrc/ops/ops.def.\n")
    set(_calls "")
    foreach(_topic IN LISTS _batch)
      string(APPEND _text "#include \"ops/${_topic}.h\"\n")
      get_filename_component(_name ${_topic} NAME)
      string(APPEND _calls "${macro}(${_name})\n")
    endforeach()
    math(EXPR _index "${_at} / ${ZEAL_TOPICS_PER_FILE}")
    set(_source ${PROJECT_BINARY_DIR}/generated/topics/${suffix}.${_index}.${_option_EXTENSION})
    # file(CONFIGURE) leaves an unchanged file alone, so nothing is compiled again.
    file(CONFIGURE OUTPUT ${_source} @ONLY CONTENT "${_text}#include \"${body}\"\n${_calls}")
    list(APPEND _sources ${_source})
    math(EXPR _at "${_at} + ${ZEAL_TOPICS_PER_FILE}")
  endwhile()
  set(${result} ${_sources} PARENT_SCOPE)
endfunction()

# Adds to libzeal the records of all topics, and the loops of those that have any, per instruction set.
function(zeal_add_topics)
  zeal_read_topics(_triples)
  zeal_write_names()
  set(_all)
  set(_loops)
  foreach(_triple IN LISTS _triples)
    string(REGEX MATCH "^(.+/.+)/(.+)$" _ ${_triple})
    list(APPEND _all ${CMAKE_MATCH_1})
    if(CMAKE_MATCH_2 STREQUAL "loops")
      list(APPEND _loops ${CMAKE_MATCH_1})
    endif()
  endforeach()
  zeal_write_topics(_sources records ops/topic_body.h ZEAL_RECORDS_OF ${_all})
  target_sources(zeal PRIVATE ${_sources})
  if(ZEAL_SANITIZE MATCHES "undefined")
    # With its null checks GCC takes no function's address for constant (its bug 71962), and the
    # records' static_asserts compare some with null.
    set_source_files_properties(${_sources} PROPERTIES COMPILE_OPTIONS
      "-fno-sanitize=null,nonnull-attribute,returns-nonnull-attribute")
  endif()
  file(GLOB _simd CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/csrc/cpu/simd/*.cpp)
  foreach(_isa IN LISTS ZEAL_ISAS)
    zeal_write_topics(_sources ${_isa} cpu/loops_body.h ZEAL_LOOPS_OF ${_loops})
    set(_options ${ZEAL_LOOP_OPTIONS} ${ZEAL_ISA_OPTIONS_${_isa}})
    zeal_add_part(loops_${_isa} _options ${_sources} ${_simd})
    target_compile_definitions(zeal_loops_${_isa} PRIVATE ZEAL_ISA=${_isa})
  endforeach()
endfunction()
