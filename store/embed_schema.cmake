# Writes OUTPUT, a C++ source that holds every SCHEMA/NNN_name.sql, so that the program needs no file to migrate.
#   cmake -DSCHEMA=folder -DOUTPUT=file.cpp -P embed_schema.cmake
file(GLOB files ${SCHEMA}/*.sql)
list(SORT files)
set(entries "")
set(expected 0)
foreach(file IN LISTS files)
  get_filename_component(stem ${file} NAME_WE)
  if(NOT stem MATCHES "^([0-9][0-9][0-9])_([a-z0-9_]+)$")
    message(FATAL_ERROR "${file}: a migration is called NNN_name.sql")
  endif()
  set(number ${CMAKE_MATCH_1})
  set(name ${CMAKE_MATCH_2})
  math(EXPR expected "${expected} + 1")
  string(REGEX REPLACE "^0+" "" version ${number})
  if(NOT version EQUAL expected)
    message(FATAL_ERROR "${file}: the next migration must have the number ${expected}")
  endif()
  file(READ ${file} sql)
  string(APPEND entries "    {${version}, \"${name}\", R\"sql(${sql})sql\"},\n")
endforeach()
file(WRITE ${OUTPUT}
  "// Written by embed_schema.cmake.\n"
  "#include <array>\n\n"
  "#include \"store/migrations.hpp\"\n\n"
  "namespace timeshelf::store {\n\n"
  "std::span<const Migration> migrations() {\n"
  "  static constexpr std::array<Migration, ${expected}> kMigrations{{\n${entries}  }};\n"
  "  return kMigrations;\n"
  "}\n\n"
  "}  // namespace timeshelf::store\n")
