#!/usr/bin/env bash
# Builds once, runs the named suites one after the other, and adds up. The last line is "N passed, N failed, N skipped".
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/.." && pwd)
readonly here root
readonly default_suites=(
  core crds crds-current operator api node sidecar mock-provider endtoend endtoend-other quickstart style docs
)
readonly long_suites=(long-arm64-trimmed long-arm64-aot)
readonly suite_limit=1200 long_limit=3600 binaries_limit=1800 images_limit=900 # seconds

declare -A projects=(
  [core]=Core [crds]=Crds [operator]=Operator [api]=Cluster [node]=Node [sidecar]=Sidecar [mock-provider]=MockProvider
  [endtoend]=EndToEnd [endtoend-aot]=EndToEnd [endtoend-trimmed]=EndToEnd [crds-current]=Cluster
  [long-arm64-trimmed]=EndToEnd [long-arm64-aot]=EndToEnd
)
# Of several suites in one project.
declare -A filters=(
  [api]='Suite!=crds-current' [crds-current]='Suite=crds-current'
  [long-arm64-trimmed]='Suite=long-arm64' [long-arm64-aot]='Suite=long-arm64'
)
work= running= passed=0 failed=0 skipped=0

usage() {
  cat <<'HELP'
usage: tests/run.sh [--sidecar trimmed|aot] [SUITE...]

Without names every suite of this list runs:

  core            records, content, object layout, trace mapping
  crds            the resources, their validation, the generated manifests, the examples
  crds-current    the resources against a current version of the API server's part for them: rules, strict fields, apply
  operator        sources, compilation, delivery, the command line
  api             the resources against a real Kubernetes API server
  node            injection and life of sidecars in real pods, on a node of the tests' own: takes root
  sidecar         ingress, routing, capture, journal, sinks, the API's answers
  mock-provider   the provider that the other suites are run against
  endtoend        real processes on loopback, called by the OpenAI client; the sidecar as it is published
  endtoend-aot    the same with the sidecar's other form (with --sidecar aot: endtoend-trimmed)
  quickstart      examples/quickstart/run.sh --check; each of its steps counts
  style           white space and line lengths (the compiler checks the rest: warnings are errors)
  docs            README against the programs' own --help, links, stray paths

The suites node and endtoend run the published sidecar in the form that --sidecar says: trimmed (the default, which ships) or aot,
native code.

These run by name only, or all with the name long:

  long-arm64-trimmed, long-arm64-aot
                  either form of the sidecar for arm64, cross-published and run under QEMU: readiness, and calls of Google Cloud
                  Storage, Redis and a collector. Takes packages of Debian, which are installed where the user is root

Needs the .NET SDK, bash 5, curl, gzip, openssl and redis-server; the last four are installed by apt-get where they are missing
and the user is root. The suites api and node need the programs of a cluster as well: tests/cluster/binaries.sh finds them, or
makes them once, in 5 to 15 minutes, and for crds-current as long again. These and the endtoend ones need the published programs,
which tests/cluster/images.sh makes when their sources have changed.
UPDATE_GOLDEN=1 writes expected files anew, for a review of the diff. The exit code is 1 if
anything failed or nothing ran.
HELP
}

main() {
  local suite suites=() form=trimmed
  while (($#)); do
    case $1 in
      -h | --help) usage; exit 0 ;;
      --sidecar) form=${2:-} && shift ;;
      long) suites+=("${long_suites[@]}") ;;
      *) suites+=("$1") ;;
    esac
    shift
  done
  [[ $form == trimmed || $form == aot ]] || { echo "--sidecar must be trimmed or aot" >&2; exit 2; }
  # What images.sh makes, also where it is called by the tests of the node.
  export K8SROUTER_SIDECAR_FORM=$form
  local other=endtoend-aot
  [[ $form == trimmed ]] || other=endtoend-trimmed
  local known=("${default_suites[@]/#endtoend-other/$other}" "${long_suites[@]}")
  ((${#suites[@]})) || suites=("${default_suites[@]/#endtoend-other/$other}")
  for suite in "${suites[@]}"; do
    [[ " ${known[*]} " == *" $suite "* ]] || { echo "unknown suite: $suite (one of: ${known[*]})" >&2; exit 2; }
  done

  trap clean_up EXIT
  trap 'exit 130' INT TERM
  work=$(mktemp -d "${TMPDIR:-/tmp}/k8srouter-tests.XXXXXX")
  prepare "${suites[@]}"
  case " ${suites[*]} " in
    *" node "*) find_cluster_programs node ;;
    *" api "*) find_cluster_programs api ;;
  esac
  [[ " ${suites[*]} " != *" crds-current "* ]] || find_cluster_programs crds
  if build "${suites[@]}"; then
    publish "${suites[@]}"
    for suite in "${suites[@]}"; do run_suite "$suite"; done
  else
    failed=$((failed + 1))
  fi
  echo "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0 && passed > 0))
}

