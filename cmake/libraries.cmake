# OpenBLAS and oneDNN, taken from their PyPI packages: found here, copied into the installed tree.
# Nothing found here is cached: an isolated Python build has other paths each time.

set(_wheel_keys OPENBLAS_LIBRARY OPENBLAS_LICENSE DNNL_HEADER DNNL_LIBRARY DNNL_LICENSE DNNL_NOTICES NVCC)
foreach(_key IN LISTS _wheel_keys)
  set(ZEAL_WHEEL_${_key} "")
endforeach()
if(Python_Interpreter_FOUND)
  execute_process(COMMAND ${Python_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/find_wheels.py
                  OUTPUT_VARIABLE _lines OUTPUT_STRIP_TRAILING_WHITESPACE)
  string(REPLACE "\n" ";" _lines "${_lines}")
  foreach(_line IN LISTS _lines)
    if(_line MATCHES "^([A-Z_]+)=(.+)$")
      set(ZEAL_WHEEL_${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
    endif()
  endforeach()
endif()

set(ZEAL_BUNDLED)   # "file name = path": copied to lib/ at install, linked into the build tree's lib/
set(ZEAL_LICENSES)  # likewise, to lib/licenses/

# Reports a library that is missing: an error where it was asked for, a line where it was optional.
function(zeal_missing option what)
  if(${option} STREQUAL "ON")
    message(FATAL_ERROR "${option}=ON, but ${what}")
  endif()
  message(STATUS "zeal: ${what}")
endfunction()

if(NOT ZEAL_OPENBLAS STREQUAL "OFF")
  if(ZEAL_WHEEL_OPENBLAS_LIBRARY)
    message(STATUS "zeal: OpenBLAS ${ZEAL_WHEEL_OPENBLAS_LIBRARY}")
    list(APPEND ZEAL_BUNDLED "libscipy_openblas.so=${ZEAL_WHEEL_OPENBLAS_LIBRARY}")
    list(APPEND ZEAL_LICENSES "OpenBLAS.txt=${ZEAL_WHEEL_OPENBLAS_LICENSE}")
  else()
    zeal_missing(ZEAL_OPENBLAS "there is no OpenBLAS (pip install scipy-openblas32): our own GEMM only")
  endif()
endif()

if(NOT ZEAL_DNNL STREQUAL "OFF")
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libgomp.so.1
                  OUTPUT_VARIABLE ZEAL_GOMP OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(NOT ZEAL_WHEEL_DNNL_HEADER OR NOT ZEAL_WHEEL_DNNL_LIBRARY)
    zeal_missing(ZEAL_DNNL "there is no oneDNN (pip install onednn-devel-cpu-gomp): im2col convolution only")
  elseif(NOT IS_ABSOLUTE "${ZEAL_GOMP}")
    zeal_missing(ZEAL_DNNL "${CMAKE_CXX_COMPILER} has no libgomp.so.1, which oneDNN needs")
  else()
    message(STATUS "zeal: oneDNN ${ZEAL_WHEEL_DNNL_LIBRARY}")
    file(REAL_PATH ${ZEAL_GOMP} ZEAL_GOMP)
    get_filename_component(_dnnl_include ${ZEAL_WHEEL_DNNL_HEADER} DIRECTORY)
    add_library(zeal::dnnl SHARED IMPORTED)
    set_target_properties(zeal::dnnl PROPERTIES
      IMPORTED_LOCATION ${ZEAL_WHEEL_DNNL_LIBRARY} IMPORTED_SONAME libdnnl.so.3
      INTERFACE_INCLUDE_DIRECTORIES ${_dnnl_include})
    list(APPEND ZEAL_BUNDLED "libdnnl.so.3=${ZEAL_WHEEL_DNNL_LIBRARY}" "libgomp.so.1=${ZEAL_GOMP}")
    list(APPEND ZEAL_LICENSES "oneDNN.txt=${ZEAL_WHEEL_DNNL_LICENSE}"
         "oneDNN-third-party.txt=${ZEAL_WHEEL_DNNL_NOTICES}")
  endif()
endif()

foreach(_item IN LISTS ZEAL_BUNDLED)
  string(REGEX MATCH "^([^=]+)=(.+)$" _ "${_item}")
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
  file(CREATE_LINK "${CMAKE_MATCH_2}" ${PROJECT_BINARY_DIR}/lib/${CMAKE_MATCH_1} SYMBOLIC)
endforeach()
