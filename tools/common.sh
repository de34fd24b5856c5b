# What ./run and ./test share. To be sourced, from the top of the checkout.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }

# release, or runtime where there is no libtorch to build the learning half with.
release_preset() {
  if [[ -n ${RWAVE_TORCH_ROOT:-} ]] || dpkg-query -W -f '${db:Status-Status}' libtorch-dev 2>/dev/null | grep -qx installed; then
    echo release
  else
    echo runtime
  fi
}

# quietly LOG WHAT COMMAND...: the command's output goes to LOG and is shown only where it fails.
quietly() {
  local log=$1 what=$2
  shift 2
  "$@" >"$log" 2>&1 || show_fault "$log" "$what"
}

# show_fault LOG WHAT: the end of what it wrote; fails.
show_fault() {
  tail -n 60 "$1" >&2
  say "$2 failed; all of its output: $1"
  return 1
}

# configure PRESET CMAKE-OPTION...: makes build/PRESET, unless it is there with these options. CMake itself looks after
# what changes later.
configure() {
  local folder=build/$1 option known=1
  [[ -e $folder/build.ninja ]] || known=0
  for option in "${@:2}"; do
    grep -qs "^${option#-D}\$" <(sed 's/:[A-Z]*=/=/' "$folder/CMakeCache.txt" 2>/dev/null) || known=0
  done
  ((known)) && return
  say "configuring $folder"
  mkdir -p "$folder"
  [[ -z ${RWAVE_TORCH_ROOT:-} ]] || set -- "$@" "-DRWAVE_TORCH_ROOT=$RWAVE_TORCH_ROOT"
  quietly "$folder/configure.log" "configuring $folder" cmake --preset "$@"
}

# show_tenths LOG: Ninja's lines from standard input go to LOG; each tenth of its steps is said. A build of minutes
# without a word looks like one that hangs.
show_tenths() {
  local line tenth=0 now
  while IFS= read -r line; do
    printf '%s\n' "$line"
    if ! [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || ((BASH_REMATCH[2] < 10)); then continue; fi
    now=$((10 * BASH_REMATCH[1] / BASH_REMATCH[2]))
    ((now <= tenth)) || say "  ${now}0 % of ${BASH_REMATCH[2]} steps"
    tenth=$now
  done >"$1"
}

# build PRESET TARGET...: on a terminal with Ninja's own line of progress, elsewhere a line each tenth. Where files
# compiled together (RWAVE_UNITY) turn out to share a name, they are compiled one by one: slower, and it works.
build() {
  local folder=build/$1
  shift
  build_once "$folder" "$@" && return
  grep -qs '^RWAVE_UNITY:BOOL=ON$' "$folder/CMakeCache.txt" || return 1
  say "building $folder again, file by file (tools/unity_check says which names clash)"
  quietly "$folder/configure.log" "configuring $folder" cmake -DRWAVE_UNITY=OFF "$folder" && build_once "$folder" "$@"
}

build_once() {
  local folder=$1
  shift
  if [[ -t 2 ]]; then
    ninja -C "$folder" "$@" >&2
  else
    say "building $folder"
    ninja -C "$folder" "$@" 2>&1 | show_tenths "$folder/build.log" || show_fault "$folder/build.log" "building $folder"
  fi
}
