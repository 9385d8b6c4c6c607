# shellcheck shell=bash disable=SC2154 # build, cache and keyring are binaries.sh's
# Sourced by binaries.sh: builds the API server's part for custom resources at a current version, which has rules, strict fields
# and today's server-side apply. The packages of Go's libraries and of Go itself are unpacked in the build folder alone.

readonly current_release=sid

build_apiextensions() {
  local mirror settings=()
  mirror=$(mirror_of_debian)
  [[ -n $mirror ]] || fail "apt knows no Debian mirror to fetch packages from: is this Debian, and was apt-get update run?"
  mkdir -p "$build"/{lists/partial,apt/archives/partial,sources,packages,root}
  : >"$build/status"
  printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' "$mirror" "$current_release" "$keyring" \
    >"$build/sources/debian.sources"
  # As if nothing were installed on this machine, and nothing is.
  settings=(
    -q -o "Dir::State=$build" -o "Dir::State::Lists=$build/lists" -o "Dir::State::Status=$build/status"
    -o "Dir::Cache=$build/apt" -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$build/sources"
    -o Dir::Etc::PreferencesParts=/dev/null -o APT::Sandbox::User= -o APT::Install-Recommends=false
  )
  step "fetch the packages of apiextensions-apiserver" fetch_packages
  step "build apiextensions-apiserver" compile_apiextensions
  mv "$build/apiextensions-apiserver" "$cache/apiextensions-apiserver"
}

fetch_packages() {
  local names package
  apt-get "${settings[@]}" update
  # Of all that they would bring along, the packages of Go: it compiles without the rest.
  names=$(apt-get "${settings[@]}" -s install golang-k8s-apiextensions-apiserver-dev golang-go \
    | sed -nE 's/^Inst (golang-[^ ]+).*/\1/p' | sort -u)
  [[ -n $names ]]
  cd "$build/packages"
  # shellcheck disable=SC2086 # a word each
  apt-get "${settings[@]}" download $names
  for package in *.deb; do dpkg -x "$package" "$build/unpacked"; done
}

compile_apiextensions() {
  local go=("$build"/unpacked/usr/lib/go-1.*)
  export GOROOT=${go[0]} GOPATH=$build/unpacked/usr/share/gocode GOCACHE=$build/go-cache
  export GO111MODULE=off GOFLAGS= GOTOOLCHAIN=local CGO_ENABLED=0
  cd "$GOPATH/src/k8s.io/apiextensions-apiserver"
  "$GOROOT/bin/go" build -v -ldflags '-s -w' -o "$build/apiextensions-apiserver" .
}
