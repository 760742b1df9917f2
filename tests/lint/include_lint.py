#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which headers each room may include (docs/architecture.md, "Rooms and arrows").

The build keeps rooms and Qt apart by include paths; libraries in /usr/include need this list. Usage: include_lint.py TREE
"""
import re
import sys

import tree

# One entry per library: the headers it owns.
LIBRARIES = {
    "sodium": r"sodium(\.h|/)",
    "sqlite3": r"sqlite3(ext)?\.h",
    "opencv core": r"opencv2/core",
    "opencv imgproc": r"opencv2/imgproc",
    "opencv other": r"opencv",
    "jxl": r"jxl/",
    "avif": r"avif/",
    "jpeg": r"(jpeglib|jerror|jconfig|turbojpeg)\.h",
    "png": r"(png|pngconf)\.h",
    "tiff": r"tiff\w*\.h",
    "webp": r"webp/",
    "zstd": r"zstd\w*\.h",
    "lzma": r"lzma(\.h|/)",
    "exiv2": r"exiv2/",
    "lcms2": r"lcms2\w*\.h",
    "seccomp": r"seccomp\.h",
    "toml++": r"toml\+\+/|toml\.hpp",
    "asio": r"boost/asio",
    "beast": r"boost/beast",
    "boost json": r"boost/json",
    "boost other": r"boost/",
    "openssl": r"openssl/",
    "spdlog": r"(spdlog|fmt)/",
    "qrencode": r"qrencode\.h",
    "CLI11": r"CLI/",
    "systemd": r"systemd/",
    "intrinsics": r"(immintrin|arm_neon)\.h",
    "Qt": r"Q|qglobal|qt",
}
CODECS = {"jxl", "avif", "jpeg", "png", "tiff", "webp", "zstd", "lzma", "exiv2", "lcms2"}

# Longest matching folder decides: (libraries, rooms whose public headers it may include).
ROOMS = {
    "core/include": (set(), {"core"}),
    "core/src": ({"sodium"}, {"core"}),
    "core/src/store": ({"sodium", "toml++"}, {"core"}),
    "core/src/ledger": ({"sodium", "sqlite3"}, {"core"}),
    "core/src/format": ({"sodium", "openssl"}, {"core"}),  # OpenSSL's Poly1305 only
    "core/src/image": ({"opencv core", "opencv imgproc"} | CODECS, {"core"}),
    "core/decoder": ({"seccomp"} | CODECS, {"core"}),
    "keyclient/include": (set(), {"core", "keyclient"}),
    "keyclient/src": (set(), {"core", "keyclient"}),
    "keyclient/src/etsi014": ({"asio", "beast", "openssl"}, {"core", "keyclient"}),
    # sodium: the hash that names a key
    "keyclient/src/kme": ({"asio", "beast", "openssl", "sodium"}, {"core", "keyclient"}),
    # sodium: the transcripts' Poly1305; toml++: an operator's presets; intrinsics: carry-less multiplication
    "keyclient/src/satellite": ({"sodium", "toml++", "intrinsics"}, {"core", "keyclient"}),
    "transport/include": (set(), {"core", "transport"}),
    "transport/src": ({"asio", "openssl"}, {"core", "transport"}),
    "app/service": ({"boost json", "spdlog", "qrencode"}, {"core", "keyclient", "transport", "service"}),
    # sodium: the SHA-256 shown beside an opened file, nothing secret
    "app/cli": ({"CLI11", "spdlog", "boost json", "systemd", "qrencode", "sodium"}, {"core", "keyclient", "transport", "service"}),
    "app/gui": ({"Qt", "spdlog", "boost json", "qrencode"}, {"core", "keyclient", "transport", "service"}),
    "tests": (set(LIBRARIES) - {"opencv other"}, {"core", "keyclient", "transport", "service"}),
}

# Besides the standard library's extensionless headers: what the C library and the kernel give.
SYSTEM = re.compile(
    r"(sys|linux|netinet|arpa|net)/\w+\.h|(cxxabi|dirent|dlfcn|errno|fcntl|grp|ifaddrs|mntent|netdb|poll|pthread|pwd|sched|semaphore"
    r"|signal|spawn|stdio|stdlib|string|syslog|termios|time|unistd)\.h"
)
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def room_of(path):
    text = path.as_posix()
    return max((room for room in ROOMS if text.startswith(room + "/")), key=len, default=None)


def library_of(header):
    return next((name for name, pattern in LIBRARIES.items() if re.match(pattern, header)), None)


def house_of(path):
    """The folder whose private headers a file may include: its room, app's parts apart."""
    parts = path.parts
    return "/".join(parts[:2]) if parts[0] == "app" else parts[0]


