"""Front-end libraries that are shipped with the project: fetched from the npm registry by name and version, and checked.

    python tools/vendor.py            fetch what VENDOR.toml names and put the listed files in place
    python tools/vendor.py --check    check the files in place against VENDOR.toml (no network)
    python tools/vendor.py --lock     after a change of version: fetch, and write the new sums

A VENDOR.toml stands beside the files: a [[package]] with name, version, licence and the sum of its archive, and under
it one [[package.file]] for each file: where it stands in the archive, where it goes, and its sum.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
LISTS = sorted((ROOT / "src").rglob("VENDOR.toml"))


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def check(place: Path) -> list[str]:
    """What is wrong with the files beside a VENDOR.toml; nothing may stand there that it does not name."""
    wrong, named = [], {place}
    for package in tomllib.loads(place.read_text(encoding="utf-8"))["package"]:
        for file in package["file"]:
            path = place.parent / file["to"]
            named.add(path)
            if not path.is_file():
                wrong.append(f"{file['to']}: missing")
            elif digest(path.read_bytes()) != file["sha256"]:
                wrong.append(f"{file['to']}: differs from {package['name']} {package['version']}")
    wrong += [
        f"{path.relative_to(place.parent)}: not named in VENDOR.toml"
        for path in sorted(place.parent.rglob("*"))
        if path.is_file() and path not in named
    ]
    return wrong


def fetch(package: dict, *, lock: bool) -> dict[str, bytes]:
    """The listed files out of the package's archive, by where they go."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", f"{package['name']}@{package['version']}"], cwd=folder, check=True, timeout=120
        )
        archive = next(Path(folder).glob("*.tgz")).read_bytes()
        if lock:
            package["sha256"] = digest(archive)
        elif digest(archive) != package["sha256"]:
            sys.exit(f"{package['name']} {package['version']}: the archive is not the one that was locked")
        path = Path(folder) / "archive.tgz"
        path.write_bytes(archive)
        found = {}
        with tarfile.open(path) as tar:
            for file in package["file"]:
                member = tar.extractfile(f"package/{file['from']}")
                data = member.read() if member else b""
                if lock:
                    file["sha256"] = digest(data)
                elif digest(data) != file["sha256"]:
                    sys.exit(f"{package['name']} {file['from']}: not the file that was locked")
                found[file["to"]] = data
        return found


def written(packages: list[dict]) -> str:
    out = ["# Written by tools/vendor.py --lock; checked by a test and by tools/vendor.py --check."]
    for package in packages:
        out += ["", "[[package]]"]
        out += [f'{key} = "{package[key]}"' for key in ("name", "version", "licence", "home", "sha256")]
        for file in package["file"]:
            line = ", ".join(f'{key} = "{file[key]}"' for key in ("from", "to", "sha256"))
            out.append(f"[[package.file]]\n{line.replace(', ', chr(10))}")
    return "\n".join(out) + "\n"


def main(words: list[str]) -> None:
    for place in LISTS:
        if "--check" not in words:
            packages = tomllib.loads(place.read_text(encoding="utf-8"))["package"]
            for package in packages:
                for name, data in fetch(package, lock="--lock" in words).items():
                    path = place.parent / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(data)
            if "--lock" in words:
                place.write_text(written(packages), encoding="utf-8")
        if wrong := check(place):
            sys.exit("\n".join(wrong))
        print(f"{place.relative_to(ROOT)}: as locked")


if __name__ == "__main__":
    main(sys.argv[1:])
