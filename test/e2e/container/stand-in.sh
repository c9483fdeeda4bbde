#!/usr/bin/env bash
# Makes an image that stands for node:24-slim from Debian's and npm's packages, where no registry of images is reached.
# Usage: stand-in.sh FOLDER IMAGE; the folder keeps the root between runs.
set -euo pipefail
folder=$1
image=$2
root=$folder/root

# The mirror that this machine installs from, and what it says of its certificates.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/*$')
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")

if [ ! -f "$folder/complete" ]; then
  rm -rf "$root" && mkdir -p "$root"
  debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$folder/debootstrap.log" 2>&1
  node=$(npx -y -p node@24 -c 'readlink -f "$(command -v node)"')
  install -m 755 "$node" "$root/usr/local/bin/node"
  mkdir -p "$root/usr/local/lib/node_modules" "$root/usr/local/etc" "$root/etc/ssl/certs"
  cp -a "$(npm root -g)/npm" "$root/usr/local/lib/node_modules/"
  ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  echo 'cafile=/etc/ssl/certs/ca-certificates.crt' >"$root/usr/local/etc/npmrc"
  rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*
  touch "$folder/complete"
fi
tar -C "$root" -c . | podman import - "$image" >/dev/null
