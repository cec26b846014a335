# Sourced by scripts/test: `. scripts/lib/mariadb.sh; provide_mariadb`. The tests read BILLmanager's database out of a MariaDB of
# their own; its server comes from the distribution. Nothing is started here, and no service of the machine is touched.

mariadb_package='mariadb-server-core'

# Where sandbox/database/server.ts looks for it.
mariadb_folders=(/usr/sbin /usr/libexec /usr/local/sbin /usr/bin /usr/local/bin)

provide_mariadb() {
  has_mariadb && return 0
  if ! command -v apt-get >/dev/null; then
    echo "The tests need mariadbd (Debian: the package $mariadb_package), and there is no apt-get to install it with." >&2
    return 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    echo "The tests need mariadbd; as root: apt-get install --no-install-recommends $mariadb_package" >&2
    return 1
  fi
  echo "Installing $mariadb_package ..." >&2
  install_mariadb && has_mariadb && return 0
  echo "mariadbd could not be installed: apt-get install --no-install-recommends $mariadb_package" >&2
  return 1
}

has_mariadb() {
  local folder
  for folder in "${mariadb_folders[@]}"; do
    [ ! -x "$folder/mariadbd" ] || return 0
  done
  return 1
}

# The list of packages may be missing or of long ago. What apt-get says is shown where it fails.
install_mariadb() {
  local log status=0
  log=$(mktemp)
  { apt_get install "$mariadb_package" || { apt_get update && apt_get install "$mariadb_package"; }; } >"$log" 2>&1 || status=$?
  [ "$status" -eq 0 ] || cat "$log" >&2
  rm -f "$log"
  return "$status"
}

apt_get() {
  DEBIAN_FRONTEND=noninteractive apt-get -y --no-install-recommends "$@" </dev/null
}
