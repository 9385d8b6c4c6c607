#!/usr/bin/env bash
# Documentation against the programs themselves. Needs them built (Release). A line "ok ..." or "FAIL ..." a check.
set -uo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
code=0

check() { # NAME, and what is wrong on standard input; nothing: all is well
  local problems
  problems=$(cat)
  if [[ -z $problems ]]; then
    echo "ok   $1"
  else
    printf 'FAIL %s\n%s\n' "$1" "$(head -n 30 <<<"$problems")"
    code=1
  fi
}

program() { # FOLDER ASSEMBLY ARGUMENTS...
  local assembly="$1/bin/Release/net10.0/$2.dll"
  shift 2
  dotnet "$assembly" "$@"
}

# Flags and defaults of --help, one "flag|default" a line. Durations are printed as hh:mm:ss there and as 90s or 500ms here.
flags_of_help() { # FOLDER ASSEMBLY COMMAND...
  program "$@" --help | sed -n -E 's/^  (--[a-z-]+) .*\[default: ([^]]*)\].*/\1|\2/p; t; s/^  (--[a-z-]+)( .*)?$/\1|/p' \
    | grep -v '^--version' | sed -E -e 's|1\.00:00:00|24h|' -e 's/00:00:00\.([0-9]{3})0000/\1ms/' -e ': again' \
      -e 's/\|([0-9]+):([0-9]+):([0-9]+)$/\n\1 \2 \3/' | awk '
        /^[0-9]/ { print held ($1 * 3600 + $2 * 60 + $3) "s"; held = ""; next }
        held != "" { print held }
        { held = $0 ($0 ~ /\|/ ? "" : "|") }
        END { if (held != "") print held }' | sort
}

