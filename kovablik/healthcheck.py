"""Asks the web server in this container how it is; Docker's HEALTHCHECK.

`python -m kovablik.healthcheck database redis` looks at these parts only: a web server need not be restarted, nor its
visitors turned away, because a worker is.
"""

import http.client
import json
import os
import sys


def main(parts: list[str]) -> int:
    """0 when the parts named are well (all of them, when none is named)."""
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("WEB_PORT", "8000")), timeout=8)
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
    try:
        connection.request("GET", "/sehat/", headers={"Host": host})
        state = json.loads(connection.getresponse().read())
    except (OSError, ValueError, http.client.HTTPException) as error:
        print(type(error).__name__)
        return 1
    print(state)
    return 0 if all(state.get(part) is True for part in parts or ["ok"]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
