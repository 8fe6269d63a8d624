# Fails when a text of the window is not in a translation file, or not translated. cmake -D LUPDATE= -D SOURCE= -D TS= -D WORK=
get_filename_component(name ${TS} NAME)
file(MAKE_DIRECTORY ${WORK})
file(COPY ${TS} DESTINATION ${WORK})
if(name MATCHES "_en\\.ts$") # the texts are English: only their forms for one and many
  set(plurals -pluralonly)
endif()
execute_process(COMMAND ${LUPDATE} -silent -no-obsolete -locations none ${plurals} ${SOURCE} -ts ${WORK}/${name}
  RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "lupdate failed: ${failed}")
endif()
file(STRINGS ${WORK}/${name} open REGEX "type=\"unfinished\"")
list(LENGTH open count)
if(count GREATER 0)
  message(FATAL_ERROR "${name}: ${count} texts without a translation; run the target update_translations and translate them")
endif()
