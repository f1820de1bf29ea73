"""One look at a server's certificate by sslyze, in a process of its own; tells what it took.

Run by the peer's own Python, with the question as JSON on standard input.
"""

import json
import sys
import time
from pathlib import Path

from sslyze import (
    CertificateInfoExtraArgument,
    ScanCommand,
    ScanCommandsExtraArguments,
    Scanner,
    ServerNetworkLocation,
    ServerScanRequest,
)


def main() -> None:
    """Scan once; what was imported before does not count."""
    asked = json.load(sys.stdin)
    began, used = time.perf_counter(), time.process_time()
    request = ServerScanRequest(
        server_location=ServerNetworkLocation(hostname=asked["host"], port=443),
        scan_commands={ScanCommand.CERTIFICATE_INFO},
        scan_commands_extra_arguments=ScanCommandsExtraArguments(
            certificate_info=CertificateInfoExtraArgument(custom_ca_file=Path(asked["anchor"]))
        ),
    )
    scanner = Scanner()
    scanner.queue_scans([request])
    (result,) = scanner.get_results()
    took, spent = time.perf_counter() - began, time.process_time() - used
    (deployment,) = result.scan_result.certificate_info.result.certificate_deployments
    # The test's own root is in one of the stores, and the name is judged with the chain.
    trusted = any(one.was_validation_successful for one in deployment.path_validation_results)
    told = {"took_s": took, "processor_s": spent, "trusted": trusted}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
