#!/usr/bin/env bash
# A machine within this machine, for the tests' node: processes, network and mounts of its own, which the kernel takes away
# together with its first process. What outlives that, control groups and the folder, is removed here, whatever becomes of the
# tests: this script ends with the pipe that is its standard input.
set -euo pipefail

readonly self=$$ name=k8srouter-node-$$ interface=kr$$
readonly patience=100 # tenths of a second
folder= machine=

usage() {
  cat <<'HELP'
usage: tests/cluster/node.sh FOLDER

Prints, when the machine is there, its first process, its address and its control group, such as

  4711 198.18.3.2 /k8srouter-node-4709

and runs until standard input ends. Then all that ran in the machine is killed, and FOLDER removed. `nsenter --target PID
--net --mount --pid PROGRAM` runs a program in it. Its /run, /var/lib and /var/log are its own, the last two in FOLDER.

It takes root. Remains of a run whose script was killed too are removed by the next one.
HELP
}

main() {
  case ${1:-} in -h | --help) usage; exit 0 ;; '') usage >&2; exit 2 ;; esac
  folder=$1
  [[ $(id -u) == 0 ]] || fail "a node takes root: network, mounts and control groups of its own"
  sweep
  trap clean_up EXIT
  trap 'exit 130' INT TERM HUP
  mkdir -p "$folder"
  echo "$self" >"$folder/pid"
  make_control_groups
  start_machine
  local address
  address=$(connect)
  echo "$(first_process) $address /$name"
  until_input_ends
}

# Looked at every second, so that the script also ends when the machine does.
until_input_ends() {
  local code=142
  while ((code > 128)) && kill -0 "$machine" 2>/dev/null; do
    code=0
    read -r -t 1 || code=$?
  done
}

# --- the machine ------------------------------------------------------------------------------------------------------

start_machine() {
  setpriv --pdeathsig KILL -- unshare --net --mount --pid --mount-proc --kill-child=KILL \
    bash "${BASH_SOURCE[0]%/*}/node-init.sh" "$folder" >"$folder/machine.log" 2>&1 </dev/null &
  machine=$!
  local i
  for ((i = 0; i < patience; i++)); do
    [[ -e $folder/started ]] && return
    kill -0 "$machine" 2>/dev/null || break
    sleep 0.1
  done
  fail "the kernel gives no machine within the machine: $(tail -n 3 "$folder/machine.log")"
}

first_process() { pgrep -P "$machine"; }

# A cable between here and there: the first free pair of addresses of the range that is set aside for tests of networks.
connect() {
  local first net i
  first=$(first_process)
  for ((i = self % 32768; ; i = (i + 1) % 32768)); do
    net="198.$((18 + (i >> 14))).$(((i >> 6) & 255))."
    ip -4 -o address | grep -qF " $net$(((i & 63) * 4 + 1))/" || break
  done
  local here="$net$(((i & 63) * 4 + 1))" there="$net$(((i & 63) * 4 + 2))"
  ip link add "$interface" type veth peer name eth0 netns "$first" \
    || fail "the kernel gives no pair of virtual network interfaces"
  ip address add "$here/30" dev "$interface"
  ip link set "$interface" up
  nsenter --target "$first" --net bash -c "
    set -e
    ip link set lo up
    ip address add $there/30 dev eth0
    ip link set eth0 up
    ip route add default via $here"
  echo "$there"
}

# --- control groups ---------------------------------------------------------------------------------------------------

hierarchies() { awk '$3 == "cgroup" || $3 == "cgroup2" { print $2 }' /proc/mounts; }

make_control_groups() {
  local hierarchy file
  for hierarchy in $(hierarchies); do
    mkdir "$hierarchy/$name" || fail "no control group can be made in $hierarchy"
    for file in cpuset.cpus cpuset.mems; do # empty in a new one of version 1
      [[ ! -s $hierarchy/cpuset.cpus ]] || cat "$hierarchy/$file" >"$hierarchy/$name/$file"
    done
  done
}

remove_control_groups() { # NAME
  local hierarchy i
  for hierarchy in $(hierarchies); do
    for ((i = 0; i < patience; i++)); do
      [[ -d $hierarchy/$1 ]] || break
      find "$hierarchy/$1" -depth -type d -exec rmdir {} + 2>/dev/null || sleep 0.1
    done
  done
}

# --- the end ----------------------------------------------------------------------------------------------------------

clean_up() {
  local code=$? i
  trap - EXIT INT TERM HUP
  if [[ -n $machine ]]; then
    kill -KILL "$(first_process)" 2>/dev/null || true
    wait "$machine" 2>/dev/null || true # its first process ends last
  fi
  ip link delete "$interface" 2>/dev/null || true
  remove_control_groups "$name"
  for ((i = 0; i < patience; i++)); do
    rm -rf -- "$folder" 2>/dev/null && break
    sleep 0.1
  done
  exit "$code"
}

# What runs were forced to leave: their processes, mounts and interfaces ended with them.
sweep() {
  local hierarchy left pid
  for hierarchy in $(hierarchies); do
    for left in "$hierarchy"/k8srouter-node-*; do
      [[ -d $left ]] || continue
      pid=${left##*-}
      is_running "$pid" || remove_control_groups "k8srouter-node-$pid"
    done
  done
  for left in "${TMPDIR:-/tmp}"/k8srouter-node-*/pid; do
    [[ -f $left ]] || continue
    is_running "$(<"$left")" || rm -rf -- "${left%/pid}"
  done
}

is_running() { # PID
  grep -qaF node.sh "/proc/$1/cmdline" 2>/dev/null
}

fail() {
  echo "tests/cluster/node.sh: $*" >&2
  exit 1
}

main "$@"
