"""The addresses of the tests' private network, each with its role.

Everything in 192.0.2.0/24 and 10.53.0.0/24 is this machine: where nothing listens, a connection is
refused at once. The black holes swallow what is sent to them, so that only a time limit ends the
wait. All others are unreachable at once. The networks for documentation (RFC 5737, RFC 3849) exist
nowhere.
"""

from typing import Final

NAME_SERVER: Final = "10.53.0.53"
OPEN_DIRECTORY: Final = "10.53.0.10"
CLOSED_DIRECTORY: Final = "10.53.0.11"
OTHER_DIRECTORY: Final = "10.53.0.12"
DOMAIN_CONTROLLER: Final = "10.53.0.20"
LENIENT_CONTROLLER: Final = "10.53.0.21"
OWN_CONTROLLER: Final = "10.53.0.22"
MIT_KDC: Final = "10.53.0.30"
OPEN_PROXY: Final = "10.53.0.40"
CLOSED_PROXY: Final = "10.53.0.41"
FAULTY_NAME_SERVER: Final = "10.53.0.54"
NO_NAME_SERVER: Final = "10.53.0.99"

WEB: Final = "192.0.2.10"
WEB_6: Final = "2001:db8::10"
WEB_BY_ADDRESS: Final = "192.0.2.13"
WEB_OLD_TLS: Final = "192.0.2.14"
EXCHANGE: Final = "192.0.2.30"
MIT_WEB: Final = "192.0.2.31"
ONLY_PORT_80: Final = "192.0.2.20"
DROPPED: Final = "192.0.2.47"  # once a test has its packets dropped
NOTHING_LISTENS: Final = "192.0.2.99"
IN_HOSTS_FILE_ONLY: Final = "192.0.2.66"

BLACK_HOLE: Final = "198.51.100.1"
# Name servers may sort the addresses of a name: this one comes before all those of the web.
FIRST_BLACK_HOLE: Final = "10.54.0.1"
UNREACHABLE: Final = "203.0.113.1"

# A client far away, in a network of its own, and where the line to it ends here (`far_line`).
FAR_CLIENT: Final = "10.77.0.1"
FAR_END: Final = "10.77.0.2"

# Where a client of the directory may come from: each in a subnet of its site (`forest`).
IN_BERLIN: Final = "10.53.0.1"  # whoever does not choose
IN_PARIS: Final = "10.53.0.65"
IN_LONDON: Final = "10.53.0.129"
IN_LYON: Final = "10.53.0.193"
IN_NO_SITE: Final = "192.0.2.1"
