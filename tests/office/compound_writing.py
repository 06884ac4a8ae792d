"""A compound file (OLE) with the given streams, for tests: enough for olefile, nothing more."""

import struct

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound(streams: dict[str, bytes]) -> bytes:
    """``{"Macros/VBA/dir": b"…", "WordDocument": b"…"}`` as a file. Streams are padded to 4,096 bytes."""
    entries = [("Root Entry", 5, b"")]
    children: dict[int, list[int]] = {0: []}
    places = {(): 0}
    for path, data in streams.items():
        parts = tuple(path.split("/"))
        for depth in range(1, len(parts) + 1):
            if parts[:depth] in places:
                continue
            leaf = depth == len(parts)
            entries.append((parts[depth - 1], 2 if leaf else 1, data.ljust(4096, b"\0") if leaf else b""))
            number = len(entries) - 1
            places[parts[:depth]] = number
            children[number] = []
            children[places[parts[: depth - 1]]].append(number)
    while len(entries) % 4:
        entries.append(("", 0, b""))
    fat: list[int] = [FAT]
    body = b""
    starts = {}
    for number, (_name, kind, data) in enumerate(entries):
        if kind != 2:
            continue
        count = -(-len(data) // SECTOR)
        starts[number] = len(fat)
        fat += [len(fat) + step + 1 for step in range(count - 1)] + [END]
        body += data.ljust(count * SECTOR, b"\0")
    directory_start, count = len(fat), len(entries) // 4
    fat += [directory_start + step + 1 for step in range(count - 1)] + [END]
    directory = b"".join(
        _entry(name, kind, data, number, starts, children, places) for number, (name, kind, data) in enumerate(entries)
    )
    assert len(fat) <= 128, "one sector of table"
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, directory_start, 0, 4096, END, 0, END, 0)
    head += struct.pack("<109I", 0, *[FREE] * 108)
    return head + struct.pack("<128I", *fat, *[FREE] * (128 - len(fat))) + body + directory


def _entry(name, kind, data, number, starts, children, _places):
    encoded = (name + "\0").encode("utf-16-le") if kind else b""
    siblings = next((group for group in children.values() if number in group), [number])
    after = siblings.index(number) + 1
    right = siblings[after] if after < len(siblings) else FREE
    child = children[number][0] if children.get(number) else FREE
    head = encoded.ljust(64, b"\0") + struct.pack(
        "<HBBIII", len(encoded), kind, 1, FREE, right if kind != 5 else FREE, child
    )
    start = starts.get(number, END if kind == 5 else 0)
    return head + bytes(16 + 4 + 16) + struct.pack("<IQ", start, len(data))
