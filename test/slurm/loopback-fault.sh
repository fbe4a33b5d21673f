#!/usr/bin/env bash
# Takes a part of the loopback cluster away, and brings it back: loopback-fault.sh node|controller strike|mend
# A hook of `wudao chaos`; the cluster is the one of slurm.sh in the shared material.
set -euo pipefail
base=${SLURM_LOOPBACK_DIR:-/tmp/slurm-loopback}

# Until it is gone: what is mended at once would find it alive.
kill_daemon() {
  kill -KILL "$1"
  while kill -0 "$1" 2>/dev/null; do sleep 0.1; done
}

# Kills a node's daemon and all that works for it, as a power cut does.
strike_node() {
  local node
  node=$(sinfo -h -p loopback -N -o %N | shuf -n 1)
  kill_daemon "$(cat "$base/slurmd.$node.pid")"
  for process in /proc/[0-9]*; do
    if grep -qz "^SLURMD_NODENAME=$node$" "$process/environ" 2>/dev/null; then
      kill -KILL "${process#/proc/}" 2>/dev/null || true
    fi
  done
  scontrol update "NodeName=$node" State=DOWN Reason=chaos
}

# Also what an earlier strike left behind.
mend_node() {
  local node
  for node in $(sinfo -h -p loopback -N -o %N); do
    kill -0 "$(cat "$base/slurmd.$node.pid")" 2>/dev/null && continue
    slurmd -N "$node" >/dev/null 2>&1
    # A node that has registered again by itself needs no order, and gets an error for it.
    scontrol update "NodeName=$node" State=RESUME 2>/dev/null || true
  done
}

# Ends as in a restart, with what it knows saved. One that is killed within five seconds of starting jobs starts them again and gives
# their numbers to others: nodes refuse these ("Duplicate jobid") and are drained, jobs are held, and only an administrator's hands help.
strike_controller() {
  local pid
  pid=$(cat "$base/slurmctld.pid")
  kill -TERM "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
}

mend_controller() {
  kill -0 "$(cat "$base/slurmctld.pid" 2>/dev/null)" 2>/dev/null || slurmctld >/dev/null 2>&1
  for _ in $(seq 1 50); do scontrol ping >/dev/null 2>&1 && return; sleep 0.2; done
}

case "${1:-} ${2:-}" in
  "node strike") strike_node ;;
  "node mend") mend_node ;;
  "controller strike") strike_controller ;;
  "controller mend") mend_controller ;;
  *) sed -n '2,3p' "$0" >&2; exit 2 ;;
esac
