#!/usr/bin/env bash
# Makes the images of the node's tests from the published programs: docker archives, which ctr imports, without any registry.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
readonly here root
readonly cache=${K8SROUTER_IMAGE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/k8srouter/images}
readonly self_contained=(-p:PublishReadyToRun=true -p:DebugType=none --self-contained)
readonly form=${K8SROUTER_SIDECAR_FORM:-trimmed}
readonly kept=4 # of each image, the newest

# As the Dockerfiles publish them; an operator without a shared framework brings its own.
declare -A projects=(
  [sidecar]=sidecar [operator]=operator [mock-provider]=examples/mock-provider [workload]=tests/K8sRouter.Workload
)
declare -A sources=(
  [sidecar]='core sidecar' [operator]='core crds operator' [mock-provider]=examples/mock-provider
  [workload]=tests/K8sRouter.Workload
)
declare -A programs=(
  [sidecar]=K8sRouter.Sidecar [operator]=K8sRouter.Operator [mock-provider]=K8sRouter.MockProvider
  [workload]=K8sRouter.Workload
)
# Of the base images' user, whom the programs need not be.
readonly user=1654
work=

usage() {
  cat <<HELP
usage: tests/cluster/images.sh [NAME...]

Prints the archive of each image, a line each, such as sidecar=FOLDER/sidecar-1a2b3c.tar. Progress goes to standard error.
Names: ${!projects[*]} and pause, which holds a pod's network; all of them are the default. The image is
localhost/k8srouter-NAME:test.

The sidecar has the form that K8SROUTER_SIDECAR_FORM says: trimmed (the default, which ships) or aot, native code, whose publish
takes a C compiler to link with.

An image is made anew when its sources have changed, which takes up to a minute on two cores, and two for native code. They are
kept in $cache; K8SROUTER_IMAGE_CACHE sets another folder.
HELP
}

