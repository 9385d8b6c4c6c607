#!/usr/bin/env bash
# K8sRouter on one machine, without a cluster: mock providers, operator and sidecar on a folder of manifests, and a tour.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
check=false
port=
readonly default_port=8787 policy_limit_ms=1000 time_limit_s=85
readonly prompt='Why is the sky blue?'

work= step=0 status= generation= pids=()

usage() {
  cat <<HELP
usage: examples/quickstart/run.sh [--port PORT] [--check]

  --port PORT   where the sidecar listens ($default_port); its admin port is PORT+1, the providers' PORT+2 and PORT+3
  --check       the same tour unattended, on free ports: one line a step, exit code 0 or 1

Needs the .NET SDK, bash 5, curl and gzip. Everything is written under a temporary folder and removed at the end.
HELP
}

main() {
  read_arguments "$@"
  trap clean_up EXIT
  trap 'exit 130' INT TERM
  choose_ports
  work=$(mktemp -d "${TMPDIR:-/tmp}/k8srouter-quickstart.XXXXXX")
  build
  SECONDS=0

  start_providers
  start_operator
  start_sidecar
  ok "manifests compiled, sidecar ready"

  stream_a_chat
  get_refused_by_policy
  edit_the_policy
  fall_back
  read_the_generation
  read_the_logged_content
  see_the_broadcast_trace
  speak_anthropic
  read_the_log
  erase_what_was_said

  if $check; then
    echo "all $step steps in $SECONDS s"
    return
  fi
  stay_up
}

# --- the tour -------------------------------------------------------------------------------------------------------

stream_a_chat() {
  say "1. A streamed chat. Two providers have acme/assistant; team-a's policy allows no retention, so Alpha serves."
  chat '{"model": "acme/assistant", "stream": true, "messages": [{"role": "user", "content": "'"$prompt"'"}]}'
  expect_status 200
  expect 'the words of the answer, in pieces' '"content":" sky"'
  expect 'the end of the stream' '^data: \[DONE\]'
  generation=$(header x-generation-id)
  [[ $generation == gen-* ]] || fail "the answer has no X-Generation-Id"
  chat_generation=$generation
  ok "streamed chat, $generation"
}

get_refused_by_policy() {
  say "2. The same call for a model that only Beta has. Beta keeps prompts for 30 days: refused, and the answer says by" \
    "which rule of which policy."
  ask_thinker
  expect_status 404
  expect 'the excluded provider' 'beta'
  expect 'the rule' 'retention'
  expect 'the policy object' 'team-a/default'
  ok "refused by policy: $(first 'data_policy:[a-z_]*')"
}

edit_the_policy() {
  local began
  say "3. Someone edits team-a's policy: 30 days are fine. The next call is allowed; nothing was restarted."
  shown sed -i 's/retention: {maxDays: 0}/retention: {maxDays: 30}/' "$work/manifests/30-team-a.yaml"
  began=$(milliseconds)
  until thinker_is_allowed; do
    (($(milliseconds) - began < 10000)) || fail "still refused 10 s after the edit"
    sleep 0.05
  done
  local took=$(($(milliseconds) - began))
  ask_thinker
  expect_status 200
  expect "Beta's answer" 'beta serves mock-large'
  ((took <= policy_limit_ms)) || fail "allowed only after $took ms"
  say "(Allowed $took ms after the edit.)"
  ok "policy edited, next call allowed after $took ms"
}

fall_back() {
  say "4. Alpha fails for acme/flaky (503). Nothing had been sent yet, so Beta is tried, and the caller notices nothing."
  chat '{"model": "acme/flaky", "provider": {"order": ["alpha", "beta"]}, "messages": [{"role": "user", "content": "Hello?"}]}'
  expect_status 200
  expect "Beta's answer" 'beta serves mock-mini'
  generation=$(header x-generation-id)
  wait_for_generation "$generation"
  expect "Alpha's failed attempt" '"status": *503'
  expect "Beta's attempt" '"provider_name": *"Beta"'
  ok "fallback from Alpha (503) to Beta (200)"
}

read_the_generation() {
  say "5. What was that first call? Its metadata: who served, how many tokens, what it cost, how long it took."
  wait_for_generation "$chat_generation"
  expect 'the id' "$chat_generation"
  expect 'the provider' '"provider_name": *"Alpha"'
  expect "the provider's count of tokens" '"native_tokens_prompt": *[1-9]'
  expect 'its cost' '"total_cost": *[0-9.]*[1-9]'
  ok "generation's metadata"
}

