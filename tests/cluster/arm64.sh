#!/usr/bin/env bash
# Publishes the sidecar for arm64 on a machine that is none, and makes a program of it that such a machine can run.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
readonly root
readonly cache=${K8SROUTER_ARM64_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/k8srouter/arm64}
readonly release=bookworm
# What the program is linked against and loads when it runs.
readonly libraries=libc6-dev,libgcc-12-dev,libstdc++6,libssl3

declare -A packages=(
  [qemu-aarch64-static]=qemu-user-static [mmdebstrap]=mmdebstrap [clang]=clang [ld.lld]=lld [llvm-objcopy]=llvm
)

usage() {
  cat <<HELP
usage: tests/cluster/arm64.sh trimmed|aot FOLDER

Makes FOLDER/K8sRouter.Sidecar: the sidecar for arm64, in one of its forms, cross-published and run by QEMU. Progress goes to
standard error. Takes Linux on x86-64 and Debian's packages qemu-user-static, mmdebstrap, clang, lld and llvm, which are
installed by apt-get where they are missing and the user is root; the libraries of arm64 come from Debian $release, and are
kept in

  $cache

The folder is set by K8SROUTER_ARM64_CACHE. The machine's own architectures stay as they are.
HELP
}

main() {
  case ${1:-} in
    -h | --help) usage; exit 0 ;;
    trimmed | aot) ;;
    *) usage >&2; exit 2 ;;
  esac
  local form=$1 folder=${2:-}
  [[ -n $folder ]] || { usage >&2; exit 2; }
  install_programs
  mkdir -p "$cache" "$folder"
  exec {lock}>"$cache/.lock"
  flock "$lock"
  # Named by what it holds.
  local machine=$cache/$release-$(sha256sum <<<"$libraries" | cut -c1-8)
  [[ -d $machine ]] || make_machine "$machine"
  publish "$form" "$machine" "$folder/arm64"
  wrap "$machine" "$folder"
}

install_programs() {
  local program missing=()
  for program in "${!packages[@]}"; do
    command -v "$program" >/dev/null || missing+=("${packages[$program]}")
  done
  ((${#missing[@]})) || return 0
  say "install ${missing[*]} ..."
  [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null || fail "missing: install the packages ${missing[*]}"
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; } \
    >&2 </dev/null || fail "apt-get install ${missing[*]} failed"
}

# Where the machine's own packages come from.
mirror_of_debian() {
  # shellcheck disable=SC2016 # apt-get's own variables
  apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null \
    | awk '$1 == "Debian" && $2 == "main" && $3 !~ /-/ { print $4; exit }'
}

make_machine() { # FOLDER
  local mirror
  mirror=$(mirror_of_debian)
  [[ -n $mirror ]] || fail "the machine's apt sources have no mirror of Debian: add one"
  say "libraries of Debian $release for arm64 ..."
  rm -rf "$1.part"
  mmdebstrap --quiet --architectures=arm64 --variant=extract --include="$libraries" "$release" "$1.part" "$mirror" >&2 \
    || fail "mmdebstrap got no libraries from $mirror"
  mv "$1.part" "$1"
}

publish() { # FORM MACHINE FOLDER
  local options=()
  [[ $1 == trimmed ]] || options=(-p:PublishAot=true "-p:SysRoot=$2" -p:LinkerFlavor=lld)
  say "publish $1 for arm64 ..."
  # Beside the repository's own obj folders, which belong to its build.
  DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 \
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 \
    dotnet publish "$root/sidecar" -c Release -r linux-arm64 "${options[@]}" --artifacts-path "$cache/artifacts" -o "$3" \
    -v q -nologo -nodeReuse:false -p:UseSharedCompilation=false >&2 </dev/null || fail "dotnet publish failed"
}

# The emulator becomes the program, so that signals reach it.
wrap() { # MACHINE FOLDER
  printf '#!/bin/sh\nexec %q -L %q %q "$@"\n' \
    "$(command -v qemu-aarch64-static)" "$1" "$2/arm64/K8sRouter.Sidecar" >"$2/K8sRouter.Sidecar"
  chmod +x "$2/K8sRouter.Sidecar"
}

say() { echo "arm64: $*" >&2; }

fail() {
  echo "tests/cluster/arm64.sh: $*" >&2
  exit 1
}

main "$@"
