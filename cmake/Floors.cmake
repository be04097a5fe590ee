# A floor is a folder, a library, and the list of floors that it may include. The list is the link line, and an
# include that is not on it stops the configuration: nothing reaches up.
#
#   timeshelf_floor(caldav SOURCES a.cpp b.cpp FLOORS ical store LIBRARIES PkgConfig::pugixml)
function(timeshelf_floor name)
  cmake_parse_arguments(FLOOR "" "" "SOURCES;FLOORS;LIBRARIES" ${ARGN})
  add_library(timeshelf_${name} STATIC ${FLOOR_SOURCES})
  target_include_directories(timeshelf_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  list(TRANSFORM FLOOR_FLOORS PREPEND timeshelf_ OUTPUT_VARIABLE linked)
  target_link_libraries(timeshelf_${name} PUBLIC ${linked} ${FLOOR_LIBRARIES})

  set(allowed ${name} base ${FLOOR_FLOORS})
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.hpp)
  foreach(file IN LISTS files)
    file(STRINGS ${file} includes REGEX "^[ \t]*#[ \t]*include[ \t]*\"")
    foreach(include IN LISTS includes)
      string(REGEX REPLACE "^[^\"]*\"([a-z]+)/.*$" "\\1" floor "${include}")
      if(NOT floor IN_LIST allowed)
        message(FATAL_ERROR "${file}: ${include}\n'${name}' may include: ${allowed}")
      endif()
    endforeach()
  endforeach()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
endfunction()
