"""One discovery by exchangelib, in a process of its own; tells what it took.

Run by the peer's own Python, with the question as JSON on standard input. It works with 4.6, which
asks by POX, and with 5.x, which asks by SOAP.
"""

import json
import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests.adapters
from exchangelib import BASIC, Credentials, close_connections
from exchangelib.autodiscover import clear_cache, discover
from exchangelib.protocol import BaseProtocol


class TrustsOneRoot(requests.adapters.HTTPAdapter):  # type: ignore[misc]
    """As exchangelib's documentation shows it for a certificate authority of one's own."""

    anchor = ""

    def cert_verify(self, conn: Any, url: str, verify: object, cert: object) -> None:
        """Take the file in place of certifi's roots."""
        super().cert_verify(conn=conn, url=url, verify=self.anchor, cert=cert)


def main() -> None:
    """Discover, perhaps again and again, and tell of the last time."""
    asked = json.load(sys.stdin)
    TrustsOneRoot.anchor = asked["anchor"]
    BaseProtocol.HTTP_ADAPTER_CLS = TrustsOneRoot
    told = discovered(asked)
    for _ in range(1, asked["times"]):
        clear_cache()
        close_connections()
        told = discovered(asked)
    sys.stdout.write(json.dumps(told))


def discovered(asked: Mapping[str, str]) -> dict[str, object]:
    """Discover once; what was imported before does not count."""
    began, used = time.perf_counter(), time.process_time()
    credentials = Credentials(asked["user"], asked["password"])
    # With the kind of sign-in for later, 4.6 does not ask the service that it found for it.
    _, protocol = discover(asked["address"], credentials, auth_type=BASIC)
    took, spent = time.perf_counter() - began, time.process_time() - used
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return {
        "took_s": took,
        "processor_s": spent,
        "largest_kb": int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]),
        "found": protocol.service_endpoint,
    }


if __name__ == "__main__":
    main()
