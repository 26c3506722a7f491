# Writes OUTPUT: a source file whose function NAME gives the text of INPUT. Run by entra_embed.

file(READ "${INPUT}" text)
file(
  WRITE "${OUTPUT}"
  "#include <string_view>\n\nnamespace entra::idp::embedded {\n\nstd::string_view ${NAME}();\nstd::string_view ${NAME}() {\n"
  "  return R\"embedded(${text})embedded\";\n}\n\n}  // namespace entra::idp::embedded\n")
