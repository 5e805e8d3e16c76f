#!/bin/sh
# Makes Alertmanager's configuration and then runs the given command, if there is one. Alertmanager expands no environment
# variables: it reads secrets from files, so each that is set becomes one, for its owner only. A receiver whose secret is
# not set is not in the configuration. Of alertmanager.yml, lines between `# if NAME` and `# end` are kept if NAME is set.
set -eu
umask 077

secrets='ALERTS_SMTP_PASSWORD ALERTS_SLACK_URL ALERTS_PAGERDUTY_KEY ALERTS_ZENDUTY_URL ALERTS_GRAFANA_IRM_URL ALERTS_IRIS_URL ALERTS_HEARTBEAT_URL'
mkdir -p "$FILES"
for name in $secrets; do
  eval "value=\${$name:-}"
  rm -f "$FILES/$name"
  [ -z "$value" ] || printf '%s' "$value" >"$FILES/$name"
done

# In brackets, because the awks differ in what an escaped brace means.
awk '
  $1 == "#" && $2 == "if" { dropped = ENVIRON[$3] == ""; next }
  $1 == "#" && $2 == "end" { dropped = 0; next }
  dropped || $1 == "#" { next }
  {
    rest = $0
    while (match(rest, /[$][{][A-Z_]+[}]/)) {
      name = substr(rest, RSTART + 2, RLENGTH - 3)
      value = ENVIRON[name]
      if (value == "") {
        print "alertmanager.yml: " name " is not set; a receiver that is enabled needs it. Set it in .env" >"/dev/stderr"
        exit 1
      }
      gsub(/\047/, "\047\047", value) # a quote in a quoted YAML text
      printf "%s%s", substr(rest, 1, RSTART - 1), value
      rest = substr(rest, RSTART + RLENGTH)
    }
    print rest
  }
' "$(dirname "$0")/alertmanager.yml" >"$FILES/alertmanager.yml.new"
mv "$FILES/alertmanager.yml.new" "$FILES/alertmanager.yml"
cp "$(dirname "$0")/texts.tmpl" "$FILES/"

[ $# -eq 0 ] && exit
# What runs needs none of them any more.
# shellcheck disable=SC2086 # names, one word each
unset $secrets
exec "$@"