read_the_logged_content() {
  say "6. team-a asked for input and output logging. Segments are sealed every 2 s here; each is a row of gzip members."
  wait_until "a content segment with the prompt" content_is_logged
  $check || shown_only "zcat ${content_file#"$work/"} | grep $chat_generation"
  $check || gzip -dc "$content_file" | grep -a -- "$chat_generation" | indented
  ok "logged content"
}

see_the_broadcast_trace() {
  say "7. And the trace that team-a's webhook destination received, as OTLP JSON. Its spans:"
  wait_until "the trace at the webhook" trace_has_arrived
  $check || shown_only "curl http://127.0.0.1:$alpha_port/__mock/webhook | grep $chat_generation"
  $check || grep -a -- "$chat_generation" "$work/traces" | grep -ao '"name": *"[^"]*"' | sort | uniq -c
  ok "broadcast trace"
}

speak_anthropic() {
  say "8. Anthropic's format goes to providers that speak it."
  call "$base/messages" '{"model": "acme/scholar", "max_tokens": 100, "messages": [{"role": "user", "content": "Hello"}]}'
  expect_status 200
  expect "the provider's answer" 'alpha serves mock-large'
  expect 'its usage' '"output_tokens": *[1-9]'
  ok "messages in Anthropic's format"
}

read_the_log() {
  say "9. The log of all that, read straight from the store: no database, and no sidecar is asked."
  logs list
  expect 'the first call' "$chat_generation"
  logs show "$chat_generation"
  expect 'what was asked' "$prompt"
  expect 'what was answered' 'alpha serves mock-mini'
  ok "the log listed, and the first call shown"
}

erase_what_was_said() {
  say "10. Someone asks to be forgotten. What was said becomes a tombstone of the same length; numbers stay."
  logs erase --id "$chat_generation" --yes
  logs show "$chat_generation"
  expect 'that it was erased' 'erased'
  if grep -aq -F -- "$prompt" "$work/body"; then fail "the prompt is still there"; fi
  # A segment may be on its way: its content is stored before the records that name it.
  wait_until "the last segment to be stored whole" store_is_sound
  logs verify
  ok "erased, and the store is sound"
}