# --- the machine ------------------------------------------------------------------------------------------------------

prepare() { # SUITES...
  export HOME=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
  # No build server outlives this script, and the SDK needs no ICU libraries.
  export DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
  local tool missing=()
  command -v dotnet >/dev/null || { echo "dotnet is missing: install the .NET 10 SDK" >&2; exit 1; }
  local tools=(curl gzip openssl redis-server)
  # Native code is linked by a C compiler.
  [[ "$K8SROUTER_SIDECAR_FORM $*" != *aot* ]] || command -v clang >/dev/null || tools+=(gcc)
  for tool in "${tools[@]}"; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  ((${#missing[@]} == 0)) && return
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    echo "install ${missing[*]} ..."
    # In run level 1 the package starts no service: the tests start servers of their own.
    { apt-get update -q && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -q "${missing[@]}"; } \
      >"$work/apt.log" 2>&1 && return
    tail -n 20 "$work/apt.log" >&2
  fi
  echo "missing: install ${missing[*]}" >&2
  exit 1
}

# Where they can't be made, the tests fail one by one and say so.
find_cluster_programs() { # LEVEL
  local setting
  bounded "$binaries_limit" bash "$here/cluster/binaries.sh" "$1" >"$work/binaries"
  while IFS= read -r setting; do export "${setting?}"; done <"$work/binaries"
}

# The programs as they are published: as images for the suite node, as executables for the others. Where one can't be made, the
# tests that run it fail one by one and say so.
publish() { # SUITES...
  local suite
  case " $* " in
    *" node "*) make_images pause mock-provider workload sidecar operator ;;
    *" api "* | *" endtoend"* | *" long-"*) make_images operator ;;
    *) return ;;
  esac
  unpack operator "$work/published"
  export OPERATOR_PROGRAM=$work/published/K8sRouter.Operator
  for suite; do
    case $suite in
      endtoend*) K8SROUTER_SIDECAR_FORM=$(form_of "$suite") make_images sidecar && unpack sidecar "$work/published/$suite" ;;
      long-arm64-*) bounded "$images_limit" bash "$here/cluster/arm64.sh" "$(form_of "$suite")" "$work/published/$suite" ;;
    esac
  done
}

# Of the sidecar that a suite runs.
form_of() { # SUITE
  case $1 in *-aot) echo aot ;; *-trimmed) echo trimmed ;; *) echo "$K8SROUTER_SIDECAR_FORM" ;; esac
}

make_images() { # NAMES...
  bounded "$images_limit" bash "$here/cluster/images.sh" "$@" >"$work/images"
}

unpack() { # NAME FOLDER
  mkdir -p "$2"
  tar -xOf "$(sed -n "s/^$1=//p" "$work/images")" layer.tar | tar -x -C "$2" --strip-components=2 ./app
}

# In a process group of its own, which is ended with everything in it whatever happens.
bounded() { # SECONDS COMMAND...
  local code
  timeout --kill-after=10 "$@" </dev/null &
  running=$!
  wait "$running"
  code=$?
  end_running
  return "$code"
}

end_running() {
  [[ -n $running ]] && kill -KILL -- "-$running" 2>/dev/null
  running=
}

