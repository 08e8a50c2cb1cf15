# Where things go under the prefix. For Python the prefix is the package folder itself (…/zeal), so the
# layout is the same in a wheel and in an ordinary prefix.
if(ZEAL_PYTHON)
  set(ZEAL_LIB_DIR lib)
  set(ZEAL_INCLUDE_DIR include/zeal)
else()
  include(GNUInstallDirs)
  set(ZEAL_LIB_DIR ${CMAKE_INSTALL_LIBDIR})
  set(ZEAL_INCLUDE_DIR ${CMAKE_INSTALL_INCLUDEDIR}/zeal)
endif()
set(ZEAL_CMAKE_DIR ${ZEAL_LIB_DIR}/cmake/zeal)
