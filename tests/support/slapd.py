"""Runs OpenLDAP's server with a given tree, dressed as a domain controller, on ports 389 and 636.

It is laxer than a domain controller: a simple bind in the clear passes, a user is known by the
distinguished name only, and where signing in is needed, a search without says
insufficientAccessRights (50), where AD says operationsError (1).
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.support import daemons, directory
from tests.support.certificates import Presented
from tests.support.daemons import Daemon, ServerFailedError
from tests.support.programs import program

_SCHEMAS: Final = Path("/etc/ldap/schema")
_MODULES: Final = Path("/usr/lib/ldap")

# Like AD, it tells everybody what it is; the tree itself is for those who have signed in, unless
# the tests want it open.
_CONFIGURATION: Final = """\
include "{schemas}/core.schema"
include "{schemas}/cosine.schema"
include "{folder}/active-directory.schema"
modulepath "{modules}"
moduleload back_mdb
moduleload retcode
pidfile "{folder}/slapd.pid"
argsfile "{folder}/slapd.args"
rootDSE "{folder}/root.ldif"
TLSCertificateFile "{certificates}"
TLSCertificateKeyFile "{key}"
threads 2
access to attrs=userPassword by anonymous auth by * none
access to dn.base="" by * read
access to * by users read by anonymous {anonymous}
database mdb
suffix "{forest}"
directory "{folder}/database"
maxsize 16777216
dbnosync
"""

# slapo-retcode(5): a search below this place has the result that its first name says.
_FAULTS: Final = f"cn=Faults,{directory.FOREST}"
_FAULTS_CONFIGURATION: Final = f"""\
overlay retcode
retcode-parent "{_FAULTS}"
retcode-item "cn=busy" 0x33 op=search
retcode-item "cn=unavailable" 0x34 op=search
retcode-item "cn=slow" 0x00 op=search sleeptime=2
retcode-item "cn=referral" 0x0a op=search ref="ldap://dc9.contoso.example"
"""


@contextmanager
def running(
    folder: Path,
    *,
    address: str,
    host: str,
    identity: Presented,
    anonymous_read: bool = True,
    tree: str | None = None,
    fault: str = "",
) -> Iterator[Daemon]:
    """Serve `tree` (LDIF; else the standard one) out of `folder` inside the block.

    `fault` (busy, unavailable, slow, referral): what becomes of every search of the configuration.
    """
    certificates, key = identity.save(folder, "directory")
    (folder / "database").mkdir()
    (folder / "active-directory.schema").write_text(directory.SCHEMA, encoding="ascii")
    root = directory.root_entry(host)
    if fault:
        root = root.replace(
            f"configurationNamingContext: {directory.CONFIGURATION}",
            f"configurationNamingContext: cn={fault},{_FAULTS}",
        )
    (folder / "root.ldif").write_text(root, encoding="ascii")
    configuration = folder / "slapd.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            folder=folder,
            schemas=_SCHEMAS,
            modules=_MODULES,
            certificates=certificates,
            key=key,
            forest=directory.FOREST,
            anonymous="read" if anonymous_read else "auth",
        )
        + (_FAULTS_CONFIGURATION if fault else ""),
        encoding="utf-8",
    )
    _fill(configuration, directory.tree() if tree is None else tree)
    with daemons.running(
        [
            program("slapd"),
            *("-f", configuration),
            *("-h", f"ldap://{address}:389 ldaps://{address}:636"),
            # Keeps it in the foreground, and writes down who asked what.
            *("-d", "stats"),
        ],
        log_file=folder / "slapd.log",
        ready=lambda: daemons.accepts(address, 389) and daemons.accepts(address, 636),
    ) as daemon:
        yield daemon


def _fill(configuration: Path, tree: str) -> None:
    done = subprocess.run(
        [program("slapadd"), "-q", "-f", configuration],
        input=tree,
        text=True,
        capture_output=True,
        check=False,
        timeout=daemons.START_LIMIT,
    )
    if done.returncode:
        raise ServerFailedError(f"slapadd refused the tree:\n{done.stdout}{done.stderr}")
