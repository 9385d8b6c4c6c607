#!/usr/bin/env bash
# Finds etcd, kube-apiserver and kubectl for the tests, and makes the missing ones from Debian's packages.
set -euo pipefail

readonly version=1.20.2 release=bookworm
readonly cache=${K8SROUTER_CLUSTER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/k8srouter/kubernetes-$version}
readonly build=$cache/build
readonly keyring=/usr/share/keyrings/debian-archive-keyring.gpg
readonly report_every=30 # seconds

declare -A packages=(
  [etcd]=etcd-server [kubectl]=kubernetes-client
  [containerd]=containerd [runc]=runc [iptables]=iptables [conntrack]=conntrack [ip]=iproute2
)
readonly network_plugins=/usr/lib/cni # of the package containernetworking-plugins
apt_is_fresh= running=

# shellcheck source=tests/cluster/apiextensions.sh
source "$(dirname "${BASH_SOURCE[0]}")/apiextensions.sh"

usage() {
  cat <<HELP
usage: tests/cluster/binaries.sh [api|node|crds]

Prints where the programs of a test cluster are, a line each, such as TEST_ASSET_ETCD=/usr/bin/etcd: the variables that
the tests read. Progress goes to standard error.

  api    etcd, kube-apiserver, kubectl (the default)
  node   these, kube-controller-manager, kube-scheduler, kubelet, kube-proxy, containerd, runc, iptables, conntrack, ip; and the
         network plugins in $network_plugins
  crds   etcd, apiextensions-apiserver

Each is looked for in its own variable, in \$KUBEBUILDER_ASSETS, in PATH, and in the cache:

  $cache

The folder is set by K8SROUTER_CLUSTER_CACHE. What isn't found there is made: what begins with kube, but for kubectl, is built
from Debian's source package of Kubernetes $version ($release), and the others are packages, which apt-get installs if the user
is root. The build takes golang-go, dpkg-dev, rsync, jq and make, 5 to 15 minutes on two cores, and up to 3 GB on the disk while
it lasts. apiextensions-apiserver is the API server's part for custom resources at a current version, built from the library
packages of Debian $current_release without installing one: 5 to 15 minutes as well, and up to 5 GB.
HELP
}