main() {
  local name archive names=("$@")
  case ${1:-} in -h | --help) usage; exit 0 ;; esac
  [[ $form == trimmed || $form == aot ]] || fail "K8SROUTER_SIDECAR_FORM is $form: it must be trimmed or aot"
  ((${#names[@]})) || names=(pause mock-provider workload sidecar operator)
  mkdir -p "$cache"
  # Whoever comes second waits, and then finds all there.
  exec {lock}>"$cache/.lock"
  flock "$lock"
  work=$(mktemp -d "$cache/work.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM
  for name in "${names[@]}"; do
    [[ $name == pause || -n ${projects[$name]:-} ]] || fail "unknown image: $name (one of: pause ${!projects[*]})"
    # On a line of its own: a failure inside an argument of echo would be none.
    archive=$(image "$name")
    echo "$name=$archive"
  done
}

# --- one image --------------------------------------------------------------------------------------------------------

image() { # NAME
  local archive kind=$1
  [[ $1 != sidecar ]] || kind=sidecar-$form
  archive="$cache/$kind-$(fingerprint "$1").tar"
  if [[ ! -f $archive ]]; then
    local began=$SECONDS
    say "$kind ..."
    mkdir -p "$work/$1"
    if [[ $1 == pause ]]; then pause_root "$work/$1"; else program_root "$1" "$work/$1"; fi
    pack "$1" "$work/$1" >"$archive.part"
    mv "$archive.part" "$archive"
    say "$kind ... done in $((SECONDS - began)) s, $(($(stat -c %s "$archive") / 1000000)) MB"
    # Those of earlier sources.
    ls -t "$cache/$kind"-[0-9a-f]*.tar | tail -n +$((kept + 1)) | xargs -r rm
  fi
  touch "$archive"
  echo "$archive"
}

# Of everything that the image is made from; this script too.
fingerprint() { # NAME
  local folders=()
  read -ra folders <<<"${sources[$1]:-}"
  cd "$root"
  {
    [[ $1 == pause ]] || {
      find "${folders[@]}" \( -name bin -o -name obj -o -name deploy \) -prune -o -type f ! -name '*.md' -print0
      printf '%s\0' global.json Directory.Build.props Directory.Packages.props
    }
    printf '%s\0' tests/cluster/images.sh
  } | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16
}

program_root() { # NAME ROOTFS
  publish "$1" "$2/app"
  rm -f "$2"/app/*.pdb "$2"/app/*.dbg
  libraries "$2"
  common_files "$2"
}

# Beside the repository's own obj folders, which belong to its build.
publish() { # NAME FOLDER
  local options=("${self_contained[@]}") log="$work/$1.log"
  # Its project says how it is published; the others find some of their types by reflection, and aren't trimmed.
  if [[ $1 == sidecar ]]; then
    options=()
    [[ $form == trimmed ]] || options=(-p:PublishAot=true)
  fi
  local attempt
  # The trimmer has been seen to crash (IL1012), and to do its work when it was asked again.
  for attempt in first second; do
    DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 \
      DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 \
      dotnet publish "$root/${projects[$1]}" -c Release -r linux-x64 "${options[@]}" --artifacts-path "$cache/artifacts" \
      -o "$2" -v q -nologo -nodeReuse:false -p:UseSharedCompilation=false >"$log" 2>&1 </dev/null && return
    say "the $attempt dotnet publish of $1 failed:"
    tail -n 30 "$log" >&2
  done
  fail "dotnet publish of $1 failed twice"
}

# Those that the program names, and those of OpenSSL, which it loads when it needs them.
libraries() { # ROOTFS
  local file folder=/usr/lib/x86_64-linux-gnu
  {
    find "$1/app" -type f \( -perm -u+x -o -name '*.so' \) -exec ldd {} + 2>/dev/null \
      | awk '$2 == "=>" && $3 ~ /^\// { print $3 }'
    ls "$folder"/libssl.so.3 "$folder"/libcrypto.so.3
    echo /lib64/ld-linux-x86-64.so.2
  } | sort -u | while IFS= read -r file; do
    [[ $file == "$1"/* ]] && continue
    install -D "$(readlink -f "$file")" "$1/$file"
  done
}

common_files() { # ROOTFS
  mkdir -p "$1"/{etc/ssl/certs,tmp,var/lib/k8srouter}
  chmod 1777 "$1/tmp"
  chown "$user:$user" "$1/var/lib/k8srouter"
  [[ ! -f /etc/ssl/certs/ca-certificates.crt ]] || cp /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/"
  printf 'root:x:0:0:root:/:/sbin/nologin\napp:x:%s:%s:app:/:/sbin/nologin\n' "$user" "$user" >"$1/etc/passwd"
  printf 'root:x:0:\napp:x:%s:\n' "$user" >"$1/etc/group"
}

# A process that does nothing until it is told to end. An ELF file of a few instructions, so that it takes no compiler:
# pause(2) in a loop. As process 1 of its namespace it would not hear SIGTERM without a handler, and is killed soon after; nobody
# waits for it but the runtime.
pause_root() { # ROOTFS
  {
    # ELF header: 64 bits, little-endian, executable, x86-64; one program header behind it.
    printf '\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0\x01\0\0\0\x78\0\x40\0\0\0\0\0\x40\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
    printf '\0\0\0\0\x40\0\x38\0\x01\0\0\0\0\0\0\0'
    # Loads the whole file at 0x400000, readable and executable.
    printf '\x01\0\0\0\x05\0\0\0\0\0\0\0\0\0\0\0\0\0\x40\0\0\0\0\0\0\0\x40\0\0\0\0\0\x81\0\0\0\0\0\0\0'
    printf '\x81\0\0\0\0\0\0\0\0\x10\0\0\0\0\0\0'
    # again: mov eax, 34 (pause); syscall; jmp again
    printf '\xb8\x22\0\0\0\x0f\x05\xeb\xf7'
  } >"$1/pause"
  chmod 755 "$1/pause"
}

# --- the archive ------------------------------------------------------------------------------------------------------

pack() { # NAME ROOTFS
  local parts="$work/$1.parts" entry="/app/${programs[$1]:-}" digest
  [[ $1 == pause ]] && entry=/pause
  mkdir "$parts"
  tar -C "$2" --numeric-owner --sort=name -cf "$parts/layer.tar" .
  digest=$(sha256sum "$parts/layer.tar" | cut -d' ' -f1)
  printf '{"architecture":"amd64","os":"linux","config":{"User":"%s","Entrypoint":["%s"],"Env":["%s","%s"]},%s}' \
    "$user" "$entry" PATH=/app DOTNET_EnableDiagnostics=0 \
    "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:$digest\"]}" >"$parts/config.json"
  printf '[{"Config":"config.json","RepoTags":["localhost/k8srouter-%s:test"],"Layers":["layer.tar"]}]' "$1" \
    >"$parts/manifest.json"
  tar -C "$parts" -cf - manifest.json config.json layer.tar
}

say() { echo "images: $*" >&2; }

fail() {
  echo "tests/cluster/images.sh: $*" >&2
  exit 1
}

main "$@"
