# Files that travel inside the binary.
#
#   timeshelf_embed(demo_images DEMO_IMAGES FILES a.svg b.svg)
#
# makes a source, named by the variable DEMO_IMAGES, that defines `std::string_view timeshelf::embedded::demo_images(std::string_view file_name)`, which
# answers the bytes of the file, or an empty view. Declare it where it is used.
function(timeshelf_embed name variable)
  cmake_parse_arguments(EMBED "" "" "FILES" ${ARGN})
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cpp)
  set(inputs)
  foreach(file IN LISTS EMBED_FILES)
    get_filename_component(path ${file} ABSOLUTE)
    list(APPEND inputs ${path})
  endforeach()
  string(REPLACE ";" "|" joined "${inputs}")
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} "-DINPUTS=${joined}" -DOUTPUT=${output}
            -P ${CMAKE_SOURCE_DIR}/cmake/embed_files.cmake
    DEPENDS ${inputs} ${CMAKE_SOURCE_DIR}/cmake/embed_files.cmake
    VERBATIM)
  set(${variable} ${output} PARENT_SCOPE)
endfunction()
