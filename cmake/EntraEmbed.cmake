# entra_embed(OUT_VAR FILE…): generated sources, each with one std::string_view function,
# `entra::idp::embedded::console_js()` for console.js, declared by whoever uses it. Text files only.

function(entra_embed out_var)
  set(sources "")
  foreach(file IN LISTS ARGN)
    get_filename_component(base "${file}" NAME)
    string(MAKE_C_IDENTIFIER "${base}" name)
    set(generated "${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cpp")
    add_custom_command(
      OUTPUT "${generated}"
      COMMAND "${CMAKE_COMMAND}" "-DINPUT=${file}" "-DOUTPUT=${generated}" "-DNAME=${name}" -P
              "${PROJECT_SOURCE_DIR}/cmake/EmbedFile.cmake"
      DEPENDS "${file}" "${PROJECT_SOURCE_DIR}/cmake/EmbedFile.cmake"
      COMMENT "Embedding ${base}")
    list(APPEND sources "${generated}")
  endforeach()
  set(${out_var} "${sources}" PARENT_SCOPE)
endfunction()
