# Sourced by the scripts that need the project's packages: `. scripts/lib/prepare.sh; prepare`.
# Afterwards PATH leads to the project's own Node and tools. Needs an npm of any version the first time.

# A shell's CDPATH does not decide where cd goes. What is made here, nobody else may write to: the product refuses such files.
export CDPATH=''
umask 022

# The project's folder, whatever folder the script was called from.
project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)

# Installs the packages when they are missing or older than package-lock.json.
prepare() {
  if [ ! -e "$project/node_modules/.package-lock.json" ] ||
    [ "$project/package-lock.json" -nt "$project/node_modules/.package-lock.json" ]; then
    install_packages || return 1
  fi
  if [ ! -x "$project/node_modules/.bin/node" ]; then
    echo "No Node for this machine ($(uname -sm)) among the packages; linux on x64 or arm64 is needed." >&2
    return 1
  fi
  export PATH="$project/node_modules/.bin:$PATH"
}

# No package needs to run a script of its own when it is installed.
install_packages() {
  if ! command -v npm >/dev/null; then
    echo 'npm is needed once, to install the packages of package-lock.json.' >&2
    return 1
  fi
  echo 'Installing the packages of package-lock.json ...' >&2
  local log status=0
  log=$(mktemp)
  (cd -- "$project" && npm ci --ignore-scripts --no-progress) >"$log" 2>&1 || status=$?
  without_engine_warnings "$log" >&2
  rm -f "$log"
  [ "$status" -eq 0 ] || return "$status"
  # its time is what prepare() compares
  touch "$project/node_modules/.package-lock.json"
}

# npm on an older Node warns that our packages want a newer one; they get their own, so that is no news.
without_engine_warnings() {
  grep -v 'EBADENGINE' "$1" || true
}