# The same of the table under a heading of README.md; the variable must be the flag's name in capitals.
flags_of_readme() { # HEADING
  awk -v heading="### $1" '$0 == heading { inside = 1; next } /^##/ { inside = 0 } inside && /^\| `--/' README.md \
    | while IFS='|' read -r _ flag variable default _; do
        flag=${flag//[\` ]/} variable=${variable//[\` ]/} default=${default//[\` ]/}
        local expected=${flag#--}
        expected=K8SROUTER_${expected^^}
        [[ $variable == "${expected//-/_}" ]] || echo "$flag: the variable isn't ${expected//-/_}"
        echo "$flag|$default"
      done | sort
}

# Two lists; what only one of them has.
same() {
  diff <(printf '%s\n' "$1") <(printf '%s\n' "$2") | grep '^[<>]' \
    | sed -e 's/^</only in the program: /' -e 's/^>/only in the README:  /'
}

settings() { # HEADING FOLDER ASSEMBLY COMMAND...
  same "$(flags_of_help "${@:2}")" "$(flags_of_readme "$1")"
}

policy_fields() {
  same "$(program operator K8sRouter.Operator policy-fields)" \
    "$(grep -A100 -F '| field | merged by |' README.md | sed -n '/^|/!q; p')"
}

# What may be said of objects, one "status type reason" a line: of the docstrings in ConditionReasons.cs, each of which ends a
# status's sentence with the types that it may stand at, and of README.md's table.
conditions_of_code() {
  awk '
    FNR == NR { if (match($0, /const string [A-Za-z]+/)) types[substr($0, RSTART + 13, RLENGTH - 13)] = 1; next }
    /<summary>/ { text = "" }
    /\/\/\// { sub(/^ *\/\/\/ ?/, ""); text = text " " $0; next }
    match($0, /const string [A-Za-z]+/) {
      reason = substr($0, RSTART + 13, RLENGTH - 13)
      count = split(text, words, /[^A-Za-z:]+/)
      status = ""
      for (i = 1; i <= count; i++) {
        word = words[i]
        if (word ~ /^(True|False|Unknown):?$/) { status = word; sub(/:/, "", status) }
        else if (word in types) print status, word, reason
      }
    }' crds/Kubernetes/ConditionTypes.cs crds/Kubernetes/ConditionReasons.cs | sort -u
}

conditions_of_readme() {
  awk -F'|' '
    /^\| kind \| condition \|/ { inside = 1; next } !/^\|/ { inside = 0 }
    inside && match($3, /`[A-Za-z]+`/) {
      type = substr($3, RSTART + 1, RLENGTH - 2)
      count = split($5, words, /[^A-Za-z:`]+/)
      for (i = 1; i <= count; i++) {
        if (words[i] ~ /^(True|False|Unknown):$/) { status = words[i]; sub(/:/, "", status) }
        else if (words[i] ~ /^`[A-Za-z]+`$/) { gsub(/`/, "", words[i]); print status, type, words[i] }
      }
    }' README.md | sort -u
}

# Why a pod is answered as it is, one "outcome reason" a line: of the docstrings in InjectionReasons.cs, and of the table of them.
injection_of_code() {
  awk '
    /<summary>/ { outcome = /Skipped:/ ? "skipped" : /Refused:/ ? "refused" : "injected" }
    match($0, /const string [A-Za-z]+/) { print outcome, substr($0, RSTART + 13, RLENGTH - 13) }' \
    operator/Injection/InjectionReasons.cs | sort
}

injection_of_readme() {
  awk -F'|' '
    /^\| reason \| the pod \|/ { inside = 1; next } !/^\|/ { inside = 0 }
    inside && /`/ {
      outcome = $3 ~ /refused/ ? "refused" : $3 ~ /stays|without/ ? "skipped" : "injected"
      count = split($2, words, /[^A-Za-z]+/)
      for (i = 1; i <= count; i++) if (words[i] != "") print outcome, words[i]
    }' operator/deploy/README.md | sort
}

# Links and paths in backticks that lead nowhere.
dead_links() {
  local file link
  while IFS= read -r file; do
    grep -oE '\]\([^)#: ]+\)' "$file" | sed -E 's/^\]\(|\)$//g' | while IFS= read -r link; do
      [[ -e $(dirname "$file")/$link ]] || echo "$file: $link"
    done
    grep -oE '`(core|crds|operator|sidecar|tests|examples)/[A-Za-z0-9_./-]*`' "$file" | tr -d '`' | while IFS= read -r link; do
      [[ -e $link ]] || echo "$file: $link"
    done
  done < <(files '*.md')
}

# The words are split here so that this file doesn't find itself.
stray_words() {
  local words="TO""DO|FIX""ME|(^|[ \"'\`=:(])/(work|home|root)/|/tmp/[a-z]|(nuget|npm|pypi)\.[a-z.]+/"
  files | xargs grep -nIE "$words" 2>/dev/null | cut -c1-160
}

files() {
  if git rev-parse --git-dir >/dev/null 2>&1; then
    git ls-files -- "$@"
  else
    find . -type f -name "${1:-*}" -not -path '*/bin/*' -not -path '*/obj/*' -not -path './artifacts/*' | sed 's|^\./||' | sort
  fi
}

settings 'Settings of the operator in a cluster' operator K8sRouter.Operator run \
  | check "the settings of run are those of its --help"
settings 'Settings of directory mode' operator K8sRouter.Operator | check "the settings of directory mode are those of --help"
settings 'Settings of the sidecar' sidecar K8sRouter.Sidecar | check "the sidecar's settings are those of its --help"
policy_fields | check "the table of policy fields is what the operator prints"
same "$(conditions_of_code)" "$(conditions_of_readme)" \
  | check "the table of conditions has every reason, at its types and statuses"
same "$(injection_of_code)" "$(injection_of_readme)" \
  | check "the table of injection's reasons has every one, and what becomes of the pod"
dead_links | check "every link and path leads somewhere"
stray_words | check "no notes to self, no paths of one machine"
exit "$code"
