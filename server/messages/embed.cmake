# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DOUTPUT=x.cc -DFOLDER=server/messages -P embed.cmake: a .cc that holds the texts of both languages.
# In pieces, because a compiler need not take a string literal of more than 64 KiB.
set(out "// Made from server/messages/*.toml by embed.cmake.\n#include <string>\n\nnamespace chauban::messages {\n")
foreach(language vi en)
  file(READ ${FOLDER}/${language}.toml text HEX)
  string(LENGTH "${text}" length)
  string(APPEND out "std::string ${language}_file() {\n  std::string text;\n")
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} 8000 piece)
    string(REGEX REPLACE "(..)" "\\\\x\\1" piece "${piece}")
    string(APPEND out "  text += \"${piece}\";\n")
    math(EXPR at "${at} + 8000")
  endwhile()
  string(APPEND out "  return text;\n}\n")
endforeach()
string(APPEND out "}  // namespace chauban::messages\n")
file(WRITE ${OUTPUT} "${out}")
