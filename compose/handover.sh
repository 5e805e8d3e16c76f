#!/bin/sh
# Runs a service so that it can be restarted without a gap: `handover.sh PROGRAM [ARGUMENT...]`.
#
# SIGHUP starts a second process beside the first. PREDECESSOR_PID tells it which. Once it is ready it opens the same ports
# (SHARE_PORTS) and sends the first one SIGUSR2, upon which that one drains and ends. A second process that ends before
# that changes nothing. SIGTERM and SIGINT stop both. Ends as the process that served last has ended.

export SHARE_PORTS=true
current='' next='' again=''

# In a trap, not in the loop: a signal that comes just before `wait` would have to wait with it.
trap 'kill -TERM $current $next 2>/dev/null' TERM INT
trap 'if kill -0 "$next" 2>/dev/null; then again=1; else PREDECESSOR_PID=$current "$@" & next=$!; fi' HUP

"$@" &
current=$!
while :; do
  wait "$current"
  code=$?
  kill -0 "$current" 2>/dev/null && continue # a signal came, and its trap has run
  kill -0 "$next" 2>/dev/null || exit "$code"
  current=$next next=''
  # Asked for before that was seen to be over.
  [ -z "$again" ] || { again='' && kill -HUP $$; }
done