clean_up() {
  if [[ -n $running ]]; then
    kill -TERM -- "-$running" 2>/dev/null && sleep 1
    end_running
  fi
  [[ -z $work ]] || rm -rf "$work"
}

# --- the build --------------------------------------------------------------------------------------------------------

build() { # SUITES...
  [[ "$*" == style ]] && return
  echo "build ..."
  SECONDS=0
  # Release, so that the quickstart finds the same build.
  if bounded "$suite_limit" dotnet build "$root/K8sRouter.sln" -c Release -v q -nologo -nodeReuse:false \
    "-p:SharedCompilationId=k8srouter-tests-$$" >"$work/build.log" 2>&1; then
    echo "build ... done in $SECONDS s"
    return
  fi
  grep -E 'error' "$work/build.log" | sort -u | head -n 40 || tail -n 40 "$work/build.log"
  echo "FAIL the build"
  return 1
}

# --- the suites -------------------------------------------------------------------------------------------------------

run_suite() {
  local suite=$1 before=("$passed" "$failed" "$skipped") code log="$work/$1.log" limit=$suite_limit
  case $suite in
    endtoend* | long-*) local -x SIDECAR_PROGRAM=$work/published/$suite/K8sRouter.Sidecar ;;
  esac
  local filter=${filters[$suite]:-} options=()
  [[ $suite != endtoend* || $(form_of "$suite") != aot ]] || filter='Form!=trimmed'
  # One at a time: an emulated program that compiles itself as it goes keeps a core busy, and a call has its time limits.
  [[ $suite != long-* ]] || limit=$long_limit options=(-- xUnit.MaxParallelThreads=1)
  SECONDS=0
  case $suite in
    quickstart) bounded "$suite_limit" bash "$root/examples/quickstart/run.sh" --check >"$log" 2>&1 ;;
    style | docs) bounded "$suite_limit" bash "$here/$suite.sh" >"$log" 2>&1 ;;
    *)
      bounded "$limit" dotnet test "$here/K8sRouter.${projects[$suite]}.Tests" -c Release --no-build --nologo \
        ${filter:+--filter "$filter"} --results-directory "$work/$suite" \
        --logger "trx;LogFileName=results.trx" --logger "console;verbosity=minimal" "${options[@]}" >"$log" 2>&1
      ;;
  esac
  code=$?
  case $suite in
    quickstart | style | docs) count_lines "$log" ;;
    *) count_results "$work/$suite/results.trx" ;;
  esac
  local new_passed=$((passed - before[0])) new_failed=$((failed - before[1])) new_skipped=$((skipped - before[2])) why=
  # A crash of the test host, a suite that hung or one that found no tests is a failure too.
  if ((new_failed == 0 && (code != 0 || new_passed + new_skipped == 0))); then
    failed=$((failed + 1)) new_failed=1
    why=", ended with code $code"
    ((code == 124 || code == 137)) && why=", ended after $limit s"
  fi
  if ((new_failed > 0)); then
    echo "--- $suite"
    grep -v '^ok ' "$log" | tail -n 300
    echo "---"
  fi
  printf '%-18s %5d passed, %d failed, %d skipped, %d s%s\n' \
    "$suite" "$new_passed" "$new_failed" "$new_skipped" "$SECONDS" "$why"
}

# Of the steps that a script reports, a line each.
count_lines() { # LOG
  passed=$((passed + $(grep -c '^ok ' "$1")))
  failed=$((failed + $(grep -c '^FAIL ' "$1")))
}

# Of the outcomes in a test host's report: its own counters leave skipped tests out.
count_results() { # TRX
  [[ -f $1 ]] || return
  passed=$((passed + $(outcomes "$1" Passed)))
  failed=$((failed + $(outcomes "$1" Failed) + $(outcomes "$1" Error) + $(outcomes "$1" Timeout) + $(outcomes "$1" Aborted)))
  skipped=$((skipped + $(outcomes "$1" NotExecuted)))
}

outcomes() { # TRX OUTCOME
  grep -o "<UnitTestResult [^>]*outcome=\"$2\"" "$1" | wc -l
}

main "$@"
