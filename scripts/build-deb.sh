#!/bin/sh
# Makes a Debian package of an installed program: adds what a package has, asks dpkg-shlibdeps for the libraries that the
# program needs, and packs the folder. The version is the program's own.
#
# Who makes the package maintains it: DEBFULLNAME and DEBEMAIL say who that is, else git's user.name and user.email.
#
# Usage:  sh scripts/build-deb.sh FOLDER OUT     FOLDER is what make install filled with DESTDIR=FOLDER PREFIX=/usr
set -eu
folder=$(cd "$1" && pwd)
out=$2
name=synaptic-dynamics
here=$(cd "$(dirname "$0")/.." && pwd)
umask 022

for program in dpkg-deb dpkg-shlibdeps dpkg; do
  command -v "$program" >/dev/null 2>&1 || {
    echo "$program is missing: install dpkg-dev" >&2
    exit 1
  }
done

told=$("$folder/usr/bin/synapse" --version)
upstream=$(echo "$told" | sed 's/^synapse \([^,]*\),.*/\1/')
commit=$(echo "$told" | sed 's/.*, commit \([^,]*\),.*/\1/')
version=$upstream-1
architecture=$(dpkg --print-architecture)
maintainer="${DEBFULLNAME:-$(git -C "$here" config user.name || echo root)}"
maintainer="$maintainer <${DEBEMAIL:-$(git -C "$here" config user.email || echo "root@$(hostname)")}>"
# The same sources make the same package.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$here" log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH

doc=$folder/usr/share/doc/$name
mkdir -p "$doc/examples"
cp "$here/README.md" "$here/CITATION.cff" "$doc"
cp -R "$here/docs" "$doc/docs"
cp -R "$here/examples/." "$doc/examples"
cp "$here/packaging/copyright" "$doc/copyright"
cp "$here/CHANGELOG.md" "$doc/changelog"
cat > "$doc/changelog.Debian" <<TEXT
$name ($version) unstable; urgency=medium

  * Version $upstream, from commit $commit.

 -- $maintainer  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
TEXT
mkdir -p "$folder/usr/share/lintian/overrides"
cp "$here/packaging/lintian-overrides" "$folder/usr/share/lintian/overrides/$name"
strip --remove-section=.comment "$folder/usr/bin/synapse"
gzip -9n "$doc/changelog" "$doc/changelog.Debian"
find "$folder/usr/share/man" -name '*.[15]' -exec gzip -9n {} +
find "$folder" -type d -exec chmod 755 {} +
find "$folder" -type f ! -path '*/bin/*' -exec chmod 644 {} +

# dpkg-shlibdeps looks for debian/control where it is started.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/debian"
printf 'Source: %s\n\nPackage: %s\nArchitecture: %s\n' "$name" "$name" "$architecture" > "$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O "$folder/usr/bin/synapse" | sed -n 's/^shlibs:Depends=//p')

mkdir -p "$folder/DEBIAN"
cat > "$folder/DEBIAN/control" <<TEXT
Package: $name
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -k -s --apparent-size --exclude=DEBIAN "$folder" | cut -f 1)
Depends: $depends
Recommends: gnuplot-nox | gnuplot
Suggests: curl
Section: science
Priority: optional
Description: simulator of synapses that learn in continuous time
 The substances and weights of synapses follow ordinary differential equations
 under gradient signals, as in Bio-Adam and predisposition. The program synapse
 integrates them exactly where gradients are held, by collocation, by CVODE, by
 Euler and by Runge and Kutta's method, for single synapses and for networks
 that learn images, and measures the errors of every method.
 .
 Studies are YAML files. Runs leave tables, summaries and figures; figures are
 drawn by gnuplot, and data sets fetched by curl.
TEXT
(cd "$folder" && find usr -type f -print0 | sort -z | xargs -0 md5sum) > "$folder/DEBIAN/md5sums"
mkdir -p "$out"
dpkg-deb --root-owner-group -Zxz --build "$folder" "$out/${name}_${version}_$architecture.deb"
