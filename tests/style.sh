#!/usr/bin/env bash
# What the compiler doesn't check: white space by .editorconfig, line lengths, and that nothing built is committed.
# A line "ok ..." or "FAIL ..." a check.
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

# With --folder no project is loaded, which makes it quick.
white_space() {
  local found
  found=$(dotnet format whitespace --folder . --verify-no-changes --exclude artifacts 2>&1) \
    || echo "${found:-dotnet format failed}"
}

# Tests hold literal wire text, and catalogues a fact a line.
long_lines() {
  files '*.cs' '*.sh' '*.csproj' '*.props' | grep -v '^tests/.*\.cs$' \
    | xargs awk 'length($0) > 130 { print FILENAME ":" FNR ": " length($0) " columns" }'
}

built_files() { files | grep -E '(^|/)(bin|obj|artifacts|TestResults)/'; }

projects_outside_the_solution() {
  local project
  while IFS= read -r project; do
    grep -qF "${project//\//\\}" K8sRouter.sln || echo "$project"
  done < <(files '*.csproj')
}

scripts() {
  local script
  while IFS= read -r script; do bash -n "$script" 2>&1; done < <(files '*.sh' .ci/run)
}

# Of the working tree: what git knows, else (in an exported copy) everything that isn't built.
files() {
  if git rev-parse --git-dir >/dev/null 2>&1; then
    git ls-files -- "$@"
  else
    local pattern names=()
    for pattern in "${@:-*}"; do names+=(-o -path "./$pattern" -o -name "$pattern"); done
    find . -type f \( "${names[@]:1}" \) -not -path '*/bin/*' -not -path '*/obj/*' -not -path './artifacts/*' \
      | sed 's|^\./||' | sort
  fi
}

white_space | check "white space follows .editorconfig"
long_lines | check "no source line is longer than 130 columns"
built_files | check "nothing built is committed"
projects_outside_the_solution | check "the solution holds every project"
scripts | check "every script parses"
exit "$code"
