# What makes an edit-build-test loop short and a warning impossible to overlook.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# Threads everywhere: what is precompiled fits only who has them, too.
add_compile_options(-pthread)

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
# g++-12 reports these inside the standard library and Boost once it inlines them.
add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized> $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
                    $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow> $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds>
                    $<$<CXX_COMPILER_ID:GNU>:-Wno-dangling-pointer>
                    $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>)

if(TIMESHELF_SANITIZE AND NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  message(FATAL_ERROR "The sanitizers are clang's: remove ${CMAKE_BINARY_DIR} and call scripts/build without CXX")
endif()
if(TIMESHELF_SANITIZE STREQUAL "address")
  # Counts what it reaches, too, for the fuzz targets.
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(TIMESHELF_SANITIZE STREQUAL "thread")
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")
  add_compile_options(-fsanitize=thread)
  add_link_options(-fsanitize=thread)
endif()