main() {
  local programs=(etcd kube-apiserver kubectl) name path sources=()
  case ${1:-api} in
    -h | --help) usage; exit 0 ;;
    api) ;;
    crds) programs=(etcd apiextensions-apiserver) ;;
    node)
      programs+=(kube-controller-manager kube-scheduler kubelet kube-proxy containerd runc iptables conntrack ip)
      [[ -x $network_plugins/ptp ]] || install_packages containernetworking-plugins
      ;;
    *) echo "unknown level: $1 (one of: api node crds)" >&2; exit 2 ;;
  esac

  for name in "${programs[@]}"; do
    find_program "$name" >/dev/null && continue
    if [[ -n ${packages[$name]:-} ]]; then install_packages "${packages[$name]}"; else sources+=("$name"); fi
  done
  ((${#sources[@]} == 0)) || build_once "${sources[@]}"

  for name in "${programs[@]}"; do
    path=$(find_program "$name") || fail "$name is still missing: it is neither in PATH nor in $cache"
    echo "$(variable_of "$name")=$path"
  done
}

# --- finding ----------------------------------------------------------------------------------------------------------

variable_of() { # NAME
  local name=${1^^}
  echo "TEST_ASSET_${name//-/_}"
}

find_program() { # NAME
  local variable folder
  variable=$(variable_of "$1")
  if [[ -n ${!variable:-} ]]; then
    [[ -x ${!variable} ]] || fail "$variable is ${!variable}, which can't be run"
    echo "${!variable}"
    return
  fi
  if [[ -n ${KUBEBUILDER_ASSETS:-} && -x $KUBEBUILDER_ASSETS/$1 ]]; then echo "$KUBEBUILDER_ASSETS/$1"; return; fi
  type -P "$1" && return
  [[ -x $cache/$1 ]] && echo "$cache/$1"
}

# --- packages ---------------------------------------------------------------------------------------------------------

install_packages() { # NAMES...
  say "install $* ..."
  [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null || fail "missing: install the packages $* (apt-get install $*)"
  local log
  log=$(mktemp)
  # In run level 1 a package starts no service: the tests start servers of their own.
  if { [[ -n $apt_is_fresh ]] || apt-get update -q; } >"$log" 2>&1 \
    && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >>"$log" 2>&1 </dev/null; then
    apt_is_fresh=yes
    rm "$log"
    return
  fi
  tail -n 20 "$log" >&2
  rm "$log"
  fail "apt-get install $* failed"
}

install_build_tools() {
  local tool missing=()
  local -A of=([go]=golang-go [dpkg-source]=dpkg-dev [rsync]=rsync [jq]=jq [make]=make)
  for tool in "${!of[@]}"; do
    command -v "$tool" >/dev/null || missing+=("${of[$tool]}")
  done
  ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

# --- the build --------------------------------------------------------------------------------------------------------

# Whoever comes second waits, and then finds all there.
build_once() { # NAMES...
  local name missing=()
  mkdir -p "$cache"
  exec {lock}>"$cache/.lock"
  if ! flock --nonblock "$lock"; then
    say "wait for another run, which is building in $cache ..."
    flock "$lock"
  fi
  for name in "$@"; do
    find_program "$name" >/dev/null || missing+=("$name")
  done
  if ((${#missing[@]})); then
    trap clean_up EXIT
    trap 'exit 130' INT TERM
    rm -rf "$build" # of a run that was killed
    mkdir -p "$build/log"
    if [[ ${missing[*]} == apiextensions-apiserver ]]; then
      build_apiextensions
    else
      install_build_tools
      fetch_sources
      build_programs "${missing[@]}"
    fi
    clean_up
    trap - EXIT INT TERM
  fi
  exec {lock}>&-
}

# Through an index of our own: the machine's lists rarely hold sources, and stay as they are.
fetch_sources() {
  local mirror apt=(
    -o "Dir::State::Lists=$build/lists" -o "Dir::Cache=$build/apt" -o Dir::Etc::SourceList=/dev/null
    -o "Dir::Etc::SourceParts=$build/sources" -o APT::Sandbox::User=
  )
  mirror=$(mirror_of_debian)
  [[ -n $mirror ]] \
    || fail "apt knows no Debian mirror to fetch Kubernetes' source from: is this Debian, and was apt-get update run?"
  mkdir -p "$build"/{lists/partial,apt/archives/partial,sources,fetched}
  printf 'Types: deb-src\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' "$mirror" "$release" "$keyring" \
    >"$build/sources/debian.sources"
  step "fetch the source" fetch
}

fetch() {
  cd "$build/fetched"
  apt-get "${apt[@]}" -q update
  apt-get "${apt[@]}" -q source --download-only kubernetes golang-github-modern-go-reflect2
  # GOPATH mode, which the vendored packages need, takes the tree at this place only.
  mkdir -p "$build/go/src/k8s.io"
  dpkg-source --no-check -x kubernetes_*.dsc "$build/go/src/k8s.io/kubernetes"
  dpkg-source --no-check -x golang-github-modern-go-reflect2_*.dsc "$build/reflect2"
}

mirror_of_debian() {
  # shellcheck disable=SC2016 # apt-get's own variables
  apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null \
    | awk '$1 == "Debian" && $2 == "main" && $3 !~ /-/ { print $4; exit }'
}

build_programs() { # NAMES...
  local name setting flags='-s -w'
  # Exported for the steps, which run in subshells.
  export GOPATH=$build/go GOCACHE=$build/go-cache GO111MODULE=off CGO_ENABLED=0 GOFLAGS=
  for setting in gitMajor=1 gitMinor=20 "gitVersion=v$version" gitTreeState=clean; do
    flags+=" -X k8s.io/kubernetes/vendor/k8s.io/component-base/version.$setting"
    flags+=" -X k8s.io/kubernetes/vendor/k8s.io/client-go/pkg/version.$setting"
  done
  step "generate code" generate
  for name in "$@"; do
    step "build $name" compile "$name" "$flags"
    mv "$build/$name" "$cache/$name" # the same file system: it appears whole or not at all
  done
}

generate() {
  cd "$GOPATH/src/k8s.io/kubernetes"
  # The vendored reflect2 crashes the API server at the first custom resource when Go is 1.18 or later; 1.0.2 doesn't.
  local vendored=vendor/github.com/modern-go/reflect2
  rm "$vendored"/*.{go,s}
  cp "$build"/reflect2/*.{go,s} "$vendored/"
  rm -f "$vendored"/*_test.go
  make generated_files
}

compile() { # NAME FLAGS
  cd "$GOPATH/src/k8s.io/kubernetes"
  go build -v -ldflags "$2" -o "$build/$1" "./cmd/$1"
}

# --- progress ---------------------------------------------------------------------------------------------------------

# Runs a function that may take minutes, and says every half minute that it is still at it.
step() { # WHAT FUNCTION...
  local what=$1 log began=$SECONDS reported=$SECONDS
  shift
  log="$build/log/${what// /-}.log"
  say "$what ..."
  (set -e; "$@") >"$log" 2>&1 </dev/null &
  running=$!
  while kill -0 "$running" 2>/dev/null; do
    sleep 0.5
    ((SECONDS - reported < report_every)) && continue
    reported=$SECONDS
    say "$what ... $((SECONDS - began)) s, $(wc -l <"$log") lines of output"
  done
  if wait "$running"; then
    running=
    say "$what ... done in $((SECONDS - began)) s"
    return
  fi
  running=
  tail -n 30 "$log" >&2
  fail "$what failed"
}

say() { echo "cluster: $*" >&2; }

fail() {
  echo "tests/cluster/binaries.sh: $*" >&2
  exit 1
}

clean_up() {
  if [[ -n $running ]]; then
    # The compilers below it too.
    pkill -TERM -P "$running" 2>/dev/null || true
    kill "$running" 2>/dev/null || true
    wait "$running" 2>/dev/null || true
  fi
  # Go marks some of its folders read-only.
  [[ -d $build ]] && { chmod -R u+w "$build"; rm -rf "$build"; }
  return 0
}

main "$@"
