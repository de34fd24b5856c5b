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
  if ! "$@" >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    say "$what failed; all of its output: $log"
    return 1
  fi
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

# build PRESET TARGET...: on a terminal with Ninja's own line of progress, elsewhere silent unless it fails. Where files
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
    quietly "$folder/build.log" "building $folder" ninja -C "$folder" "$@"
  fi
}
