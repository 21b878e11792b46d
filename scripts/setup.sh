# shellcheck shell=bash
# What `hesse`, `test` and CI share: the packages that a build needs, and how it is built. To be sourced.

root=$(readlink -f "${BASH_SOURCE[0]}")
root=${root%/scripts/*}
packages=(libreadline-dev libopenblas-dev libcairo2-dev libgif-dev zlib1g-dev pkg-config)

say() { printf 'hesse: %s\n' "$*" >&2; }

# Installs those of Debian's packages that are missing.
install_packages() {
    local missing=() package as_root=()
    for package in "${packages[@]}"; do
        [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    if ((EUID != 0)); then
        command -v sudo >/dev/null || { say "these packages are missing, and there is no sudo: ${missing[*]}"; return 1; }
        as_root=(sudo)
    fi
    say "installing ${missing[*]}"
    if ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then
        say "fetching the lists of packages"
        "${as_root[@]}" apt-get -qq update >&2 || return
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends "${missing[@]}" >&2
}

# What machine code depends on beside the sources: the CPU, for which it is built with -march=native, and the compiler.
machine() {
    sed -n '/^model name/p; /^\(flags\|Features\)/{p;q;}' /proc/cpuinfo
    command -v swift || true
}

# Whether what was built in folder $1 is older than a source, or is for another machine.
is_stale() {
    [[ -f $1/stamp && $(<"$1/stamp") == "$(machine)" ]] || return 0
    [[ $(find "$root/Sources" "$root/Package.swift" "$root/scripts/setup.sh" -newer "$1/stamp" -print -quit) ]]
}

# `swift build` for release in folder $1, with the other arguments; the compiler's words go to standard output.
# The stamp bears the time at which the build began, so that a source edited meanwhile is built the next time.
build() {
    local folder=$1 machine
    shift
    command -v swift >/dev/null || { say "Swift 6 is not on the PATH (https://www.swift.org/install)"; return 1; }
    install_packages || return
    machine=$(machine)
    if [[ -f $folder/stamp && $(<"$folder/stamp") != "$machine" ]]; then
        say "another CPU or compiler than before: building afresh"
        rm -rf "$folder"
    fi
    mkdir -p "$folder" && printf '%s\n' "$machine" >"$folder/stamp.new" || return
    swift build --configuration release --package-path "$root" --scratch-path "$folder" "$@" 2>&1 || return
    mv "$folder/stamp.new" "$folder/stamp"
}