def angle_fault(header, room):
    libraries, rooms = ROOMS[room]
    if header.startswith("satpad/"):
        wanted = header.split("/")[1]
        return None if wanted in rooms else f"includes the room {wanted}"
    library = library_of(header)
    if library:
        return None if library in libraries else f"includes the library {library}"
    if re.fullmatch(r"[a-z_]+", header) or SYSTEM.fullmatch(header):
        return None
    return f"includes <{header}>, which no list knows"


def quote_fault(root, path, header):
    if path.parts[0] == "tests" or header.endswith(".moc"):
        return None  # tests may look at private headers; moc writes its own
    if ".." in header.split("/"):
        return f'climbs out of its folder with "{header}"'
    house = root / house_of(path)
    if (root / path.parent / header).exists() or any(house.rglob(header)):
        return None
    return f'includes "{header}", which its room does not have'


def lint(root):
    faults = []
    for path in tree.files(root, suffixes=(".h", ".hpp", ".cpp", ".in")):
        if path.suffix == ".in" and ".cpp" not in path.suffixes and ".h" not in path.suffixes:
            continue
        room = room_of(path)
        for kind, header in INCLUDE.findall((root / path).read_text(encoding="utf-8")):
            if room is None:
                faults.append(f"{path}: lies in no room")
                break
            fault = angle_fault(header, room) if kind == "<" else quote_fault(root, path, header)
            if fault:
                faults.append(f"{path}: {fault} (room {room})")
    return faults


GOOD = {
    "core/include/satpad/core/a.h": "#include <satpad/core/b.h>\n#include <vector>\n",
    "core/src/ledger/a.cpp": '#include "a.h"\n#include <sqlite3.h>\n#include <sys/stat.h>\n',
    "core/src/ledger/a.h": "",
    "core/src/image/scale.cpp": "#include <opencv2/imgproc.hpp>\n#include <jxl/encode.h>\n",
    "transport/src/tls.cpp": "#include <boost/asio/ssl.hpp>\n#include <openssl/ssl.h>\n#include <satpad/core/a.h>\n",
    "transport/src/wire.h": "",
    "app/service/src/s.cpp": "#include <satpad/transport/node.h>\n#include <spdlog/spdlog.h>\n",
    "app/service/src/s.h": "",
    "app/gui/main.cpp": "#include <QApplication>\n",
    "tests/unit/tst_a.cpp": '#include "../../core/src/ledger/a.h"\n#include <QTest>\n#include "tst_a.moc"\n',
}
BAD = {
    "core/include/satpad/core/a.h": ("#include <sodium.h>\n", "the library sodium"),
    "core/include/satpad/core/a.h#2": ("#include <opencv2/core.hpp>\n", "the library opencv core"),
    "core/src/ledger/a.cpp": ("#include <satpad/transport/node.h>\n", "the room transport"),
    "core/src/ledger/a.cpp#2": ("#  include <QString>\n", "the library Qt"),
    "core/src/ledger/a.cpp#3": ('#include "wire.h"\n', "its room does not have"),
    "core/src/store/b.cpp": ("#include <sqlite3.h>\n", "the library sqlite3"),
    "core/src/image/scale.cpp": ("#include <opencv2/imgcodecs.hpp>\n", "the library opencv other"),
    "core/decoder/main.cpp": ("#include <opencv2/core.hpp>\n", "the library opencv core"),
    "keyclient/src/courier/c.cpp": ("#include <satpad/transport/node.h>\n", "the room transport"),
    "keyclient/src/courier/c.cpp#2": ("#include <sodium.h>\n", "the library sodium"),
    "transport/src/tls.cpp": ("#include <satpad/keyclient/courier/courier.h>\n", "the room keyclient"),
    "transport/include/satpad/transport/node.h": ("#include <boost/asio.hpp>\n", "the library asio"),
    "app/cli/src/c.cpp": ("#include <boost/asio.hpp>\n", "the library asio"),
    "app/cli/src/c.cpp#2": ('#include "s.h"\n', "its room does not have"),
    "app/cli/src/c.cpp#3": ('#include "../../service/src/s.h"\n', "climbs out"),
    "app/service/src/s.cpp": ("#include <QtCore/QString>\n", "the library Qt"),
    "app/service/src/s.cpp#2": ("#include <curl/curl.h>\n", "no list knows"),
    "elsewhere/x.cpp": ("#include <vector>\n", "lies in no room"),
}

if __name__ == "__main__":
    sys.exit(tree.main(lint, GOOD, BAD))
