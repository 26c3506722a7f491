# The rules of check_arrows. Input: the table of arrows, then the list of the project's files, one a line, on "-".
# POSIX awk only: Debian's default is mawk.

FILENAME != "-" {
  sub(/#.*/, "")
  if ($1 ~ /:$/) {
    name = substr($1, 1, length($1) - 1)
    known[name] = 1
    for (i = 2; i <= NF; ++i) allowed[name, $i] = 1
  }
  next
}

{
  path = $0
  exists[path] = 1
  sub(/\.in$/, "", path)  # a configured header is included under its name without .in
  exists[path] = 1
  if ($0 !~ /\.in$/) files[++file_count] = $0
}

END {
  # Where the build looks for "quoted" names, beside the including file's own folder.
  root_count = split("client/support/include client/support/src client/include client/src mock_idp/include " \
                     "mock_idp/src scenarios/include scenarios/src tests/kit/include tests/kit/src tests bench .", roots, " ")
  for (f = 1; f <= file_count; ++f) check_file(files[f])
  if (broken) {
    printf "check_arrows: %d broken rule%s; the arrows stand in tools/arrows.txt\n", broken, broken == 1 ? "" : "s"
    exit 1
  }
}

function module_of(path) {
  if (path ~ /^client\/support\//) return "support"
  if (path ~ /^client\/include\//) return "client.api"
  if (path ~ /^client\/cli\//) return "client.cli"
  if (path ~ /^client\//) return "client.src"
  if (path ~ /^mock_idp\/include\//) return "idp.api"
  if (path ~ /^mock_idp\/app\//) return "idp.app"
  if (path ~ /^mock_idp\/src\/[^\/]+\//) {
    sub(/^mock_idp\/src\//, "", path)
    sub(/\/.*/, "", path)
    return "idp." path
  }
  if (path ~ /^mock_idp\//) return "idp.core"
  if (path ~ /^tests\/kit\/(include|src)\//) return "kit"
  if (match(path, /^(scenarios|tests|bench)\//)) return substr(path, 1, RLENGTH - 1)
  return ""
}

function is_installed(path) {
  return path ~ /^(client\/support\/include|client\/include|mock_idp\/include|tests\/kit\/include)\// && !(("private", path) in allowed)
}

function report(path, line, text) {
  printf "%s:%d: %s\n", path, line, text
  ++broken
}

# "a/b/../c" to "a/c"; "" when it leaves the tree.
function normal(path,    parts, n, i, kept, out) {
  n = split(path, parts, "/")
  kept = 0
  for (i = 1; i <= n; ++i) {
    if (parts[i] == "" || parts[i] == ".") continue
    if (parts[i] == "..") {
      if (kept == 0) return ""
      --kept
    } else out[++kept] = parts[i]
  }
  path = ""
  for (i = 1; i <= kept; ++i) path = path (i > 1 ? "/" : "") out[i]
  return path
}

# The project's file that an included name stands for, or "".
function resolve(from, name,    folder, candidate, i, top) {
  folder = from
  sub(/[^\/]*$/, "", folder)
  candidate = normal(folder name)
  if (candidate in exists) return candidate
  # Two rooms may have a file of the same name; each sees its own.
  top = from
  sub(/\/.*/, "/", top)
  for (i = 1; i <= root_count; ++i) {
    candidate = normal(roots[i] "/" name)
    if (index(candidate, top) == 1 && candidate in exists) return candidate
  }
  for (i = 1; i <= root_count; ++i) {
    candidate = normal(roots[i] "/" name)
    if (candidate in exists) return candidate
  }
  return ""
}

function may_include(from, to) {
  if (from == to || (from, "*") in allowed || (from, to) in allowed) return 1
  return to ~ /^idp\./ && (from, "idp.*") in allowed
}

function check_include(path, module, line, name,    target, to) {
  if (name ~ /^nlohmann\// && is_installed(path))
    report(path, line, "nlohmann/json stands in an installed header")
  if (name ~ /^httplib\.h/) {
    if (is_installed(path)) report(path, line, "cpp-httplib stands in an installed header")
    else if (path !~ /^(mock_idp\/src\/http|client\/src\/http|tests|bench)\//)
      report(path, line, "cpp-httplib is known to mock_idp/src/http and client/src/http only")
  }
  # The public prefixes belong to their modules even when the file is not there.
  target = resolve(path, name)
  if (is_installed(path) && ("private", target) in allowed)
    report(path, line, "an installed header includes one that is not (\"" name "\")")
  if (target != "") to = module_of(target)
  else if (name ~ /^entra\/support\//) to = "support"
  else if (name ~ /^entra\/client\//) to = "client.api"
  else if (name ~ /^entra\/idp\//) to = "idp.api"
  else if (name ~ /^entra\/testing\//) to = "kit"
  else return
  if (to == "" || may_include(module, to)) return
  report(path, line, module " must not include " to " (\"" name "\")")
}

# `text` without string and character literals and comments; in_comment carries over lines.
function code_of(text,    out, c, two, quote) {
  out = ""
  while (text != "") {
    two = substr(text, 1, 2)
    if (in_comment) {
      if (two == "*/") { in_comment = 0; text = substr(text, 3) } else text = substr(text, 2)
      continue
    }
    if (two == "//") return out
    if (two == "/*") { in_comment = 1; text = substr(text, 3); continue }
    c = substr(text, 1, 1)
    text = substr(text, 2)
    # A quote inside a number separates digits: 1'000.
    if (c == "\"" || (c == "'" && out !~ /[0-9]$/)) {
      quote = c
      while (text != "") {
        c = substr(text, 1, 1)
        text = substr(text, c == "\\" ? 3 : 2)
        if (c == quote) break
      }
      out = out " "
    } else out = out c
  }
  return out
}

# accessToken, AccessToken, access_token and kAccessToken all hold the word "token".
function check_words(path, line, code,    identifier, words, n, i, spaced) {
  while (match(code, /[A-Za-z_][A-Za-z_0-9]*/)) {
    identifier = substr(code, RSTART, RLENGTH)
    code = substr(code, RSTART + RLENGTH)
    spaced = identifier
    while (match(spaced, /[a-z0-9][A-Z]/)) spaced = substr(spaced, 1, RSTART) "_" substr(spaced, RSTART + 1)
    n = split(tolower(spaced), words, "_")
    for (i = 1; i <= n; ++i)
      if (words[i] ~ /^(tokens?|grants?|tenants?|oauth2?|jwts?)$/)
        report(path, line, "mock_idp/src/http knows no OAuth word, but names " identifier)
  }
}

function check_file(path,    module, text, line, name, code) {
  module = module_of(path)
  if (module == "") return
  if (!(module in known)) {
    report(path, 1, "no arrow is drawn for module " module)
    return
  }
  in_comment = 0
  line = 0
  while ((getline text < path) > 0) {
    ++line
    if (text ~ /^[ \t]*#[ \t]*include[ \t]*["<]/) {
      name = text
      sub(/^[^"<]*["<]/, "", name)
      sub(/[">].*/, "", name)
      check_include(path, module, line, name)
    } else if (module == "idp.http") {
      code = code_of(text)
      check_words(path, line, code)
    }
  }
  close(path)
}
