# second_read_module(name LINKS other-modules... [TORCH] [PUBLIC libs...] [PRIVATE libs...])
#
# One folder of core/ is one static library and one include root: a header reaches only the folders that its
# module links, so the arrows of docs/architecture.md hold by these lists. TORCH: LibTorch, private to the module.
function(second_read_module name)
  cmake_parse_arguments(ARG "TORCH" "" "LINKS;PUBLIC;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.h)
  add_library(${name} STATIC ${sources} ${headers})
  second_read_include_root(${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}/${name})
  target_link_libraries(${name} PUBLIC ${ARG_LINKS} ${ARG_PUBLIC} PRIVATE second_read_flags ${ARG_PRIVATE})
  if(ARG_TORCH)
    target_link_libraries(${name} PRIVATE second_read_torch ${CMAKE_DL_LIBS})
    second_read_use_headers(${name} torch)
  elseif(NOT OpenMP::OpenMP_CXX IN_LIST ARG_PRIVATE) # Eigen with OpenMP is another Eigen
    second_read_use_headers(${name} plain)
  endif()
endfunction()

# Makes `folder` includable as "<its name>/..." by those who link `target`, and nothing beside it.
function(second_read_include_root target scope folder)
  get_filename_component(last ${folder} NAME)
  set(root ${CMAKE_BINARY_DIR}/roots/${target})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${folder} ${root}/${last} SYMBOLIC)
  target_include_directories(${target} ${scope} ${root})
endfunction()
