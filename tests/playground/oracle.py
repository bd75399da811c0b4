"""Telegram's own library answers requests, one JSON a line; run as a process of its own, since it may abort."""

import json
import subprocess
import sys
from typing import Any


def ask(requests: list[dict[str, Any]]) -> list[dict[str, Any] | None]:
    """The library's answers in order; None where it aborted."""
    answers: list[dict[str, Any] | None] = []
    while len(answers) < len(requests):
        lines = "\n".join(json.dumps(request) for request in requests[len(answers) :])
        done = subprocess.run([sys.executable, __file__], input=lines.encode(), capture_output=True, check=False)
        answers += [json.loads(line) for line in done.stdout.splitlines()]
        if len(answers) < len(requests):
            assert done.returncode < 0, done.stderr.decode()[-2000:]
            answers.append(None)
    return answers


def main() -> None:
    import tdjson

    quiet = {"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}
    tdjson.td_execute(json.dumps(quiet).encode())
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(tdjson.td_execute(line.strip()) + b"\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
