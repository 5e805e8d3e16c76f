#!/bin/sh
# Starts RabbitMQ on both engines. A form on any web site can carry a user and a password that everybody knows to the
# management API. So with the default password RabbitMQ imports the users of definitions.json at every start: `lab` has
# no access to that API, `viewer` only reads (ADR 0027). With any other password `lab` is the administrator.
set -eu

if [ "$RABBITMQ_DEFAULT_PASS" = lab ]; then
  cd "$(dirname "$0")" # the file's name is an Erlang term: as a relative one it holds nothing that Erlang would read differently
  set -- -rabbit load_definitions '"definitions.json"'
fi
exec rabbitmq-server "$@"
