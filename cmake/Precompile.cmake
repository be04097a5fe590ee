# The headers that most sources include are parsed once for all of them: clang then takes 40 seconds for what took it 67.
# (Not with g++ 12: what it saves in parsing it spends on mapping 150 MB for each source.) A source includes what it
# uses all the same; a build with g++ shows what is missing.
set(common_headers
  <algorithm> <array> <atomic> <charconv> <chrono> <cmath> <condition_variable> <cstdint> <cstring> <deque> <filesystem>
  <fstream> <functional> <iostream> <map> <memory> <mutex> <numeric> <optional> <random> <set> <span> <sstream>
  <stdexcept> <string> <string_view> <thread> <tuple> <unordered_map> <unordered_set> <utility> <variant> <vector>
  <boost/json.hpp> <date/tz.h> <fmt/chrono.h> <fmt/format.h>)

# What parses them is a library with a source of one line; `options` are the options of those who use it.
function(timeshelf_precompile name options libraries)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    return()
  endif()
  set(source ${CMAKE_BINARY_DIR}/precompiled/${name}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "// A library needs a source.\n")
  add_library(timeshelf_${name} OBJECT ${source})
  target_compile_options(timeshelf_${name} PRIVATE ${options})
  target_link_libraries(timeshelf_${name} PRIVATE Boost::json date::date date::date-tz fmt::fmt ${libraries})
  target_precompile_headers(timeshelf_${name} PRIVATE ${common_headers} ${ARGN})
endfunction()

timeshelf_precompile(precompiled "" "")
timeshelf_precompile(precompiled_tests "-O0" "GTest::gmock" <gmock/gmock.h>)

# The sources of `target` start from what `precompiled` or `precompiled_tests` has parsed.
function(timeshelf_start_from precompiled target)
  if(TARGET timeshelf_${precompiled})
    target_precompile_headers(${target} REUSE_FROM timeshelf_${precompiled})
  endif()
endfunction()