stay_up() {
  cat <<UP

base URL: $base

Point an SDK at it (OPENAI_BASE_URL=$base), edit $work/manifests and watch, or look at
  http://127.0.0.1:$admin_port/metrics        the sidecar
  http://127.0.0.1:$alpha_port/__mock/requests   what Alpha was sent
  $work/*.log
Ctrl-C ends everything.
UP
  wait -n "${pids[@]}" || true
  fail "a process ended"
}

# --- small parts of the tour ------------------------------------------------------------------------------------------

chat() { call "$base/chat/completions" "$1"; }

# Shows and runs one of the operator's log commands over the sidecar's store, and leaves $work/body.
logs() {
  $check || shown_only K8sRouter.Operator logs "$@" --store store
  dotnet "$root/operator/bin/Release/net10.0/K8sRouter.Operator.dll" logs "$@" --store "$work/store" \
    >"$work/body" 2>"$work/errors" \
    || { cat "$work/errors" >>"$work/body"; fail "logs $1 ended with $?"; }
  $check || cat "$work/body"
}

store_is_sound() {
  dotnet "$root/operator/bin/Release/net10.0/K8sRouter.Operator.dll" logs verify --store "$work/store" >/dev/null 2>&1
}

ask_thinker() { chat '{"model": "acme/thinker", "messages": [{"role": "user", "content": "'"$prompt"'"}]}'; }

thinker_is_allowed() {
  [[ $(curl -s --max-time 5 -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' \
    -d '{"model": "acme/thinker", "messages": [{"role": "user", "content": "Hello"}]}' "$base/chat/completions") == 200 ]]
}

generation_is_known() { [[ $(curl -s --max-time 5 -o /dev/null -w '%{http_code}' "$base/generation?id=$1") == 200 ]]; }

wait_for_generation() {
  wait_until "generation $1" generation_is_known "$1"
  call "$base/generation?id=$1"
  expect_status 200
}

# Names that begin with a dot are the store's own, of files that are still being written.
content_is_logged() {
  local file
  while IFS= read -r file; do
    if gzip -dc "$file" | grep -a -- "$chat_generation" | grep -a -F -- "$prompt" >/dev/null; then
      content_file=$file
      return 0
    fi
  done < <(find "$work/store" -type f -path '*/content/*' -name '[!.]*.jsonl.gz' 2>/dev/null)
  return 1
}

trace_has_arrived() {
  curl -s --max-time 5 -o "$work/traces" "http://127.0.0.1:$alpha_port/__mock/webhook"
  grep -aq -- "$chat_generation" "$work/traces"
}

# --- processes ---------------------------------------------------------------------------------------------------------

build() {
  local project
  for project in examples/mock-provider operator sidecar; do
    echo "build $project ..."
    if ! dotnet build "$root/$project" -c Release -v q -nologo -nodeReuse:false >"$work/build.log" 2>&1; then
      tail -n 30 "$work/build.log" >&2
      exit 1
    fi
  done
}

start() { # NAME PROJECT-FOLDER ASSEMBLY ARGUMENTS...
  local name=$1 assembly="$root/$2/bin/Release/net10.0/$3.dll"
  shift 3
  dotnet "$assembly" "$@" >"$work/$name.log" 2>&1 &
  pids+=($!)
}

start_providers() {
  start_provider alpha "$alpha_port"
  start_provider beta "$beta_port"
  wait_until "provider alpha" answers "http://127.0.0.1:$alpha_port/__mock/requests"
  wait_until "provider beta" answers "http://127.0.0.1:$beta_port/__mock/requests"
}

start_provider() { # NAME PORT
  start "$1" examples/mock-provider K8sRouter.MockProvider \
    --name "$1" --port "$2" --key "sk-$1-of-the-quickstart" --token-delay-ms 30
}

start_operator() {
  # A copy: the tour edits it, and the ports may differ.
  mkdir "$work/manifests"
  local file
  for file in "$here"/manifests/*.yaml; do
    sed -e "s/127\.0\.0\.1:8789/127.0.0.1:$alpha_port/" -e "s/127\.0\.0\.1:8790/127.0.0.1:$beta_port/" \
      "$file" >"$work/manifests/${file##*/}"
  done
  start operator operator K8sRouter.Operator --resources "$work/manifests" --config-out "$work/config" --interval 100ms
  wait_until "the operator's configurations" grep -qs "^workspace team-b" "$work/operator.log"
  say "What the operator made of the manifests:"
  $check || cat "$work/operator.log"
}

start_sidecar() {
  start sidecar sidecar K8sRouter.Sidecar --config "$work/config/team-a" --config-interval 100ms \
    --port "$port" --admin-port "$admin_port" --journal-dir "$work/journal" --store-dir "$work/store" --segment-age 2s
  wait_until "the sidecar" answers "http://127.0.0.1:$admin_port/readyz"
}

answers() { curl -s -f --max-time 2 -o /dev/null "$1"; }

wait_until() { # WHAT COMMAND...
  local what=$1
  shift
  until "$@"; do
    ((SECONDS < time_limit_s)) || fail "waited in vain for $what"
    all_alive || fail "a process ended while waiting for $what"
    sleep 0.1
  done
}

all_alive() {
  local pid
  for pid in "${pids[@]}"; do kill -0 "$pid" 2>/dev/null || return 1; done
}

clean_up() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  if [[ -n $work ]]; then rm -rf "$work"; fi
}

# --- showing and checking ------------------------------------------------------------------------------------------------

say() { $check || printf '\n%s\n' "$*"; }

ok() {
  step=$((step + 1))
  $check && printf 'ok   %d %s\n' "$step" "$1" || true
}

fail() {
  printf 'FAIL %d %s\n' $((step + 1)) "$1"
  local log
  if [[ -s $work/body ]]; then printf -- '--- last answer (%s)\n' "$status" && tail -c 2000 "$work/body" && echo; fi
  for log in "$work"/*.log; do printf -- '--- %s\n' "${log##*/}" && tail -n 20 "$log"; done
  exit 1
}

