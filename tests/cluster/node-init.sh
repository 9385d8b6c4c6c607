#!/usr/bin/env bash
# The first process of the machine that node.sh makes: gives it folders of its own, and then takes in orphans.
set -euo pipefail

readonly folder=$1

# What the kubelet mounts must appear in its containers.
mount --make-rshared /
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p "$folder"/{lib,log} /run/kernel
mount --bind "$folder/lib" /var/lib
mount --bind "$folder/log" /var/log

# The kubelet sets these for the whole kernel; here it finds them set and leaves the real ones alone.
kernel() { # SETTING VALUE
  echo "$2" >"/run/kernel/${1//\//-}"
  mount --bind "/run/kernel/${1//\//-}" "/proc/sys/$1"
}
kernel vm/overcommit_memory 1
kernel vm/panic_on_oom 0
kernel kernel/panic 10
kernel kernel/panic_on_oops 1
kernel kernel/keys/root_maxkeys 1000000
kernel kernel/keys/root_maxbytes 25000000

# Pods speak with each other through it.
echo 1 >/proc/sys/net/ipv4/ip_forward

touch "$folder/started"
while true; do
  sleep 3600 &
  wait $! || true
done
