# Headers that nearly every file of a kind reads, parsed once for all of them.
#
# second_read_headers(name LIBRARIES libs... HEADERS <headers>...) precompiles them;
# second_read_use_headers(target name) puts them in front of every file of the target.
function(second_read_headers name)
  cmake_parse_arguments(ARG "" "" "LIBRARIES;HEADERS" ${ARGN})
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/${name}_headers.cpp CONTENT "// only headers\n")
  add_library(${name}_headers OBJECT ${CMAKE_BINARY_DIR}/generated/${name}_headers.cpp)
  target_link_libraries(${name}_headers PRIVATE second_read_flags ${ARG_LIBRARIES})
  target_compile_options(${name}_headers PRIVATE -fpch-preprocess)
  target_precompile_headers(${name}_headers PRIVATE ${ARG_HEADERS})
endfunction()

function(second_read_use_headers target name)
  target_precompile_headers(${target} REUSE_FROM ${name}_headers)
  # The first lets ccache see through them; a program's own -fPIE would fit none. Behind them GCC 12 warns of
  # overflows in std::string that are none (its bug 105651).
  target_compile_options(${target} PRIVATE -fpch-preprocess -fPIC -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow
    -Wno-stringop-overread)
endfunction()
