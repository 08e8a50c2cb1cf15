# The installed tree: libraries, headers and the CMake package; for Python, the extension beside them.
include(CMakePackageConfigHelpers)

install(TARGETS zeal EXPORT zeal LIBRARY DESTINATION ${ZEAL_LIB_DIR})
foreach(_target zeal_dnnl zeal_cuda)
  if(TARGET ${_target})
    install(TARGETS ${_target} LIBRARY DESTINATION ${ZEAL_LIB_DIR})
  endif()
endforeach()

foreach(_item IN LISTS ZEAL_BUNDLED)
  string(REGEX MATCH "^([^=]+)=(.+)$" _ "${_item}")
  install(FILES "${CMAKE_MATCH_2}" DESTINATION ${ZEAL_LIB_DIR} RENAME ${CMAKE_MATCH_1})
endforeach()
# oneDNN comes with 10 MB of symbols that only a debugger reads; what the loader needs stays.
if(CMAKE_STRIP AND ZEAL_BUNDLED MATCHES "libdnnl[^=]*")
  install(CODE "
    set(_library \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${ZEAL_LIB_DIR}/${CMAKE_MATCH_0}\")
    execute_process(COMMAND \"${CMAKE_STRIP}\" --strip-unneeded \"\${_library}\")")
endif()
foreach(_item IN LISTS ZEAL_LICENSES)
  if(_item MATCHES "^([^=]+)=(.+)$")
    install(FILES "${CMAKE_MATCH_2}" DESTINATION ${ZEAL_LIB_DIR}/licenses RENAME ${CMAKE_MATCH_1})
  endif()
endforeach()

foreach(_room core dispatch ops autograd)
  install(DIRECTORY csrc/${_room} DESTINATION ${ZEAL_INCLUDE_DIR}
          FILES_MATCHING PATTERN "*.h" PATTERN "*.def")
endforeach()
install(DIRECTORY ${PROJECT_BINARY_DIR}/generated/ops DESTINATION ${ZEAL_INCLUDE_DIR})
# What an op of another library has its loops from.
install(FILES csrc/cpu/loops.h csrc/cpu/loops_body.h csrc/cpu/reduce_body.h
        DESTINATION ${ZEAL_INCLUDE_DIR}/cpu)
install(FILES csrc/zeal.h csrc/zeal_op.h DESTINATION ${ZEAL_INCLUDE_DIR})

install(EXPORT zeal NAMESPACE zeal:: FILE zealTargets.cmake DESTINATION ${ZEAL_CMAKE_DIR})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/zealConfig.cmake.in
  ${PROJECT_BINARY_DIR}/generated/zealConfig.cmake INSTALL_DESTINATION ${ZEAL_CMAKE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/generated/zealConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/generated/zealConfig.cmake
              ${PROJECT_BINARY_DIR}/generated/zealConfigVersion.cmake DESTINATION ${ZEAL_CMAKE_DIR})

if(ZEAL_PYTHON)
  install(TARGETS _core LIBRARY DESTINATION .)
  if(NOT SKBUILD)  # a wheel takes these files itself
    install(DIRECTORY python/zeal/ DESTINATION . PATTERN "__pycache__" EXCLUDE)
  else()
    # What makes KERAS_BACKEND=zeal known before Keras is imported, and Keras' digits offline.
    install(FILES python/keras_zeal.pth DESTINATION ${SKBUILD_PLATLIB_DIR})
    install(FILES examples/data/mnist_5k.npz DESTINATION ${SKBUILD_PLATLIB_DIR}/keras_zeal/data)
  endif()
endif()
