# second_read_schema(module): the numbered .sql files of core/<module>/schema become one generated
# "schema.inc": the elements of an array of raw string literals, in order of their numbers.
function(second_read_schema module)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${module}/schema/*.sql)
  list(SORT files COMPARE NATURAL)
  set(literals "")
  foreach(file ${files})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} sql)
    string(APPEND literals "R\"sql(${sql})sql\",\n")
  endforeach()
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/${module}/schema.inc CONTENT "${literals}" @ONLY)
  target_include_directories(${module} PRIVATE ${CMAKE_BINARY_DIR}/generated/${module})
endfunction()
