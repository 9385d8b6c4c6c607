#!/usr/bin/env bash
# Compares the sidecar with a bare YARP pass-through and nginx, before the same upstream. Run by hand; the tests don't.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
out="$root/artifacts/benchmarks"
variants=direct,bare-yarp,nginx,sidecar,sidecar-aot
publish=true
only_destinations=false
only_bucket=false
pass=()

usage() {
  cat <<'HELP'
usage: tests/benchmarks/run.sh [--quick] [--json FILE] [--variants LIST] [--no-publish]
       tests/benchmarks/run.sh journal [--rounds N] [--milliseconds N] [--folder DIR]
       tests/benchmarks/run.sh destinations [--rounds N] [--milliseconds N] [--backlog N] [--no-publish]
       tests/benchmarks/run.sh bucket [--no-publish]
       tests/benchmarks/run.sh operator [--quick] [--pods-run] [--no-publish]

  --quick           about five minutes after publishing, in the place of about fifty
  --json FILE       write all numbers there
  --variants LIST   of direct,bare-yarp,nginx,sidecar,sidecar-aot (all)
  --no-publish      use what the last run published
  journal           the journal alone, on one core: about three minutes
  destinations      what destinations cost a request, and how fast a backlog drains: about three minutes after publishing
  bucket            the memory of idle sidecars, in both forms, before and after uploads to a double of Google Cloud Storage: half
                    a minute after publishing
  operator          the operator at a real API server with 1,000 namespaces and 5,000 pods; --quick: 100 and 500; --pods-run:
                    the pods run, and no sidecar answers. Needs what tests/cluster needs

Needs Linux, the .NET SDK and nginx (Debian: nginx-light; asked of apt-get where it is missing and the user is root).
Sidecar and bare YARP are published alike: self-contained, trimmed, ReadyToRun; sidecar-aot is the sidecar as native code, whose
publish takes a C compiler to link with. Load and upstream are kept on core 0,
what is measured on core 1, where taskset exists. The exit code is 1 if an answer was wrong or a generation is missing.
HELP
}

if [[ ${1:-} == journal ]]; then
  dotnet build "$here/K8sRouter.Benchmarks" -c Release -o "$out/harness" -v q -m:1 -nodeReuse:false -nologo
  pin=()
  if command -v taskset >/dev/null; then pin=(taskset -c 0); fi
  exec "${pin[@]}" "$out/harness/K8sRouter.Benchmarks" "$@"
fi

# As the sidecar's project has it.
readonly trimmed=(--self-contained -p:PublishTrimmed=true -p:PublishReadyToRun=true -p:DebugType=none)

publish() { # PROJECT NAME OPTIONS...
  echo "publish $2 ..."
  dotnet publish "$1" -c Release -r linux-x64 -o "$out/$2" -v q -m:1 -nodeReuse:false -nologo "${@:3}"
}

if [[ ${1:-} == operator ]]; then
  shift
  while (($#)); do
    case $1 in
      --quick | --pods-run) pass+=("$1") ;;
      --no-publish) publish=false ;;
      *) echo "unknown argument: $1" >&2; usage >&2; exit 2 ;;
    esac
    shift
  done
  bash "$root/tests/cluster/binaries.sh" >/dev/null
  if $publish; then
    publish "$root/operator" published-operator "${trimmed[@]}" -p:SuppressTrimAnalysisWarnings=true
    dotnet build "$here/K8sRouter.Benchmarks" -c Release -o "$out/harness" -v q -m:1 -nodeReuse:false -nologo
  fi
  # Not pinned: etcd, the API server and the operator share all cores.
  OPERATOR_PROGRAM="$out/published-operator/K8sRouter.Operator" exec "$out/harness/K8sRouter.Benchmarks" operator "${pass[@]}"
fi

if [[ ${1:-} == destinations ]]; then
  only_destinations=true
  variants=sidecar
  shift
fi

if [[ ${1:-} == bucket ]]; then
  only_bucket=true
  variants=sidecar,sidecar-aot
  shift
fi

while (($#)); do
  case $1 in
    --rounds | --milliseconds | --backlog)
      $only_destinations || { echo "$1 isn't for a whole run" >&2; exit 2; }
      pass+=("$1" "$2")
      shift
      ;;
    --quick) pass+=(--quick) ;;
    --json) pass+=(--json "$(realpath -m "$2")"); shift ;;
    --variants) variants=$2; shift ;;
    --no-publish) publish=false ;;
    -h | --help) usage; exit 0 ;;
    *) echo "unknown argument: $1" >&2; usage >&2; exit 2 ;;
  esac
  shift
done

wants() { [[ ",$variants," == *",$1,"* ]]; }

ensure_nginx() {
  command -v nginx >/dev/null || [[ -x /usr/sbin/nginx ]] && return
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    echo "install nginx-light ..."
    apt-get install -y -q nginx-light >/dev/null
  else
    echo "nginx is missing: install nginx-light, or leave it out by --variants direct,bare-yarp,sidecar" >&2
    exit 1
  fi
}

if wants nginx; then ensure_nginx; fi
if $publish; then
  if wants bare-yarp; then publish "$here/BareYarp" bare-yarp "${trimmed[@]}"; fi
  if wants sidecar; then publish "$root/sidecar" sidecar; fi
  if wants sidecar-aot; then publish "$root/sidecar" sidecar-aot -p:PublishAot=true; fi
  if wants sidecar || wants sidecar-aot; then
    echo "build operator ..."
    dotnet build "$root/operator" -c Release -o "$out/operator" -v q -m:1 -nodeReuse:false -nologo
  fi
  echo "build load generator ..."
  dotnet build "$here/K8sRouter.Benchmarks" -c Release -o "$out/harness" -v q -m:1 -nodeReuse:false -nologo
fi

pin=()
if (($(nproc) > 1)) && command -v taskset >/dev/null; then pin=(taskset -c 0); fi
if $only_bucket; then
  exec "${pin[@]}" "$out/harness/K8sRouter.Benchmarks" bucket --sidecar "$out/sidecar/K8sRouter.Sidecar" \
    --sidecar-aot "$out/sidecar-aot/K8sRouter.Sidecar" --operator "$out/operator/K8sRouter.Operator" --manifests "$here/manifests"
fi
if $only_destinations; then
  exec "${pin[@]}" "$out/harness/K8sRouter.Benchmarks" destinations --sidecar "$out/sidecar/K8sRouter.Sidecar" \
    --operator "$out/operator/K8sRouter.Operator" --manifests "$here/manifests" "${pass[@]}"
fi
exec "${pin[@]}" "$out/harness/K8sRouter.Benchmarks" run --variants "$variants" \
  --bare-yarp "$out/bare-yarp/K8sRouter.BareYarp" \
  --sidecar "$out/sidecar/K8sRouter.Sidecar" --sidecar-aot "$out/sidecar-aot/K8sRouter.Sidecar" \
  --operator "$out/operator/K8sRouter.Operator" --manifests "$here/manifests" "${pass[@]}"
