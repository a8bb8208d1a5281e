#!/bin/sh
# Installs Debian packages that tests and builds need, without the services that some of them bring:
# none is started, neither now (invoke-rc.d(8) asks policy-rc.d) nor when the computer starts again.
# Services that were there before stay as they are.
#
#   packaging/install_packages.sh / PACKAGE...      (another folder than / for a test)
set -eu
root=${1%/}
shift
policy=$root/usr/sbin/policy-rc.d

links() { find "$root/etc/systemd/system" -path '*.wants/*' -type l 2>/dev/null | sort; }
scripts() { ls "$root/etc/init.d" 2>/dev/null || true; }
# The lines of $2 that $1 has not.
new() { printf '%s\n' "$2" | grep -vxF -e "$1" || true; }

# One at a time: the first to end would take the policy away from the others.
exec 9<"$root/usr/sbin"
flock 9
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' HUP TERM
    # Should this end without its trap, the policy lets everything pass and removes itself.
    printf '#!/bin/sh\nkill -0 %s 2>/dev/null && exit 101\nrm -f "$0"\n' $$ > "$policy"
    chmod 755 "$policy"
fi
had_links=$(links) had_scripts=$(scripts) code=0
DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 \
    install -y --no-install-recommends "$@" 9<&- || code=$?
new "$had_links" "$(links)" | while read -r link; do rm -f "$link"; done
new "$had_scripts" "$(scripts)" | while read -r name; do [ -z "$name" ] || update-rc.d "$name" disable; done
exit "$code"
