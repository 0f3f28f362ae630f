# SPDX-License-Identifier: GPL-3.0-or-later

dev_doctor() {
  local missing bad=0
  missing=$(missing_apt_packages)
  if [ -n "$missing" ]; then
    bad=1
    echo "✗ Debian packages missing: $(echo $missing)"
    echo "  apt-get install --no-install-recommends $(echo $missing)"
  else
    echo "✓ Debian packages"
  fi
  if { command -v node >/dev/null && node_is_new_enough node; } || [ -x "$NODE_HOME/node_modules/node/bin/node" ]; then
    echo "✓ Node 22 or later"
  else
    bad=1
    echo "✗ Node 22 or later: ./dev build gets version 24 through npm"
  fi
  local free_mb
  free_mb=$(df -Pm . | awk 'NR == 2 { print $4 }')
  if [ "$free_mb" -lt 6000 ]; then bad=1; echo "✗ $free_mb MB free here; building needs 6,000"; else echo "✓ $free_mb MB free"; fi
  local lang
  for lang in vie eng osd; do
    if tesseract --list-langs 2>/dev/null | grep -qx "$lang"; then echo "✓ tesseract language $lang"; else bad=1; echo "✗ tesseract language $lang: apt-get install tesseract-ocr-$lang"; fi
  done
  if [ -x "$(chauban_binary)" ]; then echo "✓ built: $("$(chauban_binary)" version)"; else echo "· not built yet: ./dev build"; fi
  return "$bad"
}
