#!/bin/sh
# Gets what the tests need beyond Python: PostGIS, Chromium, LibreOffice.
# As root on Debian or Ubuntu it installs what is missing; otherwise it says how, one line each.
# Nothing is started: the test run starts a PostgreSQL of its own and stops it again.
# usage: parts.sh            the parts for the tests
#        parts.sh bench      the parts for benchmarks
#        parts.sh venv PY    the module `venv`, which Debian packages apart from Python
set -u

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

updated=
install() { # quietly; the log is shown when it fails
  [ -n "$updated" ] || apt-get update -q >/dev/null 2>&1; updated=yes
  log=$(mktemp)
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >"$log" 2>&1 || tail -5 "$log"
  rm -f "$log"
}

part() { # part NAME PROBE PACKAGES...
  name=$1 probe=$2; shift 2
  $probe && return
  if may_install; then echo "Installing $name: $*"; install "$@"; fi
  $probe || echo ">>> $name is missing; ${without:-its tests are skipped}. Get it (as root): apt-get install $*"
}

has_postgis() { ls /usr/lib/postgresql/*/bin/initdb /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 \
  || [ -n "${PETAKONFLIK_TEST_POSTGRES:-}" ]; }
has_chromium() { command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; }
has_pango() { ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0; }
has_libreoffice() { command -v soffice >/dev/null 2>&1; }

if [ "${1:-}" = venv ]; then
  version=$("$2" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  if may_install; then install "$version"; else
    echo ">>> Python's module venv is missing. Get it (as root): apt-get install $version"; exit 1; fi
  exit 0
fi

if [ "${1:-}" = bench ]; then
  without="WeasyPrint is not measured"
  part Pango has_pango libpango-1.0-0 libpangoft2-1.0-0
  exit 0
fi

# Debian starts a server with every PostgreSQL it installs, unless it is told not to.
own=/etc/postgresql-common/createcluster.d/petakonflik-tests.conf
if may_install && ! has_postgis; then
  mkdir -p "${own%/*}" && echo "create_main_cluster = false" >"$own"
fi
part PostGIS has_postgis postgresql postgresql-postgis
rm -f "$own"
part Chromium has_chromium chromium
part LibreOffice has_libreoffice libreoffice-calc libreoffice-writer