# Shows a curl call as one would type it, runs it, and leaves $status, $work/headers and $work/body.
call() { # URL [JSON]
  local arguments=(-N "$1")
  if (($# > 1)); then arguments+=(-H 'Content-Type: application/json' -d "$2"); fi
  $check || shown_only curl "${arguments[@]}"
  if $check; then
    curl -sS --max-time 10 -D "$work/headers" -o "$work/body" "${arguments[@]}" || fail "curl ended with $?"
  else
    curl -sS --max-time 10 -D "$work/headers" "${arguments[@]}" | tee "$work/body" | readable || fail "curl ended with $?"
  fi
  status=$(sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p' "$work/headers")
}

shown() {
  $check || shown_only "$@"
  "$@"
}

shown_only() {
  local argument line='$'
  for argument in "$@"; do
    case $argument in
      *[\ \"\{?]*) (($# > 1)) && line+=" '$argument'" || line+=" $argument" ;;
      *) line+=" $argument" ;;
    esac
  done
  printf '\n%s\n' "$line"
}

# For the eye alone, as it comes: a stream without what repeats in every event, an answer a field a line, without the nulls.
readable() {
  local first
  IFS= read -r first || true
  if [[ $first == data:* ]]; then
    { printf '%s\n' "$first"; cat; } | sed -u -E -e '/^$/d' \
      -e 's/,"created":.*"(model|delta|usage)":/, ... "\1":/; s/,"logprobs":null//; s/,"native_finish_reason":(null|"[^"]*")//'
  else
    { printf '%s\n' "$first"; cat; } | indented | without_nulls
  fi
}

without_nulls() {
  awk '
    /: null,?$/ { next }
    held != "" { if (/^ *[]}]/) sub(/,$/, "", held); print held }
    { held = $0 }
    END { print held }'
}

# JSON a member a line; strings are left alone.
indented() {
  awk '
    function newline() { printf "\n%*s", depth * 2, "" }
    {
      for (i = 1; i <= length($0); i++) {
        c = substr($0, i, 1)
        if (inside) {
          printf "%s", c
          if (c == "\\") printf "%s", substr($0, ++i, 1)
          else if (c == "\"") inside = 0
        } else if (c == "\"") { inside = 1; printf "%s", c }
        else if ((c == "{" || c == "[") && substr($0, i + 1, 1) ~ /[]}]/) { printf "%s", c substr($0, ++i, 1) }
        else if (c == "{" || c == "[") { depth++; printf "%s", c; newline() }
        else if (c == "}" || c == "]") { depth--; newline(); printf "%s", c }
        else if (c == ",") { printf "%s", c; newline() }
        else if (c == ":") printf ": "
        else if (c != " ") printf "%s", c
      }
    }
    END { printf "\n" }'
}

header() { sed -n "s/^$1: *\([^[:space:]]*\).*/\1/Ip" "$work/headers"; }

first() { grep -ao -- "$1" "$work/body" | head -n 1; }

expect() { grep -aq -- "$2" "$work/body" || fail "$1 is missing from the answer (no match for $2)"; }

expect_status() { [[ $status == "$1" ]] || fail "status $status in the place of $1"; }

milliseconds() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }

# --- arguments and ports ---------------------------------------------------------------------------------------------------

read_arguments() {
  while (($#)); do
    case $1 in
      --port) port=${2:?--port needs a number}; shift ;;
      --check) check=true ;;
      -h | --help) usage; exit 0 ;;
      *) echo "unknown argument: $1" >&2; usage >&2; exit 2 ;;
    esac
    shift
  done
  if [[ -n $port ]] && { [[ ! $port =~ ^[1-9][0-9]{0,4}$ ]] || ((port > 65532)); }; then
    echo "--port: \"$port\" is no number between 1 and 65532" >&2
    exit 2
  fi
}

choose_ports() {
  if [[ -z $port ]] && $check; then
    port=$(free_port) admin_port=$(free_port) alpha_port=$(free_port) beta_port=$(free_port)
  else
    port=${port:-$default_port}
    admin_port=$((port + 1)) alpha_port=$((port + 2)) beta_port=$((port + 3))
  fi
  local taken
  for taken in "$port" "$admin_port" "$alpha_port" "$beta_port"; do
    is_free "$taken" || { echo "port $taken is taken: choose others by --port PORT (PORT to PORT+3 are used)" >&2; exit 1; }
  done
  base="http://127.0.0.1:$port/api/v1"
}

# Below the range that the kernel itself hands out.
free_port() {
  local candidate
  while :; do
    candidate=$((20000 + RANDOM % 12000))
    is_free "$candidate" && echo "$candidate" && return
  done
}

is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

main "$@"
