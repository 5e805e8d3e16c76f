#!/bin/sh
# RabbitMQ as a process of the native engine; its container needs none of this. The environment: compose/data.yaml.
# Erlang's name server (epmd) is ours, on a port of its own: it must neither be the machine's nor outlive the lab, so it
# is a plain child in this process group instead of the daemon that Erlang would start.
set -eu

# One of ours that a killed RabbitMQ left behind is not in this group. It gives way only when no node uses it.
epmd -kill >/dev/null 2>&1 || true
epmd &
tries_left=200 # ten seconds and more; it usually answers at the first
until epmd -names >/dev/null 2>&1; do
  tries_left=$((tries_left - 1))
  if [ "$tries_left" -eq 0 ]; then
    echo "Erlang's name server does not answer on port $ERL_EPMD_PORT" >&2
    exit 1
  fi
  sleep 0.05
done
export ERL_FLAGS='-start_epmd false'

# Without it a shell stays between the supervisor and the broker, and a signal would hit the shell.
export RABBITMQ_ALLOW_INPUT=true
# Settings that the file cannot share between the engines: these addresses are not in the form host:port.
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-noinput -kernel inet_dist_use_interface {127,0,0,1} \
-rabbitmq_management tcp_config [{ip,\"127.0.0.1\"},{port,$MANAGEMENT_PORT}] \
-rabbitmq_prometheus tcp_config [{ip,\"127.0.0.1\"},{port,$METRICS_PORT}]"

exec sh "$(dirname "$0")/start.sh"
