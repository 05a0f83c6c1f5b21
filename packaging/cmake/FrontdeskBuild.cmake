# Compiler, linker, dependencies and the two helpers that every folder uses.
find_program(CCACHE ccache)
if(CCACHE)
  # Not shared between clones (CCACHE_BASEDIR): a precompiled header holds the paths of its folder.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
    ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

set(FRONTDESK_SANITIZE "" CACHE STRING "address or thread: build under that sanitizer")
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -fno-omit-frame-pointer)
# Warnings of g++ 12 that are false under -O2 here: values inside std::variant and std::optional
# that are never read, std::string's move and operator+, and the frames of coroutines.
add_compile_options(-fpch-preprocess "$<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized;-Wno-array-bounds;-Wno-stringop-overflow;-Wno-restrict;-Wno-mismatched-new-delete>")
if(FRONTDESK_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=address,undefined)
elseif(FRONTDESK_SANITIZE STREQUAL "thread")
  # ThreadSanitizer does not know fences on their own, so Asio does without.
  add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  add_compile_options(-fsanitize=thread -Wno-tsan)
  add_link_options(-fsanitize=thread)
endif()
add_compile_definitions(BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  SPDLOG_FMT_EXTERNAL FRONTDESK_VERSION="${PROJECT_VERSION}")

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS system json url)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(OpenSSL REQUIRED)
find_package(CURL REQUIRED)
find_package(spdlog REQUIRED)
find_package(date REQUIRED)
find_package(doctest REQUIRED)
find_package(RocksDB REQUIRED)
find_package(prometheus-cpp REQUIRED CONFIG)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
pkg_check_modules(HYPERSCAN REQUIRED IMPORTED_TARGET libhs)
pkg_check_modules(SYSTEMD REQUIRED IMPORTED_TARGET libsystemd)

# libphonenumber's headers and link name are unpacked beside the system, see packaging/deps.sh.
set(FRONTDESK_DEPS /usr/local/lib/frontdesk-deps CACHE PATH "where deps.sh unpacked libphonenumber-dev")
find_path(PHONENUMBER_INCLUDE phonenumbers/phonenumberutil.h
  HINTS ${FRONTDESK_DEPS}/libphonenumber/usr/include REQUIRED)
find_library(PHONENUMBER_LIBRARY NAMES libphonenumber.so.8 phonenumber REQUIRED)
find_library(PROTOBUF_LIBRARY protobuf REQUIRED)
add_library(phonenumber INTERFACE)
target_include_directories(phonenumber SYSTEM INTERFACE ${PHONENUMBER_INCLUDE})
target_link_libraries(phonenumber INTERFACE ${PHONENUMBER_LIBRARY} ${PROTOBUF_LIBRARY})

# frontdesk_library(NAME LIBS...): all .cc below this folder, included by their path from the top.
function(frontdesk_library name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  list(FILTER sources EXCLUDE REGEX "/main(_[a-z]+)?\\.cc$")
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARGN})
  target_precompile_headers(${name} PRIVATE ${CMAKE_SOURCE_DIR}/rules/base/pch.h)
endfunction()

# frontdesk_test(FOLDER LIBS...): one doctest program of all *_test.cc below tests/FOLDER.
function(frontdesk_test folder)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*_test.cc)
  if(NOT sources)
    return()
  endif()
  add_executable(${folder}_test ${sources})
  target_link_libraries(${folder}_test PRIVATE ${ARGN} doctest_main)
  target_precompile_headers(${folder}_test PRIVATE ${CMAKE_SOURCE_DIR}/rules/base/pch.h <doctest/doctest.h>)
  # What is tested is optimised; the tests themselves compile three times as fast without.
  target_compile_options(${folder}_test PRIVATE -O0)
  target_compile_definitions(${folder}_test PRIVATE FRONTDESK_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME unit.${folder} COMMAND ${folder}_test)
  # Under a sanitizer they take some ten times as long.
  set_tests_properties(unit.${folder} PROPERTIES LABELS unit TIMEOUT $<IF:$<BOOL:${FRONTDESK_SANITIZE}>,1800,300>)
endfunction()
