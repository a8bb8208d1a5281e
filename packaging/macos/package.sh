#!/bin/sh
# Makes what administrators install on macOS: AOK-2-Faktor-App-VERSION.dmg and .pkg in build/packages.
# To be run on macOS 15 or later, in the checkout, after `./run setup`:
#
#   packaging/macos/package.sh
#
# Signed and notarised where these are set; each is said where it is missing:
#   AOK_CODESIGN_IDENTITY   "Developer ID Application: NAME (TEAM)", in the keychain
#   AOK_INSTALLER_IDENTITY  "Developer ID Installer: NAME (TEAM)", in the keychain
#   AOK_NOTARY_PROFILE      name of a profile that `xcrun notarytool store-credentials` has stored
set -eu
cd "$(dirname "$0")/../.."
[ "$(uname)" = Darwin ] || { echo "package.sh: this runs on macOS only" >&2; exit 1; }

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
app="build/bundle/AOK 2-Faktor App.app"
target=build/packages
name="$target/AOK-2-Faktor-App-$version"
mkdir -p "$target"

# PyInstaller signs each binary with the identity, with the hardened runtime and our entitlements.
./run bundle --no-archive
codesign --verify --deep --strict --verbose=2 "$app"
"$app/Contents/MacOS/aok-2faktor" --self-check

notarise() {
    if [ -z "${AOK_NOTARY_PROFILE:-}" ]; then
        echo "package.sh: $1 is not notarised: AOK_NOTARY_PROFILE is not set" >&2
        return
    fi
    xcrun notarytool submit "$1" --keychain-profile "$AOK_NOTARY_PROFILE" --wait
    xcrun stapler staple "$1"
}

# The image, to be dragged into the programs.
contents=$(mktemp -d)
trap 'rm -rf "$contents"' EXIT
ditto "$app" "$contents/AOK 2-Faktor App.app"
ln -s /Applications "$contents/Applications"
rm -f "$name.dmg"
hdiutil create -quiet -volname "AOK 2-Faktor App" -srcfolder "$contents" -format UDZO "$name.dmg"
if [ -n "${AOK_CODESIGN_IDENTITY:-}" ]; then
    codesign --sign "$AOK_CODESIGN_IDENTITY" --timestamp "$name.dmg"
else
    echo "package.sh: nothing is signed: AOK_CODESIGN_IDENTITY is not set" >&2
fi
notarise "$name.dmg"

# The package, for Jamf, Intune and installer(8).
if [ -n "${AOK_INSTALLER_IDENTITY:-}" ]; then
    pkgbuild --component "$app" --install-location /Applications --identifier de.aok.2faktor \
        --version "$version" --timestamp --sign "$AOK_INSTALLER_IDENTITY" "$name.pkg"
else
    pkgbuild --component "$app" --install-location /Applications --identifier de.aok.2faktor \
        --version "$version" "$name.pkg"
fi
notarise "$name.pkg"
( cd "$target" && shasum -a 256 "$(basename "$name").dmg" "$(basename "$name").pkg" )
