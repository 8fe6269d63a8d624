# What a desktop needs of an installed Second Read, and the Debian package: `cpack` in the build folder.
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
if(SECOND_READ_WINDOW)
  install(FILES ${CMAKE_SOURCE_DIR}/packaging/second-read.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
  install(FILES ${CMAKE_SOURCE_DIR}/resources/icons/second-read.svg
    DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
  install(FILES ${CMAKE_SOURCE_DIR}/resources/icons/second-read.png
    DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/128x128/apps)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME second-read)
set(CPACK_PACKAGE_CONTACT "The Second Read authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "brain MRI viewer with a second reader (research use only)")
set(CPACK_PACKAGE_DESCRIPTION "Opens brain MRI, asks the images every sentence of a findings catalogue, lays the answers
beside the provisional report and brings similar past examinations. Everything runs on this machine.
Research use only. Not a medical device.")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# What no library's name tells: LibTorch is many times slower on another BLAS; the anatomy of the demo.
set(CPACK_DEBIAN_PACKAGE_DEPENDS libopenblas0-openmp)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS mricron-data)
include(CPack)
