# Installs the build into a fresh prefix, then configures, builds and runs tests/cpp/consumer against it.
set(_prefix ${BUILD}/consumer/prefix)
set(_work ${BUILD}/consumer/build)
file(REMOVE_RECURSE ${BUILD}/consumer)

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${_prefix})
set(_flags)
if(SANITIZE)
  set(_flags -DCMAKE_CXX_FLAGS=-fsanitize=${SANITIZE})
endif()
run(${CMAKE_COMMAND} -G ${GENERATOR} -S ${SOURCE} -B ${_work} -DCMAKE_CXX_COMPILER=${CXX}
    -Dzeal_DIR=${_prefix}/${CMAKE_DIR} -DCMAKE_BUILD_TYPE=Release ${_flags})
run(${CMAKE_COMMAND} --build ${_work})
run(${_work}/consumer)
