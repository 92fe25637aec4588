"""Write the hash-locked environments from the dependency groups of ``pyproject.toml``.

``book`` builds the book; ``dev`` adds what the tests and checks need; ``package`` is the package
with its test oracles alone, for the other Python versions.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD_BACKEND = ["hatchling", "editables", "pip"]


def main() -> None:
    """Resolve ``dev`` first; the smaller environments take its versions."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    runtime = project["project"]["dependencies"] + BUILD_BACKEND
    wanted = {
        "dev": runtime + groups["book"] + groups["test"] + groups["dev"],
        "book": runtime + groups["book"],
        "package": runtime + groups["test"],
    }
    for name, requirements in wanted.items():
        target = ROOT / "requirements" / f"{name}.txt"
        with tempfile.NamedTemporaryFile("w", suffix=".in") as file:
            file.write("\n".join(requirements))
            file.flush()
            command = [
                sys.executable, "-m", "uv", "pip", "compile", file.name, "--universal", "--quiet",
                "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate",
                "--no-emit-index-url", "--output-file", str(target),
            ]  # fmt: skip
            if name != "dev":
                command += ["--constraint", str(ROOT / "requirements" / "dev.txt")]
            subprocess.run([*command, *sys.argv[1:]], check=True)


if __name__ == "__main__":
    main()
