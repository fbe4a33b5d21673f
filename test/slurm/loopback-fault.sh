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

strike_controller() { kill_daemon "$(cat "$base/slurmctld.pid")"; }

# A controller that died before it saved which jobs it had started starts them again; nodes that have them refuse and are drained,
# which an administrator has to end.
mend_controller() {
  local node
  kill -0 "$(cat "$base/slurmctld.pid")" 2>/dev/null || slurmctld >/dev/null 2>&1
  for _ in $(seq 1 50); do scontrol ping >/dev/null 2>&1 && break; sleep 0.2; done
  # Nodes register, then jobs are started: five seconds, twice over.
  for _ in $(seq 1 20); do
    for node in $(sinfo -h -N -p loopback -o '%N %E' | sed -n 's/ Duplicate jobid.*//p'); do
      scontrol update "NodeName=$node" State=RESUME 2>/dev/null || true
    done
    sleep 0.5
  done
}

case "${1:-} ${2:-}" in
  "node strike") strike_node ;;
  "node mend") mend_node ;;
  "controller strike") strike_controller ;;
  "controller mend") mend_controller ;;
  *) sed -n '2,3p' "$0" >&2; exit 2 ;;
esac
