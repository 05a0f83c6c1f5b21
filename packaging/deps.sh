#!/usr/bin/env bash
# Installs what Frontdesk builds, runs and tests with, from Debian 12's packages. Safe to run again:
# nothing is fetched when everything is there. Wants root.
#
#   packaging/deps.sh         what building and running needs, and most tests
#   packaging/deps.sh tests   also the servers that tests start themselves: Dovecot, Kamailio and SIPp. None
#                             of them is started or enabled here
#   packaging/deps.sh fuzz    also clang 14 with libFuzzer
set -euo pipefail

build=(g++ cmake ninja-build ccache mold pkg-config ca-certificates
  libboost1.81-dev libboost-system1.81-dev libboost-json1.81-dev libboost-url1.81-dev
  libmimetic-dev libcurl4-openssl-dev librocksdb-dev libspdlog-dev doctest-dev
  prometheus-cpp-dev libtomlplusplus-dev libcli11-dev libicu-dev libhyperscan-dev
  libhowardhinnant-date-dev libssl-dev libsystemd-dev
  libphonenumber8 libprotobuf-dev libabsl-dev tzdata)
try=(python3 curl openssl strace prometheus procps systemd)
peers=(dovecot-imapd kamailio sip-tester)
fuzz=(clang-14 libclang-rt-14-dev)

wanted=("${build[@]}" "${try[@]}")
case "${1:-}" in
  "") ;;
  tests) wanted+=("${peers[@]}") ;;
  fuzz) wanted+=("${fuzz[@]}") ;;
  *)
    echo "deps: there is no \"$1\"; say nothing, tests or fuzz" >&2
    exit 64
    ;;
esac

missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done

# libphonenumber-dev depends on Boost 1.74's thread headers, which conflict with Boost 1.81. Neither the
# library nor its headers use Boost, so the package is unpacked beside the system instead of installed.
phonenumber=/usr/local/lib/frontdesk-deps/libphonenumber
need_phonenumber=no
[ -e "$phonenumber/usr/include/phonenumbers/phonenumberutil.h" ] || need_phonenumber=yes

if [ ${#missing[@]} -eq 0 ] && [ "$need_phonenumber" = no ]; then
  echo "deps: everything is installed"
  exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "deps: missing ${missing[*]:-libphonenumber-dev}; run this as root: sudo packaging/deps.sh" >&2
  exit 1
fi

export DEBIAN_FRONTEND=noninteractive
echo "deps: installing ${#missing[@]} packages"
apt-get update -q
if [ ${#missing[@]} -gt 0 ]; then
  # A package that starts a service of its own must not do so here.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
    trap 'rm -f "$policy"' EXIT
  fi
  apt-get install -q -y --no-install-recommends "${missing[@]}"
  for service in dovecot kamailio; do
    [[ " ${missing[*]} " == *" $service"* ]] || continue
    systemctl disable "$service" 2> /dev/null || true  # or it would be up after the next start of the machine
  done
fi
if [ "$need_phonenumber" = yes ]; then
  work=$(mktemp -d)

  (cd "$work" && apt-get download -q libphonenumber-dev && dpkg -x libphonenumber-dev_*.deb unpacked)
  mkdir -p "$(dirname "$phonenumber")"
  rm -rf "$phonenumber"
  mv "$work/unpacked" "$phonenumber"
  rm -rf "$work"
fi
echo "deps: done"
