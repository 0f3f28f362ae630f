# SPDX-License-Identifier: GPL-3.0-or-later
# The whole of our CMake vocabulary: chauban_library, chauban_tests, and one function a third-party part that has no CMake package.
include(GoogleTest)
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

# Flags of our own code. Third-party headers are SYSTEM by way of imported targets.
add_library(chauban_flags INTERFACE)
target_compile_options(chauban_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Wimplicit-fallthrough -Wswitch
  $<$<BOOL:${CHAUBAN_WERROR}>:-Werror>
  # The compiler's own advice about inlined library code is noise in a release build.
  -Wno-maybe-uninitialized -Wno-dangling-pointer -Wno-stringop-overflow -Wno-array-bounds -Wno-restrict
  -D_GLIBCXX_ASSERTIONS -fstack-protector-strong
  $<$<CONFIG:Release,RelWithDebInfo>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3>)
target_link_options(chauban_flags INTERFACE -Wl,-z,relro,-z,now)

# chauban_library(domain SOURCES decide.cc HEADERS decide.h PUBLIC chauban_schemas PRIVATE PkgConfig::ICU)
# One call a folder: target chauban_<name>, our warnings, root-relative includes, self-contained headers.
function(chauban_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;HEADERS;PUBLIC;PRIVATE")
  add_library(chauban_${name} STATIC ${arg_SOURCES})
  target_sources(chauban_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${arg_HEADERS})
  target_link_libraries(chauban_${name} PUBLIC ${arg_PUBLIC} PRIVATE chauban_flags ${arg_PRIVATE})
  set_target_properties(chauban_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
endfunction()

# chauban_tests(domain SOURCES … ): one binary a folder, named tests_<name>, sharing the tests' precompiled header.
function(chauban_tests name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
  add_executable(tests_${name} ${arg_SOURCES})
  if(TARGET chauban_${name})
    target_link_libraries(tests_${name} PRIVATE chauban_${name})
  endif()
  target_link_libraries(tests_${name} PRIVATE chauban_test_support chauban_flags ${arg_LINK})
  target_precompile_headers(tests_${name} REUSE_FROM chauban_test_support)
  gtest_discover_tests(tests_${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS unit)
endfunction()
